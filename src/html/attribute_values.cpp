#include "html/attribute_values.h"

#include "base/ascii.h"
#include "html/urls.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace broadsheet::html::values {

namespace {

template <typename Allowed>
std::string whole_or_nothing(std::string_view value, std::size_t longest, Allowed allowed)
{
    return value.size() <= longest && std::all_of(value.begin(), value.end(), allowed) ? std::string{value}
                                                                                       : std::string{};
}

template <std::size_t N>
std::string one_of(std::string_view value, std::string_view const (&words)[N])
{
    std::string lower = to_lower(value);
    return std::find(std::begin(words), std::end(words), lower) != std::end(words) ? lower : std::string{};
}

constexpr std::string_view id_prefix = "u-";

bool is_kept_class(std::string_view name)
{
    static constexpr std::array<std::string_view, 10> ours{"pull-quote", "footnotes", "footnote",
        "footnote-ref", "footnote-back", "lead", "credit", "question", "answer", "correction"};
    auto allowed = [](char c) { return is_alphanumeric(c) || c == '-'; };
    bool ours_or_ghosts = name.starts_with("kg-") || name.starts_with("language-")
        || std::find(ours.begin(), ours.end(), name) != ours.end();
    return ours_or_ghosts && name.size() <= 64 && std::all_of(name.begin(), name.end(), allowed);
}

} // namespace

// White space runs become single spaces: these values are read by people, on one line.
std::string text(std::string_view value)
{
    std::string out;
    for (char c : value) {
        bool white = c == ' ' || c == '\n' || c == '\t';
        if (white && (out.empty() || out.back() == ' '))
            continue;
        out += white ? ' ' : c;
    }
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

std::string number(std::string_view value)
{
    return whole_or_nothing(value, 6, is_digit);
}

// Width and height are CSS pixels; "640px" is common and means the same.
std::string pixels(std::string_view value)
{
    return number(value.ends_with("px") ? value.substr(0, value.size() - 2) : value);
}

std::string language(std::string_view value)
{
    return whole_or_nothing(value, 35, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

std::string date_time(std::string_view value)
{
    return whole_or_nothing(value, 64, [](char c) {
        return is_alphanumeric(c) || std::string_view{"-+:. "}.find(c) != std::string_view::npos;
    });
}

std::string media_type(std::string_view value)
{
    return whole_or_nothing(value, 128, [](char c) {
        return is_alphanumeric(c) || std::string_view{"/-+.;=, "}.find(c) != std::string_view::npos;
    });
}

// sizes and media: a list of CSS conditions and lengths.
std::string css_condition(std::string_view value)
{
    if (value.find("url") != std::string_view::npos)
        return {};
    return whole_or_nothing(value, 512, [](char c) {
        return is_alphanumeric(c) || std::string_view{"()-+*/:.,% "}.find(c) != std::string_view::npos;
    });
}

std::string direction(std::string_view value)
{
    return one_of(value, {"ltr", "rtl", "auto"});
}

std::string loading(std::string_view value)
{
    return one_of(value, {"lazy", "eager"});
}

std::string preload(std::string_view value)
{
    return one_of(value, {"none", "metadata", "auto"});
}

std::string alignment(std::string_view value)
{
    return one_of(value, {"left", "center", "right"});
}

std::string scope(std::string_view value)
{
    return one_of(value, {"row", "col", "rowgroup", "colgroup"});
}

std::string track_kind(std::string_view value)
{
    return one_of(value, {"subtitles", "captions", "descriptions", "chapters", "metadata"});
}

// The numbering of <ol type>: "a" and "A" differ.
std::string numbering(std::string_view value)
{
    return value.size() == 1 && std::string_view{"1aAiI"}.find(value[0]) != std::string_view::npos
        ? std::string{value}
        : std::string{};
}

std::string signed_number(std::string_view value)
{
    std::string digits = number(value.starts_with('-') ? value.substr(1) : value);
    return value.starts_with('-') && !digits.empty() ? "-" + digits : digits;
}

std::string id(std::string_view value)
{
    std::string clean = whole_or_nothing(value, 200, [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':'
            || static_cast<unsigned char>(c) >= 0x80;
    });
    if (!clean.empty() && !clean.starts_with(id_prefix))
        clean.insert(0, id_prefix);
    return clean;
}

std::string link(std::string_view value)
{
    std::string url = safe_url(value);
    if (!url.starts_with('#'))
        return url;
    std::string target = id(std::string_view{url}.substr(1));
    return target.empty() ? target : "#" + target;
}

// Ghost gives every video a transparent picture from a third party.
std::string poster(std::string_view value)
{
    std::string url = safe_url(value);
    return host_of(url) == "img.spacergif.org" ? std::string{} : url;
}

std::string classes(std::string_view value)
{
    std::string out;
    while (!value.empty()) {
        std::size_t end = std::min(value.find_first_of(" \t\n"), value.size());
        if (std::string_view name = value.substr(0, end); is_kept_class(name)) {
            if (!out.empty())
                out += ' ';
            out += name;
        }
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return out;
}

} // namespace broadsheet::html::values

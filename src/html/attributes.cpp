#include "html/attributes.h"

#include "html/characters.h"
#include "html/urls.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace broadsheet::html {

namespace {

using Cleaner = std::string (*)(std::string_view decoded);

enum class Value { kept_when_not_empty, kept_when_empty, flag };

struct Rule {
    std::string_view name;
    Cleaner clean = nullptr; // nullptr for flags
    Value value = Value::kept_when_not_empty;
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

template <typename Allowed>
std::string whole_or_nothing(std::string_view value, std::size_t longest, Allowed allowed)
{
    return value.size() <= longest && std::all_of(value.begin(), value.end(), allowed) ? std::string{value}
                                                                                       : std::string{};
}

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

template <std::size_t N>
std::string one_of(std::string_view value, std::string_view const (&words)[N])
{
    std::string lower{value};
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return std::find(std::begin(words), std::end(words), lower) != std::end(words) ? lower : std::string{};
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

constexpr std::string_view id_prefix = "u-";

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

constexpr Rule class_rule{"class", clean_classes};
constexpr Rule global_rules[]{
    class_rule, {"id", id}, {"lang", language}, {"dir", direction}, {"title", text}};

constexpr Rule link_rules[]{{"href", link}};
constexpr Rule image_rules[]{{"src", safe_url}, {"srcset", safe_srcset}, {"sizes", css_condition},
    {"alt", text, Value::kept_when_empty}, {"width", pixels}, {"height", pixels}, {"loading", loading}};
constexpr Rule source_rules[]{{"src", safe_url}, {"srcset", safe_srcset}, {"sizes", css_condition},
    {"media", css_condition}, {"type", media_type}, {"width", pixels}, {"height", pixels}};
constexpr Rule video_rules[]{{"src", safe_url}, {"poster", poster}, {"width", pixels}, {"height", pixels},
    {"preload", preload}, {"loop", nullptr, Value::flag}, {"muted", nullptr, Value::flag},
    {"playsinline", nullptr, Value::flag}};
constexpr Rule audio_rules[]{{"src", safe_url}, {"preload", preload}, {"loop", nullptr, Value::flag}};
constexpr Rule track_rules[]{{"src", safe_url}, {"kind", track_kind}, {"srclang", language}, {"label", text},
    {"default", nullptr, Value::flag}};
constexpr Rule cite_rules[]{{"cite", safe_url}};
constexpr Rule time_rules[]{{"datetime", date_time}};
constexpr Rule cell_rules[]{{"colspan", number}, {"rowspan", number}, {"scope", scope}};
constexpr Rule column_rules[]{{"span", number}};
constexpr Rule ordered_list_rules[]{
    {"start", signed_number}, {"reversed", nullptr, Value::flag}, {"type", numbering}};
constexpr Rule list_item_rules[]{{"value", signed_number}};
constexpr Rule details_rules[]{{"open", nullptr, Value::flag}};

struct ElementRules {
    std::string_view element;
    std::span<Rule const> rules;
};

constexpr ElementRules element_rules[]{{"a", link_rules}, {"img", image_rules}, {"source", source_rules},
    {"video", video_rules}, {"audio", audio_rules}, {"track", track_rules}, {"blockquote", cite_rules},
    {"q", cite_rules}, {"time", time_rules}, {"td", cell_rules}, {"th", cell_rules}, {"col", column_rules},
    {"colgroup", column_rules}, {"ol", ordered_list_rules}, {"li", list_item_rules},
    {"details", details_rules}};

void append_attribute(std::string& out, std::string_view name, std::string_view value)
{
    ((out += ' ') += name) += "=\"";
    append_attribute_value(out, value);
    out += '"';
}

void append_value(std::string& out, std::string_view name, std::string_view value)
{
    if (!value.empty())
        append_attribute(out, name, value);
}

Attribute const* find(std::vector<Attribute> const& attributes, std::string_view name)
{
    auto found = std::find_if(
        attributes.begin(), attributes.end(), [&](auto const& candidate) { return candidate.name == name; });
    return found == attributes.end() ? nullptr : &*found;
}

void append_by_rule(std::string& out, Rule const& rule, Attribute const* found)
{
    if (!found)
        return;
    if (rule.value == Value::flag) {
        (out += ' ') += rule.name;
        return;
    }
    std::string value = rule.clean(decoded(found->value, Place::attribute));
    if (rule.value == Value::kept_when_empty)
        append_attribute(out, rule.name, value);
    else
        append_value(out, rule.name, value);
}

// What says how a link is meant stays; "noopener" keeps the page opened from reaching back.
void append_relation(std::string& out, std::vector<Attribute> const& attributes)
{
    std::string href = link(attribute(attributes, "href"));
    if (href.empty())
        return;
    std::string relation = is_outside(href) ? "noopener" : "";
    std::string given = attribute(attributes, "rel");
    for (std::string_view kept : {"nofollow", "sponsored", "ugc", "noreferrer"}) {
        if (given.find(kept) == std::string::npos)
            continue;
        if (!relation.empty())
            relation += ' ';
        relation += kept;
    }
    append_value(out, "rel", relation);
}

bool contains(std::string_view out, std::size_t from, std::string_view attribute)
{
    return out.find(attribute, from) != std::string_view::npos;
}

// Players get the browser's controls. False, and everything from `before` taken back, when the element lacks
// what it is for. A quotation mark in a value is written as a reference, so what looks like an attribute is
// one.
bool append_required(std::string& out, std::size_t before, std::string_view element)
{
    bool complete = true;
    if (element == "video" || element == "audio")
        out += " controls";
    else if (element == "img" || element == "track")
        complete = contains(out, before, " src=\"");
    else if (element == "source")
        complete = contains(out, before, " src=\"") || contains(out, before, " srcset=\"");
    else if (element == "a")
        complete = contains(out, before, " href=\"") || contains(out, before, " id=\"");
    else if (element == "span")
        complete = out.size() > before;
    if (!complete)
        out.resize(before);
    return complete;
}

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

std::string attribute(std::vector<Attribute> const& attributes, std::string_view name)
{
    Attribute const* found = find(attributes, name);
    return found ? decoded(found->value, Place::attribute) : std::string{};
}

std::string clean_classes(std::string_view classes)
{
    std::string out;
    while (!classes.empty()) {
        std::size_t end = std::min(classes.find_first_of(" \t\n"), classes.size());
        if (std::string_view name = classes.substr(0, end); is_kept_class(name)) {
            if (!out.empty())
                out += ' ';
            out += name;
        }
        classes.remove_prefix(std::min(end + 1, classes.size()));
    }
    return out;
}

bool append_clean_attributes(
    std::string& out, std::string_view element, std::vector<Attribute> const& attributes)
{
    if (attributes.empty())
        return append_required(out, out.size(), element);
    std::size_t before = out.size();
    auto rules = std::find_if(std::begin(element_rules), std::end(element_rules),
        [&](ElementRules const& candidate) { return candidate.element == element; });
    if (rules != std::end(element_rules)) {
        for (Rule const& rule : rules->rules)
            append_by_rule(out, rule, find(attributes, rule.name));
    }
    if (element == "a")
        append_relation(out, attributes);
    for (Rule const& rule : global_rules) {
        // The way to name a place before every element could have an id.
        bool by_name = element == "a" && rule.name == "id" && !find(attributes, "id");
        append_by_rule(out, rule, by_name ? find(attributes, "name") : find(attributes, rule.name));
    }
    return append_required(out, before, element);
}

} // namespace broadsheet::html

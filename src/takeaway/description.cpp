#include "takeaway/description.h"

#include "base/utf8.h"
#include "html/plain_text.h"
#include "text/dates.h"
#include "text/direction.h"
#include "text/slug.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::takeaway {

namespace {

constexpr std::size_t longest_title = 30; // characters
constexpr std::size_t longest_description = 80;

Result<void> check_length(
    std::string_view what, std::string_view text, std::size_t most, std::string_view option)
{
    auto const length = count_code_points(text);
    if (length >= 1 && length <= most)
        return {};
    return invalid(
        fmt::format("the {} of a ZIM file has 1 to {} characters, \"{}\" has {}: give another with {}", what,
            most, text, length, option));
}

bool is_date(std::string_view text)
{
    return text.size() == 10 && text::parse_iso(text).ok();
}

// https://www.w3.org/TR/png-3/#5PNG-file-signature and IHDR, which must come first
bool is_small_square_png(std::string_view bytes)
{
    using namespace std::literals;
    return bytes.starts_with("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x30\0\0\0\x30"sv);
}

UtcMillis last_change(site::Catalogue const& catalogue, Chosen const& chosen)
{
    UtcMillis last = 0;
    for (auto ordinal : chosen.articles)
        last = std::max({last, catalogue[ordinal].updated_at, catalogue[ordinal].published_at});
    return last;
}

} // namespace

Description describe(site::Catalogue const& catalogue, Chosen const& chosen, std::string const& title,
    std::string const& description)
{
    auto const& settings = catalogue.settings();
    auto const& language = catalogue.language(chosen.language);
    std::string const newspaper(settings.title_in(language));
    Description result;
    result.title = !title.empty() ? title
        : chosen.part.empty()     ? newspaper
                                  : fmt::format("{}: {}", newspaper, chosen.part);
    result.description = !description.empty()
        ? description
        : html::excerpt_of_characters(settings.description_in(language), longest_description);
    if (result.description.empty())
        result.description = result.title;
    result.language = text::three_letter_language(language);
    result.creator = newspaper;
    result.publisher = newspaper;
    result.date = text::format_iso_date(last_change(catalogue, chosen), catalogue.zone());
    result.name = fmt::format(
        "{}_{}_{}", text::slugify(settings.title_in(settings.first_language())), language, chosen.name);
    return result;
}

Result<void> check_zim_metadata(Description const& about, std::string_view illustration)
{
    TRY(check_length("title", about.title, longest_title, "--title"));
    TRY(check_length("description", about.description, longest_description, "--description"));
    auto is_small_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (about.language.size() != 3 || !std::ranges::all_of(about.language, is_small_letter)
        || about.language == "und")
        return invalid(
            fmt::format("\"{}\" is no language code of three letters (ISO 639-3)", about.language));
    if (about.creator.empty() || about.publisher.empty())
        return invalid(
            "a ZIM file names its creator: give the newspaper a title (`broadsheet settings title`)");
    if (!is_date(about.date))
        return invalid(fmt::format("\"{}\" is no date", about.date));
    if (about.name.empty())
        return invalid("a ZIM file has a name");
    if (!is_small_square_png(illustration))
        return invalid("the illustration of a ZIM file is a PNG of 48x48 pixels: put one into the theme as "
                       "assets/icon-48.png");
    return {};
}

} // namespace broadsheet::takeaway

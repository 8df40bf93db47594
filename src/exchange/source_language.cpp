#include "exchange/source_language.h"

#include "base/ascii.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

bool has_language(newsroom::Settings const& settings, std::string_view language)
{
    return std::ranges::find(settings.languages, language) != settings.languages.end();
}

// Of "ru-ru" the country says nothing; nor does that of "en-us", which WordPress writes unless told
// otherwise.
bool country_says_nothing(std::string_view language)
{
    auto const dash = language.find('-');
    return language == "en-us"
        || (dash != std::string_view::npos && language.substr(0, dash) == language.substr(dash + 1));
}

} // namespace

std::string language_tag(std::string_view named)
{
    auto tag = to_lower(named);
    std::ranges::replace(tag, '_', '-');
    return tag;
}

std::string without_region(std::string const& tag)
{
    return tag.substr(0, tag.find('-'));
}

std::string source_language(newsroom::Settings const& settings, std::string_view named)
{
    auto const language = language_tag(named);
    if (!text::is_valid_language(language))
        return {};
    auto const alone = without_region(language);
    bool const is_here = has_language(settings, language);
    return !is_here && (has_language(settings, alone) || country_says_nothing(language)) ? alone : language;
}

void take_source_language(newsroom::Settings& settings, std::string_view named, Report& report)
{
    auto const language = source_language(settings, named);
    if (language.empty() || has_language(settings, language))
        return;
    if (settings.languages.size() > 1) {
        settings.title.emplace(language, settings.title_in(settings.first_language()));
        settings.languages.push_back(language);
        report.note(fmt::format("language \"{}\"", language),
            "the newspaper did not have it; it was added, as the source is written in it");
        return;
    }
    report.note(fmt::format("language \"{}\"", language),
        fmt::format("the source is written in it, so it is the newspaper's language now, in place of \"{}\"",
            settings.first_language()));
    settings.languages.front() = language;
}

} // namespace broadsheet::exchange

#include "exchange/newspaper_file.h"

#include "exchange/appeal_file.h"
#include "exchange/yaml_texts.h"
#include "text/time_zone.h"

#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

constexpr std::size_t most_bytes = 4 << 20;

Result<newsroom::Settings::Navigation> navigation_at(Yaml const& map, std::string_view key)
{
    newsroom::Settings::Navigation navigation;
    for (auto const& [language, items] : map[key].map)
        for (auto const& item : items.list) {
            auto label = TRY(item.text_at("label"));
            navigation[language].push_back({std::move(label), TRY(item.text_at("url"))});
        }
    return navigation;
}

std::string text_in(newsroom::Settings::Texts const& texts, std::string const& language)
{
    auto found = texts.find(language);
    return found == texts.end() ? std::string() : found->second;
}

// Puts a name and a longer text by language into a tag or byline.
template <typename Named>
void set_texts(Named& named, std::string const& first, newsroom::Settings::Texts const& names,
    newsroom::Settings::Texts const& longer)
{
    named.text = {text_in(names, first), text_in(longer, first)};
    for (auto const& [language, name] : names)
        if (language != first)
            named.translations[language] = {name, text_in(longer, language)};
}

} // namespace

Result<NewspaperFile> NewspaperFile::parse(std::string_view yaml)
{
    auto document = TRY(Yaml::parse(yaml, most_bytes));
    NewspaperFile file;
    file.languages = TRY(document.texts_at("languages"));
    auto& settings = file.settings_;
    if (!file.languages.empty())
        settings.languages = file.languages;
    settings.title = TRY(texts_by_language(document, "title", file.first_language()));
    settings.description = TRY(texts_by_language(document, "description", file.first_language()));
    file.time_zone = settings.time_zone = TRY(document.text_at("time_zone"));
    if (!file.time_zone.empty())
        TRY(text::TimeZone::find(file.time_zone));
    settings.url = TRY(document.text_at("url"));
    settings.accent_colour = TRY(document.text_at("accent_colour"));
    settings.theme = TRY(document.text_at("theme"));
    settings.navigation = TRY(navigation_at(document, "navigation"));
    settings.secondary_navigation = TRY(navigation_at(document, "secondary_navigation"));
    TRY(file.take_tags(document["sections"], true));
    TRY(file.take_tags(document["tags"], false));
    TRY(file.take_bylines(document["bylines"]));
    for (auto const& item : document["appeals"].list)
        file.appeals.push_back(TRY(read_appeal(item, file.first_language())));
    for (auto const& item : document["newsletters"].list)
        file.newsletters.push_back(TRY(read_newsletter(item, file.first_language(), file.time_zone)));
    return file;
}

std::string const& NewspaperFile::first_language() const
{
    return settings_.first_language();
}

Result<void> NewspaperFile::take_tags(Yaml const& list, bool are_sections)
{
    std::int64_t position = 0;
    for (auto const& item : list.list) {
        newsroom::Tag tag;
        tag.slug = TRY(item.text_at("slug"));
        auto names = TRY(texts_by_language(item, "name", first_language()));
        set_texts(
            tag, first_language(), names, TRY(texts_by_language(item, "description", first_language())));
        if (tag.slug.empty() || tag.text.name.empty())
            return invalid(fmt::format(
                "line {}: a section or tag needs a slug, and a name in {}", item.line, first_language()));
        tag.is_section = are_sections;
        tag.position = are_sections ? position++ : 0;
        tags.push_back(std::move(tag));
    }
    return {};
}

Result<void> NewspaperFile::take_bylines(Yaml const& list)
{
    for (auto const& item : list.list) {
        newsroom::Byline byline;
        byline.slug = TRY(item.text_at("slug"));
        byline.website = TRY(item.text_at("website"));
        byline.location = TRY(item.text_at("location"));
        byline.picture = TRY(item.text_at("picture"));
        auto names = TRY(texts_by_language(item, "name", first_language()));
        set_texts(byline, first_language(), names, TRY(texts_by_language(item, "bio", first_language())));
        if (byline.slug.empty() || byline.text.name.empty())
            return invalid(
                fmt::format("line {}: a byline needs a slug, and a name in {}", item.line, first_language()));
        bylines.push_back(std::move(byline));
    }
    return {};
}

void NewspaperFile::apply(newsroom::Settings& settings) const
{
    if (!languages.empty())
        settings.languages = languages;
    for (auto const& [language, text] : settings_.title)
        settings.title[language] = text;
    for (auto const& [language, text] : settings_.description)
        settings.description[language] = text;
    for (auto const& [language, items] : settings_.navigation)
        settings.navigation[language] = items;
    for (auto const& [language, items] : settings_.secondary_navigation)
        settings.secondary_navigation[language] = items;
    if (!settings_.time_zone.empty())
        settings.time_zone = settings_.time_zone;
    if (!settings_.url.empty())
        settings.url = settings_.url;
    if (!settings_.accent_colour.empty())
        settings.accent_colour = settings_.accent_colour;
    if (!settings_.theme.empty())
        settings.theme = settings_.theme;
}

} // namespace broadsheet::exchange

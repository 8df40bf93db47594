#include "exchange/ghost_settings.h"

#include "exchange/ghost_format.h"
#include "exchange/json_fields.h"
#include "exchange/source_language.h"
#include "text/time_zone.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::exchange {

namespace {

namespace json = boost::json;

constexpr std::size_t most_depth = 16;

class Values {
public:
    explicit Values(GhostIndex const& index)
        : values_(index.settings())
    {
    }

    std::string operator[](std::string_view key) const
    {
        auto found = values_.find(std::string(key));
        return found == values_.end() ? std::string() : found->second;
    }

private:
    std::unordered_map<std::string, std::string> const& values_;
};

std::string resolved(std::string_view address)
{
    if (!address.starts_with(ghost::site_placeholder))
        return std::string(address);
    address.remove_prefix(ghost::site_placeholder.size());
    return address.starts_with('/') ? std::string(address) : "/" + std::string(address);
}

std::vector<newsroom::NavigationItem> items_of(json::array const& array)
{
    std::vector<newsroom::NavigationItem> items;
    for (auto const& value : array)
        if (auto const* item = value.if_object(); item && !text_of(*item, "label").empty())
            items.push_back({std::string(text_of(*item, "label")), resolved(text_of(*item, "url"))});
    return items;
}

void apply_navigation(
    std::string const& text, std::string const& language, Report& report, newsroom::Settings::Navigation& out)
{
    if (text.empty())
        return;
    auto value = parse_json(text, most_depth, {});
    if (value.ok() && value->is_array())
        out[language] = items_of(value->get_array());
    else
        report.note("settings", "the navigation could not be read and was left as it is");
}

newsroom::Settings::Texts texts_of(json::object const& all, std::string_view key)
{
    newsroom::Settings::Texts texts;
    auto const* object = object_of(all, key);
    for (auto const& [language, text] : object ? *object : json::object())
        if (text.is_string())
            texts[std::string(language)] = text.get_string();
    return texts;
}

newsroom::Settings::Navigation navigation_of(json::object const& all, std::string_view key)
{
    newsroom::Settings::Navigation navigation;
    auto const* object = object_of(all, key);
    for (auto const& [language, items] : object ? *object : json::object())
        if (auto const* array = items.if_array())
            navigation[std::string(language)] = items_of(*array);
    return navigation;
}

// Our own exports carry every setting in one value.
void apply_own(std::string const& text, Report& report, newsroom::Settings& settings)
{
    auto value = parse_json_object(text, most_depth, {});
    if (!value.ok()) {
        report.note("settings", "\"broadsheet\" could not be read; Ghost's own settings were taken");
        return;
    }
    settings.title = texts_of(*value, "title");
    settings.description = texts_of(*value, "description");
    settings.navigation = navigation_of(*value, "navigation");
    settings.secondary_navigation = navigation_of(*value, "secondary_navigation");
    settings.languages.clear();
    if (auto const* languages = array_of(*value, "languages"))
        for (auto const& language : *languages)
            settings.languages.emplace_back(language.is_string() ? language.get_string() : "");
    settings.time_zone = text_of(*value, "time_zone");
    settings.url = text_of(*value, "url");
    settings.theme = text_of(*value, "theme");
    settings.accent_colour = text_of(*value, "accent_colour");
    settings.articles_per_page = integer_of(*value, "articles_per_page");
}

} // namespace

std::string ghost_language(GhostIndex const& index)
{
    Values values(index);
    return values["locale"].empty() ? values["lang"] : values["locale"];
}

void apply_ghost_settings(GhostIndex const& index, ImportOptions const& options, MediaReferences& media,
    Report& report, newsroom::Settings& settings)
{
    Values values(index);
    auto const named = options.language.empty() ? ghost_language(index) : options.language;
    take_source_language(settings, named, report);
    auto language = source_language(settings, named);
    if (language.empty())
        language = settings.first_language();
    if (!values["title"].empty())
        settings.title[language] = values["title"];
    if (!values["description"].empty())
        settings.description[language] = values["description"];
    auto zone = values["timezone"].empty() ? values["active_timezone"] : values["timezone"];
    if (text::TimeZone::find(zone).ok())
        settings.time_zone = zone;
    else if (!zone.empty())
        report.note("settings", fmt::format("the time zone \"{}\" is not known and was left as it is", zone));
    if (!values["accent_color"].empty())
        settings.accent_colour = values["accent_color"];
    apply_navigation(values["navigation"], language, report, settings.navigation);
    apply_navigation(values["secondary_navigation"], language, report, settings.secondary_navigation);
    if (!values["broadsheet.settings"].empty())
        apply_own(values["broadsheet.settings"], report, settings);
    for (auto [key, target] :
        {std::pair{"logo", &settings.logo}, {"icon", &settings.icon}, {"cover_image", &settings.cover}})
        if (auto source = resolved(values[key]); !source.empty())
            *target = media.path_of(source);
}

} // namespace broadsheet::exchange

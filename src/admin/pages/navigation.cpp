// The newspaper's two navigations, one language at a time.
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/seen.h"
#include "base/ascii.h"
#include "base/whole_number.h"
#include "text/direction.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace broadsheet::admin {

namespace {

using newsroom::NavigationItem;
using newsroom::Settings;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

using Items = std::vector<NavigationItem>;

constexpr std::size_t spare_rows = 3;

struct List {
    std::string_view name; // of its fields
    std::string_view label;
    Settings::Navigation Settings::*member;
};
constexpr List lists[] = {
    {"main", "Main navigation", &Settings::navigation},
    {"second", "Second navigation", &Settings::secondary_navigation},
};

// The language that the route names, or the first.
Result<std::string> language_of(Visit const& visit, Settings const& settings)
{
    if (visit.parts.empty())
        return settings.first_language();
    std::string language(visit.part(0));
    if (std::ranges::find(settings.languages, language) == settings.languages.end())
        return not_found("There is nothing here.");
    return language;
}

Value language_links(Settings const& settings, std::string const& shown)
{
    Array links;
    for (auto const& language : settings.languages)
        links.push_back(Value::make<Map>(Map{{"language", language},
            {"name", text::native_language_name(language)}, {"is_shown", language == shown}}));
    return Value::make<Array>(std::move(links));
}

Value item_rows(Items items)
{
    auto const filled = items.size();
    items.resize(filled + spare_rows);
    Array rows;
    for (std::size_t index = 0; index < items.size(); ++index) {
        bool const is_wrong = index < filled && !newsroom::check_navigation_item("", items[index]).ok();
        rows.push_back(Value::make<Map>(Map{{"number", static_cast<std::int64_t>(index + 1)},
            {"label", items[index].label}, {"url", items[index].url}, {"is_wrong", is_wrong}}));
    }
    return Value::make<Array>(std::move(rows));
}

// Of what this form holds.
std::string version_of(Settings const& settings, std::string const& language)
{
    std::vector<std::string> values;
    for (auto const& list : lists) {
        values.emplace_back(list.name);
        auto const& all = settings.*list.member;
        if (auto const found = all.find(language); found != all.end())
            for (auto const& item : found->second)
                values.insert(values.end(), {item.label, item.url});
    }
    return version_of_values(values);
}

Map form_fields(Settings const& settings, std::string const& language)
{
    Map fields{{"language", language}, {"direction", std::string(text::direction_of(language))},
        {"has_languages", settings.languages.size() > 1}};
    fields.set("languages", language_links(settings, language));
    Array shown;
    for (auto const& list : lists) {
        auto const& all = settings.*list.member;
        auto const found = all.find(language);
        Map shown_list{{"name", std::string(list.name)}, {"label", std::string(list.label)}};
        shown_list.set("rows", item_rows(found == all.end() ? Items() : found->second));
        shown.push_back(Value::make<Map>(std::move(shown_list)));
    }
    fields.set("lists", Value::make<Array>(std::move(shown)));
    return fields;
}

// Rows that hold nothing are passed over; those without a place come last.
Items items_in_form(Visit const& visit, std::string_view name)
{
    auto const places = visit.fields(fmt::format("{}_place", name));
    auto const labels = visit.fields(fmt::format("{}_label", name));
    auto const urls = visit.fields(fmt::format("{}_url", name));
    std::vector<std::pair<std::int64_t, NavigationItem>> placed;
    for (std::size_t row = 0; row < std::min({places.size(), labels.size(), urls.size()}); ++row) {
        NavigationItem item{std::string(trimmed(labels[row])), std::string(trimmed(urls[row]))};
        if (item == NavigationItem())
            continue;
        auto const place = whole_number(places[row]).value_or(std::numeric_limits<std::int64_t>::max());
        placed.emplace_back(place, std::move(item));
    }
    std::ranges::stable_sort(placed, {}, &std::pair<std::int64_t, NavigationItem>::first);
    Items items;
    for (auto& [place, item] : placed)
        items.push_back(std::move(item));
    return items;
}

void take_form(Visit const& visit, Settings& settings, std::string const& language)
{
    for (auto const& list : lists) {
        auto items = items_in_form(visit, list.name);
        if (items.empty())
            (settings.*list.member).erase(language);
        else
            (settings.*list.member)[language] = std::move(items);
    }
}

Result<http::Response> show(Visit& visit)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto const language = TRY(language_of(visit, settings));
    auto fields = form_fields(settings, language);
    fields.set("version", version_of(settings, language));
    return visit.page("settings-navigation", std::move(fields));
}

Result<http::Response> save(Visit& visit)
{
    auto settings = TRY(newsroom::load_settings(visit.connection));
    auto const language = TRY(language_of(visit, settings));
    auto const take = [&](Settings& changed) -> Result<void> {
        TRY(check_seen(visit, version_of(changed, language)));
        take_form(visit, changed, language);
        return {};
    };
    if (auto const saved = change_settings(visit, take); !saved.ok()) {
        auto const version = version_of(settings, language);
        take_form(visit, settings, language);
        auto fields = form_fields(settings, language);
        fields.set("version", version);
        return visit.refused("settings-navigation", std::move(fields),
            saved.error().code == ErrorCode::invalid
                ? invalid("Nothing was saved: see the marked rows below.")
                : saved.error());
    }
    return visit.redirect("/admin/settings/navigation/" + language + "/", "saved");
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/settings/navigation/", Act::edit_settings, show},
    {http::Method::get, "/admin/settings/navigation/{}/", Act::edit_settings, show},
    {http::Method::post, "/admin/settings/navigation/{}/", Act::edit_settings, save},
};

} // namespace

Routes navigation_routes()
{
    return routes;
}

} // namespace broadsheet::admin

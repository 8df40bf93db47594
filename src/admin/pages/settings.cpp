// What the newspaper is called, its languages, its address and its look.
#include "admin/pages/pages.h"
#include "admin/pages/settings_change.h"
#include "admin/seen.h"
#include "base/ascii.h"
#include "base/whole_number.h"
#include "text/direction.h"
#include "text/time_zone.h"

#include <fmt/ranges.h>

namespace broadsheet::admin {

namespace {

using newsroom::Settings;
using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view settings_path = "/admin/settings/";

struct Line {
    std::string_view name;
    std::string Settings::*member;
};
constexpr Line lines[] = {
    {"time_zone", &Settings::time_zone},
    {"url", &Settings::url},
    {"accent_colour", &Settings::accent_colour},
    {"logo", &Settings::logo},
    {"icon", &Settings::icon},
    {"cover", &Settings::cover},
};

std::vector<std::string> words_of(std::string_view text)
{
    constexpr std::string_view between = " ,\t\r\n";
    std::vector<std::string> words;
    while ((text = text.substr(std::min(text.find_first_not_of(between), text.size()))).size() > 0) {
        auto const word = text.substr(0, text.find_first_of(between));
        words.emplace_back(word);
        text.remove_prefix(word.size());
    }
    return words;
}

// The form has fields for the languages the newspaper had when it was shown.
void take_text(Visit const& visit, Settings::Texts& texts, std::string_view name, std::string const& language)
{
    auto const given = visit.fields(fmt::format("{}_{}", name, language));
    if (given.empty())
        return;
    if (auto const text = trimmed(given.front()); text.empty())
        texts.erase(language);
    else
        texts[language] = text;
}

void take_form(Visit const& visit, Settings& settings)
{
    auto languages = words_of(visit.field("languages"));
    for (auto const* each : {&settings.languages, &languages})
        for (auto const& language : *each) {
            take_text(visit, settings.title, "title", language);
            take_text(visit, settings.description, "description", language);
        }
    settings.languages = std::move(languages);
    for (auto const& line : lines)
        settings.*line.member = trimmed(visit.field(line.name));
    settings.articles_per_page = whole_number(trimmed(visit.field("articles_per_page"))).value_or(0);
}

std::string text_of(Settings::Texts const& texts, std::string const& language)
{
    auto const found = texts.find(language);
    return found == texts.end() ? "" : found->second;
}

Value name_rows(Settings const& settings, std::vector<std::string> const& languages)
{
    Array rows;
    for (auto const& language : languages)
        rows.push_back(Value::make<Map>(
            Map{{"language", language}, {"language_name", text::native_language_name(language)},
                {"direction", std::string(text::direction_of(language))},
                {"title", text_of(settings.title, language)},
                {"description", text_of(settings.description, language)},
                {"is_first", language == languages.front()}, {"is_only", languages.size() == 1}}));
    return Value::make<Array>(std::move(rows));
}

Map form_fields(Settings const& settings, std::vector<std::string> const& languages)
{
    Map fields{{"languages", fmt::format("{}", fmt::join(settings.languages, " "))},
        {"articles_per_page", settings.articles_per_page}};
    for (auto const& line : lines)
        fields.set(line.name, settings.*line.member);
    fields.set("names", name_rows(settings, languages));
    Array zones;
    for (auto name : text::TimeZone::all_names())
        zones.push_back(Value(std::string(name)));
    fields.set("time_zones", Value::make<Array>(std::move(zones)));
    return fields;
}

// Of what this form holds.
std::string version_of(Settings const& settings)
{
    std::vector<std::string> values{std::to_string(settings.articles_per_page)};
    values.insert(values.end(), settings.languages.begin(), settings.languages.end());
    for (auto const* texts : {&settings.title, &settings.description})
        for (auto const& [language, text] : *texts)
            values.insert(values.end(), {language, text});
    for (auto const& line : lines)
        values.push_back(settings.*line.member);
    return version_of_values(values);
}

Result<http::Response> show(Visit& visit)
{
    auto const settings = TRY(newsroom::load_settings(visit.connection));
    auto fields = form_fields(settings, settings.languages);
    Array hidden;
    for (auto const& [language, count] : TRY(newsroom::count_hidden_articles(visit.connection, settings)))
        hidden.push_back(Value::make<Map>(Map{{"language", language}, {"count", count}}));
    fields.set("hidden", Value::make<Array>(std::move(hidden)));
    fields.set("version", version_of(settings));
    return visit.page("settings", std::move(fields));
}

// The form as it was filled in, with what was wrong beside its field.
Result<http::Response> show_again(Visit& visit, Error const& error)
{
    auto const saved = TRY(newsroom::load_settings(visit.connection));
    auto typed = saved;
    take_form(visit, typed);
    auto const wrong = setting_of(error);
    auto fields = form_fields(typed, wrong == "languages" ? saved.languages : typed.languages);
    fields.set("languages", std::string(visit.field("languages")));
    fields.set("articles_per_page", std::string(visit.field("articles_per_page")));
    fields.set("wrong", wrong);
    fields.set("version", version_of(saved));
    return visit.refused("settings", std::move(fields),
        error.code == ErrorCode::invalid ? invalid("Nothing was saved: see the field below.") : error);
}

Result<http::Response> save(Visit& visit)
{
    auto const saved = change_settings(visit, [&](Settings& settings) -> Result<void> {
        TRY(check_seen(visit, version_of(settings)));
        take_form(visit, settings);
        return {};
    });
    if (!saved.ok())
        return show_again(visit, saved.error());
    return visit.redirect(settings_path, "saved");
}

constexpr Route routes[] = {
    {http::Method::get, settings_path, Act::edit_settings, show},
    {http::Method::post, settings_path, Act::edit_settings, save},
};

} // namespace

Routes settings_routes()
{
    return routes;
}

} // namespace broadsheet::admin

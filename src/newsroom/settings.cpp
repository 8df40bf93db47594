#include "newsroom/settings.h"

#include "base/ascii.h"
#include "newsroom/checks.h"
#include "newsroom/settings_values.h"
#include "text/time_zone.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace broadsheet::newsroom {

namespace {

std::string_view text_in(
    Settings::Texts const& texts, std::string_view language, std::string_view first_language)
{
    auto found = texts.find(language);
    if (found == texts.end() || found->second.empty())
        found = texts.find(first_language);
    return found == texts.end() ? std::string_view() : std::string_view(found->second);
}

Result<SettingValues> load_values(db::Connection& connection)
{
    SettingValues values;
    auto rows = TRY(connection.query("SELECT key, value FROM settings"));
    while (TRY(rows.next()))
        values.emplace(rows.text(0), rows.text(1));
    return values;
}

Result<void> check_languages(std::vector<std::string> const& languages)
{
    if (languages.empty())
        return invalid("languages: a newspaper has at least one");
    if (languages.size() > Settings::most_languages)
        return invalid(fmt::format("languages: there are {}, but a newspaper has at most {}",
            languages.size(), Settings::most_languages));
    std::set<std::string_view> seen;
    for (auto const& language : languages) {
        TRY(check_language("languages", language));
        if (!seen.insert(language).second)
            return invalid(fmt::format("languages: \"{}\" is there twice", language));
    }
    return {};
}

Result<void> check_texts(std::string_view field, Settings::Texts const& texts)
{
    for (auto const& [language, text] : texts) {
        TRY(check_language(field, language));
        TRY(check_text(field, text, 2'000));
    }
    return {};
}

Result<void> check_navigation(std::string_view field, Settings::Navigation const& navigation)
{
    for (auto const& [language, items] : navigation) {
        TRY(check_language(field, language));
        for (auto const& item : items)
            TRY(check_navigation_item(field, item));
    }
    return {};
}

Result<void> check_colour(std::string_view colour)
{
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    if ((colour.size() == 4 || colour.size() == 7) && colour[0] == '#'
        && colour.find_first_not_of(digits, 1) == std::string_view::npos)
        return {};
    return invalid(fmt::format("accent_colour: \"{}\" is not written like #a31621", colour));
}

Result<void> check_theme(std::string_view theme)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (theme.empty() || theme.size() > 100 || theme[0] == '.'
        || theme.find_first_not_of(allowed) != std::string_view::npos)
        return invalid(
            fmt::format("theme: \"{}\" is no name of a folder of letters, digits, '-', '_', '.'", theme));
    return {};
}

Result<void> check_url(std::string_view url)
{
    if (!is_web_address(url) || url.size() > 500 || url.find_first_of("?#\"<>") != std::string_view::npos)
        return invalid(fmt::format("url: \"{}\" is no http:// or https:// address", url));
    if (url.ends_with('/'))
        return invalid(fmt::format("url: \"{}\" must not end on a slash", url));
    return {};
}

Result<void> check_time_zone(std::string_view name)
{
    if (!text::TimeZone::find(name).ok())
        return invalid(fmt::format("time_zone: \"{}\" is no IANA time zone, such as Europe/Warsaw", name));
    return {};
}

} // namespace

Result<void> check_settings(Settings const& settings)
{
    TRY(check_languages(settings.languages));
    TRY(check_texts("title", settings.title));
    TRY(check_texts("description", settings.description));
    TRY(check_time_zone(settings.time_zone));
    TRY(check_url(settings.url));
    TRY(check_navigation("navigation", settings.navigation));
    TRY(check_navigation("secondary_navigation", settings.secondary_navigation));
    TRY(check_link("logo", settings.logo));
    TRY(check_link("icon", settings.icon));
    TRY(check_link("cover", settings.cover));
    TRY(check_colour(settings.accent_colour));
    TRY(check_theme(settings.theme));
    if (settings.articles_per_page < 1 || settings.articles_per_page > 500)
        return invalid(fmt::format("articles_per_page: {} is not 1 to 500", settings.articles_per_page));
    return {};
}

Result<void> check_chosen_settings(Settings const& settings)
{
    TRY(check_settings(settings));
    if (trimmed(settings.title_in(settings.first_language())).empty())
        return invalid("title: a newspaper has a name");
    return {};
}

Result<void> check_navigation_item(std::string_view field, NavigationItem const& item)
{
    TRY(check_required_text(field, item.label, 200));
    return check_link(field, item.url);
}

std::string_view Settings::title_in(std::string_view language) const
{
    return text_in(title, language, first_language());
}

std::string_view Settings::description_in(std::string_view language) const
{
    return text_in(description, language, first_language());
}

Result<Settings> load_settings(db::Connection& connection)
{
    Settings settings;
    for (auto const& [key, value] : TRY(load_values(connection)))
        TRY(read_value(settings, key, value));
    if (settings.languages.empty())
        return Error{ErrorCode::database, "The setting \"languages\" in the database is empty."};
    return settings;
}

Result<void> save_settings(Change& change, Settings const& settings)
{
    TRY(check_settings(settings));
    auto const former = TRY(load_values(change.connection()));
    for (auto const& [key, value] : to_values(settings)) {
        if (auto const known = former.find(key); known != former.end() && known->second == value)
            continue;
        TRY(change.edition());
        TRY(change.connection().execute("INSERT INTO settings (key, value) VALUES ($1, $2) "
                                        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            {key, value}));
    }
    return {};
}

std::vector<std::string> differing_settings(Settings const& left, Settings const& right)
{
    std::vector<std::string> names;
    auto const values = to_values(right);
    for (auto const& [key, value] : to_values(left))
        if (values.at(key) != value)
            names.push_back(key);
    return names;
}

// By steps through the index of addresses, whatever the size of the archive.
static Result<std::vector<std::string>> languages_of_articles(db::Connection& connection)
{
    std::vector<std::string> languages;
    std::string last;
    for (;;) {
        auto rows = TRY(connection.query("SELECT MIN(language) FROM articles WHERE language > $1", {last}));
        TRY(rows.next());
        if (rows.is_null(0))
            return languages;
        last = rows.string(0);
        languages.push_back(last);
    }
}

Result<std::map<std::string, std::int64_t>> count_hidden_articles(
    db::Connection& connection, Settings const& settings)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const& language : TRY(languages_of_articles(connection))) {
        if (std::ranges::find(settings.languages, language) != settings.languages.end())
            continue;
        auto rows = TRY(connection.query(
            "SELECT count(*) FROM articles WHERE language = $1 AND status = 'published'", {language}));
        TRY(rows.next());
        if (auto const count = rows.integer(0); count > 0)
            counts.emplace(language, count);
    }
    return counts;
}

} // namespace broadsheet::newsroom

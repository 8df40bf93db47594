#pragma once

#include "newsroom/change.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

struct NavigationItem {
    std::string label;
    std::string url; // root-relative or absolute
    bool operator==(NavigationItem const&) const = default;
};

// Where a newspaper is that has no public address yet.
inline constexpr std::string_view no_address_yet = "http://127.0.0.1:8080";

// What the newspaper is called and how it presents itself. Kept as rows of `settings`; texts by language.
struct Settings {
    using Texts = std::map<std::string, std::string, std::less<>>;
    using Navigation = std::map<std::string, std::vector<NavigationItem>, std::less<>>;

    static constexpr std::size_t most_languages = 50;

    Texts title; // every language has one
    Texts description;
    std::vector<std::string> languages = {"en"}; // the first is served at /, the others at /ru/…
    std::string time_zone = "UTC"; // IANA name
    // The public address, for canonical links and feeds; no slash at the end.
    std::string url{no_address_yet};
    Navigation navigation; // by language
    Navigation secondary_navigation;
    std::string logo; // path under /media/, or empty
    std::string icon;
    std::string cover;
    std::string accent_colour = "#a31621";
    std::string theme = "broadsheet"; // built in, or a folder of DATA/themes
    std::int64_t articles_per_page = 20;
    bool operator==(Settings const&) const = default;

    std::string const& first_language() const { return languages.front(); }
    std::string_view title_in(std::string_view language) const;
    std::string_view description_in(std::string_view language) const;
};

Result<Settings> load_settings(db::Connection&);
// Returns why the settings cannot be saved, naming the one.
Result<void> check_settings(Settings const&);
// The same for what people choose, who name the newspaper at least in its first language.
Result<void> check_chosen_settings(Settings const&);
// Returns why an item cannot stand in a navigation; the error starts with `field`.
Result<void> check_navigation_item(std::string_view field, NavigationItem const&);
// Saves all that differs; refused, naming the setting: no language or too many, an unknown time zone, a URL
// that is not http(s).
Result<void> save_settings(Change&, Settings const&);
// Returns the names of the settings that are not the same.
std::vector<std::string> differing_settings(Settings const&, Settings const&);

// Articles stay when their language goes, but nobody can read them. Returns how many are published in each
// language that is not the newspaper's.
Result<std::map<std::string, std::int64_t>> count_hidden_articles(db::Connection&, Settings const&);

} // namespace broadsheet::newsroom

#pragma once

#include "newsroom/settings.h"

namespace broadsheet::newsroom {

// Settings as they stand in the database: JSON by key.
using SettingValues = std::map<std::string, std::string, std::less<>>;

// Calls visit(key, member) for every setting there is.
template <typename AnySettings, typename Visit>
void for_each_setting(AnySettings& settings, Visit&& visit)
{
    visit("title", settings.title);
    visit("description", settings.description);
    visit("languages", settings.languages);
    visit("time_zone", settings.time_zone);
    visit("url", settings.url);
    visit("navigation", settings.navigation);
    visit("secondary_navigation", settings.secondary_navigation);
    visit("logo", settings.logo);
    visit("icon", settings.icon);
    visit("cover", settings.cover);
    visit("accent_colour", settings.accent_colour);
    visit("theme", settings.theme);
    visit("articles_per_page", settings.articles_per_page);
}

SettingValues to_values(Settings const&);
// Reads one row into its setting; a key that this version does not know is passed over. On an error the
// settings are as they were.
Result<void> read_value(Settings&, std::string_view key, std::string_view json);

} // namespace broadsheet::newsroom

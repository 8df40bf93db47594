#pragma once

#include <string_view>

// Names that Ghost's export format and ours share between import and export (docs/import.md).
namespace broadsheet::exchange::ghost {

// Stands for the site's address in what Ghost exports.
inline constexpr std::string_view site_placeholder = "__GHOST_URL__";
// The newest major version whose exports were tried.
inline constexpr int newest_version = 6;

// Our own tables, which Ghost passes over: what its columns have no room for.
inline constexpr std::string_view articles_table = "broadsheet_articles";
inline constexpr std::string_view tags_table = "broadsheet_tags";
inline constexpr std::string_view bylines_table = "broadsheet_bylines";
inline constexpr std::string_view settings_table = "broadsheet_settings";
inline constexpr std::string_view redirects_table = "broadsheet_redirects";
inline constexpr std::string_view media_table = "broadsheet_media";

} // namespace broadsheet::exchange::ghost

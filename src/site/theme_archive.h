#pragma once

#include "site/theme.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// What an uploaded theme may take.
struct ThemeArchiveLimits {
    std::size_t files = 2'000; // entries, also those passed over
    std::size_t file_bytes = 8 << 20; // unpacked
    std::size_t total_bytes = 48 << 20; // unpacked: a small archive may hold much
    std::size_t path_bytes = 200;
    std::size_t depth = 12; // folders
};

// Reads the files of a theme out of a ZIP archive, as theme makers and Ghost pack them; a folder around all
// of them is taken off. Hidden files, node_modules and __MACOSX are passed over. Errors: `invalid` (no
// archive, cut short, encrypted, a link or device, a path that leads out of the archive or is there twice),
// `limit`.
Result<std::vector<Theme::File>> read_theme_archive(std::string_view zip, ThemeArchiveLimits const& = {});

} // namespace broadsheet::site

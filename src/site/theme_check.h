#pragma once

#include "site/theme.h"

#include <string>
#include <vector>

namespace broadsheet::site {

// What somebody who brings a theme has to know of it.
struct ThemeFinding {
    bool is_error = false; // with one the theme cannot be used
    std::string file; // "": the whole theme
    std::size_t line = 0; // 0: the whole file
    std::string message;
    bool operator==(ThemeFinding const&) const = default;
    // "post.hbs:34: there is no helper "x""
    std::string text() const;
};

struct ThemeReport {
    std::string name; // as package.json says, fit for a folder; "" if it says none
    std::string version;
    std::vector<ThemeFinding> findings; // errors first, then by file and line

    bool is_usable() const;
};

// Looks at all of a theme's files, where loading it would stop at the first error: templates that cannot be
// read, helpers and partials that are not there, what package.json and the locales lack.
ThemeReport check_theme(std::vector<Theme::File> const&);

} // namespace broadsheet::site

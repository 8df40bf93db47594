#pragma once

#include "cli/newspaper.h"
#include "site/site.h"

#include <memory>
#include <string>
#include <vector>

namespace broadsheet::cli {

// Returns the names of the themes there are: the built-in one, and the folders of DATA/themes.
std::vector<std::string> themes_there_are(Context const&);

// Loads the built-in theme, or one of DATA/themes. The error for a name that none has lists those there are.
Result<std::shared_ptr<site::Theme const>> load_theme(Context const&, std::string const& name);

// The same for one to be put on: refused with all the errors that readers would meet.
Result<std::shared_ptr<site::Theme const>> load_usable_theme(Context const&, std::string const& name);

// What becomes of a theme that cannot be loaded.
enum class BrokenTheme {
    refuse,
    replace, // by the built-in one, and the log says why, as it says what is wrong with a theme that can be
             // loaded
};

// Opens the newspaper's site in the theme its settings name; another that they name later has to be usable.
// What is given must outlive it.
Result<std::unique_ptr<site::Site>> open_site(
    Context const&, Newspaper&, site::Search const* = nullptr, BrokenTheme = BrokenTheme::refuse);

} // namespace broadsheet::cli

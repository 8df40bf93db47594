#pragma once

#include "base/random.h"
#include "site/theme.h"
#include "site/theme_check.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

inline constexpr std::string_view built_in_theme = "broadsheet";

// The themes a newspaper has: the built-in one, and the folders of DATA/themes. Thread-safe.
class ThemeFolder {
public:
    explicit ThemeFolder(std::filesystem::path folder)
        : folder_(std::move(folder))
    {
    }

    // The built-in one first, then by name.
    std::vector<std::string> names() const;
    // Loads one; the error for a name that none has lists those there are.
    Result<std::shared_ptr<Theme const>> load(std::string const& name) const;
    // The same for one to be put on: refused, with all its errors, where the check finds any that readers
    // would meet.
    Result<std::shared_ptr<Theme const>> load_usable(std::string const& name) const;
    // Looks at all of a theme's files.
    Result<ThemeReport> check(std::string const& name) const;

    // Puts a theme beside the others and returns the name it got: the wanted one, or where that is taken
    // `wanted-2` and so on, so that the theme before it can be gone back to.
    Result<std::string> add(std::string const& wanted, std::vector<Theme::File> const&, Random&) const;
    // Deletes one; refused: the built-in one.
    Result<void> remove(std::string const& name) const;

private:
    bool has(std::string const& name) const;
    Result<void> require(std::string const& name) const;

    std::filesystem::path folder_;
};

} // namespace broadsheet::site

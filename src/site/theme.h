#pragma once

#include "base/embedded.h"
#include "base/result.h"
#include "newsroom/appeal.h"
#include "site/strings.h"
#include "templates/template_set.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace broadsheet::site {

// The asset that stands for a newspaper without an icon of its own.
inline constexpr std::string_view theme_icon = "icon-48.png";

// What a theme's package.json says to us.
struct ThemeConfig {
    struct Option { // a setting of the theme's own: {{@custom.key}}
        std::string key;
        std::variant<bool, std::string> value; // its default
    };
    std::optional<std::size_t> posts_per_page;
    std::vector<std::pair<std::string, int>> image_sizes; // name and width in pixels, in the file's order
    std::vector<Option> custom;

    static Result<ThemeConfig> parse(std::string_view json, std::string_view file);
};

// A theme, read and compiled once (docs/themes.md). Immutable and thread-safe.
class Theme {
public:
    // The one in the program.
    static Result<std::shared_ptr<Theme const>> built_in();
    // One in a folder. An error names file, line and column.
    static Result<std::shared_ptr<Theme const>> load(std::filesystem::path const& folder);

    struct File {
        std::string path; // relative to the theme's folder
        std::string content;
    };
    static Result<std::vector<File>> read_files(std::filesystem::path const& folder);
    static Result<std::shared_ptr<Theme const>> from_files(std::vector<File>);

    // Returns what changes with any of its files.
    std::string const& version() const { return version_; }
    ThemeConfig const& config() const { return config_; }
    templates::TemplateSet const& templates() const { return *templates_; }

    // Returns the template that writes an appeal in that placement (bar or message): every theme has it.
    static std::string_view template_of(newsroom::Placement);

    // Returns the first of these templates that there is; empty: none.
    std::string_view first_template(std::vector<std::string> const& names) const;

    struct Asset {
        std::string content;
        std::string_view type;
        std::string version; // of its URL: /assets/PATH?v=VERSION
    };
    // Returns an asset by its path below assets/, or nullptr.
    Asset const* asset(std::string_view path) const;
    std::map<std::string, Asset, std::less<>> const& assets() const { return assets_; }

    // Returns the text of `key` in a language, else in English, else as in our own theme, else the key.
    std::string_view text(
        std::string_view key, std::string_view language, std::string_view category = "other") const;

private:
    Result<void> take(File);
    Result<void> take_from_ours();

    std::string version_;
    ThemeConfig config_;
    std::optional<templates::TemplateSet> templates_;
    std::map<std::string, Asset, std::less<>> assets_;
    std::map<std::string, Strings, std::less<>> strings_;
    std::map<std::string, Strings, std::less<>> common_strings_; // of our theme, where its own are silent
    std::vector<templates::Source> template_sources_;
    std::vector<templates::Source> partial_sources_;
};

// Returns the Content-Type of a file by the end of its name.
std::string_view content_type_of(std::string_view path);

} // namespace broadsheet::site

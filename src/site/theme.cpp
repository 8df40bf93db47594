#include "site/theme.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/utf8.h"
#include "site/helpers/helpers.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <span>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_theme();

}

namespace broadsheet::site {

namespace json = boost::json;

namespace {

constexpr std::size_t largest_file = 16 << 20;
constexpr std::size_t most_files = 5'000;
constexpr std::string_view appeal_assets = "assets/appeal/";

// Returns the path between a folder and an extension, if it has both.
std::optional<std::string> name_in(std::string_view path, std::string_view folder, std::string_view extension)
{
    if (!path.starts_with(folder) || !path.ends_with(extension)
        || path.size() <= folder.size() + extension.size())
        return {};
    return std::string(path.substr(folder.size(), path.size() - folder.size() - extension.size()));
}

Result<void> read_custom(ThemeConfig& config, json::object const& custom, std::string_view file)
{
    for (auto const& [key, description] : custom) {
        auto const* fields = description.if_object();
        if (!fields)
            return invalid(
                fmt::format("{}: config.custom.{} must be an object", file, std::string_view(key)));
        ThemeConfig::Option option{std::string(key), std::string()};
        if (auto const* value = fields->if_contains("default")) {
            if (auto const* text = value->if_string())
                option.value = std::string(*text);
            else if (auto const* flag = value->if_bool())
                option.value = *flag;
        }
        config.custom.push_back(std::move(option));
    }
    return {};
}

Result<void> read_config(ThemeConfig& config, json::object const& fields, std::string_view file)
{
    if (auto const* number = fields.if_contains("posts_per_page")) {
        auto const* value = number->if_int64();
        if (!value || *value < 1 || *value > 1'000)
            return invalid(fmt::format("{}: config.posts_per_page must be a number from 1 to 1000", file));
        config.posts_per_page = static_cast<std::size_t>(*value);
    }
    if (auto const* sizes = fields.if_contains("image_sizes"); sizes && sizes->is_object())
        for (auto const& [name, size] : sizes->get_object())
            if (auto const* width = size.is_object() ? size.get_object().if_contains("width") : nullptr;
                width && width->is_int64())
                config.image_sizes.emplace_back(name, static_cast<int>(width->get_int64()));
    if (auto const* custom = fields.if_contains("custom"); custom && custom->is_object())
        TRY(read_custom(config, custom->get_object(), file));
    return {};
}

} // namespace

Result<ThemeConfig> ThemeConfig::parse(std::string_view text, std::string_view file)
{
    json::error_code code;
    auto document = json::parse({text.data(), text.size()}, code);
    if (code)
        return invalid(fmt::format("{}: {}", file, code.message()));
    auto const* fields = document.if_object();
    if (!fields)
        return invalid(fmt::format("{}: must be an object", file));
    ThemeConfig config;
    if (auto const* own = fields->if_contains("config"); own && own->is_object())
        TRY(read_config(config, own->get_object(), file));
    return config;
}

Result<std::shared_ptr<Theme const>> Theme::built_in()
{
    std::vector<File> files;
    for (auto const& file : embedded_theme())
        files.push_back({std::string(file.path), std::string(file.content)});
    auto theme = from_files(std::move(files));
    if (!theme.ok())
        return std::move(theme).error().within("the built-in theme");
    return theme;
}

Result<std::vector<Theme::File>> Theme::read_files(std::filesystem::path const& folder)
{
    namespace fs = std::filesystem;
    std::error_code code;
    std::vector<File> files;
    for (fs::recursive_directory_iterator next(folder, code), end; !code && next != end;
         next.increment(code)) {
        auto const name = next->path().filename().string();
        if (name.starts_with('.') || name == "node_modules") {
            next.disable_recursion_pending();
            continue;
        }
        if (!next->is_regular_file(code))
            continue;
        if (files.size() == most_files)
            return limit_reached(fmt::format("{}: more than {} files", folder.string(), most_files));
        files.push_back({next->path().lexically_relative(folder).generic_string(),
            TRY(read_file(next->path(), largest_file))});
    }
    if (code)
        return io_error(fmt::format("{}: cannot read the theme: {}", folder.string(), code.message()));
    return files;
}

Result<std::shared_ptr<Theme const>> Theme::load(std::filesystem::path const& folder)
{
    auto theme = from_files(TRY(read_files(folder)));
    if (!theme.ok())
        return std::move(theme).error().within(folder.string());
    return theme;
}

Result<std::shared_ptr<Theme const>> Theme::from_files(std::vector<File> files)
{
    auto theme = std::make_shared<Theme>();
    std::sort(files.begin(), files.end(),
        [](auto const& left, auto const& right) { return left.path < right.path; });
    Sha256 version;
    for (auto& file : files) {
        version.add(fmt::format("{} {}\n", file.path, file.content.size()));
        version.add(file.content);
        TRY(theme->take(std::move(file)));
    }
    theme->version_ = version.digest();
    TRY(theme->take_from_ours());
    theme->templates_ = TRY(templates::TemplateSet::compile(
        std::move(theme->template_sources_), std::move(theme->partial_sources_), theme_helpers()));
    for (auto const* required : {"index", "post"})
        if (!theme->templates_->has(required))
            return invalid(
                fmt::format("{}.hbs is missing: every theme needs index.hbs and post.hbs", required));
    return std::shared_ptr<Theme const>(std::move(theme));
}

Result<void> Theme::take(File file)
{
    if (file.path.starts_with("assets/")) {
        auto version = to_base64url(sha256(file.content)).substr(0, 16);
        auto type = content_type_of(file.path);
        assets_.emplace(file.path.substr(7), Asset{std::move(file.content), type, std::move(version)});
        return {};
    }
    auto const is_text = file.path.ends_with(".hbs") || file.path.ends_with(".json");
    if (is_text && !is_valid_utf8(file.content))
        return invalid(
            fmt::format("{}: not UTF-8 from byte {} on", file.path, find_invalid_utf8(file.content)));
    if (file.path == "package.json")
        config_ = TRY(ThemeConfig::parse(file.content, file.path));
    else if (auto language = name_in(file.path, "locales/", ".json"))
        strings_.emplace(std::move(*language), TRY(Strings::parse(file.content, file.path)));
    else if (auto partial = name_in(file.path, "partials/", ".hbs"))
        partial_sources_.push_back({std::move(*partial), std::move(file.content), std::move(file.path)});
    else if (auto name = name_in(file.path, "", ".hbs"); name)
        template_sources_.push_back({std::move(*name), std::move(file.content), std::move(file.path)});
    return {};
}

// What appeals need of a theme and it has not is as in ours, and so is an icon.
Result<void> Theme::take_from_ours()
{
    auto const has_partial = [&](std::string_view name) {
        return std::ranges::find(partial_sources_, name, &templates::Source::name) != partial_sources_.end();
    };
    for (auto placement : {newsroom::Placement::bar, newsroom::Placement::message}) {
        auto const name = template_of(placement);
        template_sources_.push_back(
            {std::string(name), fmt::format("{{{{> {}}}}}", name), std::string(name)});
    }
    for (auto const& file : embedded_theme()) {
        auto const partial = name_in(file.path, "partials/", ".hbs");
        auto const is_missing_partial = partial && partial->starts_with("appeal-") && !has_partial(*partial);
        auto const asset_path = name_in(file.path, "assets/", "");
        auto const is_missing_asset = asset_path && !asset(*asset_path)
            && (file.path.starts_with(appeal_assets) || *asset_path == theme_icon);
        if (is_missing_partial || is_missing_asset)
            TRY(take({std::string(file.path), std::string(file.content)}));
        else if (auto language = name_in(file.path, "locales/", ".json"))
            common_strings_.emplace(std::move(*language), TRY(Strings::parse(file.content, file.path)));
    }
    return {};
}

std::string_view Theme::template_of(newsroom::Placement placement)
{
    return placement == newsroom::Placement::bar ? "appeal-bar" : "appeal-message";
}

std::string_view Theme::first_template(std::vector<std::string> const& names) const
{
    for (auto const& name : names)
        if (templates_->has(name))
            return name;
    return {};
}

Theme::Asset const* Theme::asset(std::string_view path) const
{
    auto found = assets_.find(path);
    return found == assets_.end() ? nullptr : &found->second;
}

std::string_view Theme::text(std::string_view key, std::string_view language, std::string_view category) const
{
    auto const primary = language.substr(0, language.find('-'));
    for (auto const* all : {&strings_, &common_strings_})
        for (auto code : {language, primary, std::string_view("en")})
            if (auto strings = all->find(code); strings != all->end())
                if (auto const* text = strings->second.find(key, category))
                    return *text;
    return key;
}

std::string_view content_type_of(std::string_view path)
{
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".gif", "image/gif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".xml", "application/xml"},
        {".webmanifest", "application/manifest+json"},
    };
    for (auto [extension, type] : types)
        if (path.ends_with(extension))
            return type;
    return "application/octet-stream";
}

} // namespace broadsheet::site

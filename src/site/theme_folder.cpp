#include "site/theme_folder.h"

#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <fmt/ranges.h>

namespace broadsheet::site {

namespace fs = std::filesystem;

namespace {

constexpr int most_of_a_name = 1'000;

// Names from outside are letters, digits, '-', '_' and '.', and lead nowhere else.
bool is_folder_name(std::string_view name)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return !name.empty() && name[0] != '.' && name.find_first_not_of(allowed) == std::string_view::npos;
}

Result<void> write_files(fs::path const& folder, std::vector<Theme::File> const& files)
{
    std::error_code failed;
    for (auto const& file : files) {
        auto const path = folder / file.path;
        fs::create_directories(path.parent_path(), failed);
        TRY(write_file_atomically(path, file.content));
    }
    return {};
}

} // namespace

std::vector<std::string> ThemeFolder::names() const
{
    std::vector<std::string> names{std::string(built_in_theme)};
    std::error_code none;
    fs::directory_iterator entry(folder_, none);
    for (; entry != fs::directory_iterator(); entry.increment(none))
        if (auto name = entry->path().filename().string();
            entry->is_directory(none) && is_folder_name(name) && name != built_in_theme)
            names.push_back(std::move(name));
    std::sort(names.begin() + 1, names.end());
    return names;
}

bool ThemeFolder::has(std::string const& name) const
{
    std::error_code none;
    return is_folder_name(name) && fs::is_directory(folder_ / name, none);
}

Result<void> ThemeFolder::require(std::string const& name) const
{
    if (has(name) || name == built_in_theme)
        return {};
    return not_found(fmt::format(
        "there is no theme \"{}\" in {}; there are: {}", name, folder_.string(), fmt::join(names(), ", ")));
}

Result<ThemeReport> ThemeFolder::check(std::string const& name) const
{
    TRY(require(name));
    return has(name) ? check_theme(TRY(Theme::read_files(folder_ / name))) : ThemeReport();
}

Result<std::shared_ptr<Theme const>> ThemeFolder::load_usable(std::string const& name) const
{
    auto const report = TRY(check(name));
    if (report.is_usable())
        return load(name);
    std::string errors;
    for (auto const& finding : report.findings)
        if (finding.is_error)
            errors += (errors.empty() ? "" : "; ") + finding.text();
    return invalid(fmt::format("theme \"{}\": {}", name, errors));
}

Result<std::shared_ptr<Theme const>> ThemeFolder::load(std::string const& name) const
{
    TRY(require(name));
    auto theme = has(name) ? Theme::load(folder_ / name) : Theme::built_in();
    if (!theme)
        return std::move(theme).error().within(fmt::format("theme \"{}\"", name));
    return theme;
}

Result<std::string> ThemeFolder::add(
    std::string const& wanted, std::vector<Theme::File> const& files, Random& random) const
{
    if (!is_folder_name(wanted))
        return invalid(fmt::format("theme: \"{}\" is no name of a folder", wanted));
    auto const unfinished = folder_ / ("." + random.hex(8));
    auto written = write_files(unfinished, files);
    std::error_code failed;
    if (!written.ok()) {
        fs::remove_all(unfinished, failed);
        return written.error();
    }
    // A rename onto a folder that holds something fails, also when another upload was just first.
    for (int number = 1; number <= most_of_a_name; ++number) {
        auto const name = number == 1 ? wanted : fmt::format("{}-{}", wanted, number);
        if (name == built_in_theme || has(name))
            continue;
        fs::rename(unfinished, folder_ / name, failed);
        if (!failed)
            return name;
        if (failed != std::errc::directory_not_empty && failed != std::errc::file_exists)
            break;
    }
    std::error_code ignored;
    fs::remove_all(unfinished, ignored);
    return io_error(fmt::format("cannot put the theme into {}: {}", folder_.string(), failed.message()));
}

Result<void> ThemeFolder::remove(std::string const& name) const
{
    if (!has(name))
        return not_found("There is nothing here.");
    // Taken out of sight in one step first.
    auto const gone = folder_ / ("." + name + ".gone");
    std::error_code failed;
    fs::rename(folder_ / name, gone, failed);
    if (!failed)
        fs::remove_all(gone, failed);
    if (failed)
        return io_error(fmt::format("cannot delete the theme {}: {}", name, failed.message()));
    return {};
}

} // namespace broadsheet::site

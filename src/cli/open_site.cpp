#include "cli/open_site.h"

#include "newsroom/settings.h"

#include <algorithm>
#include <fmt/ranges.h>
#include <malloc.h>

namespace broadsheet::cli {

namespace {

constexpr auto built_in = "broadsheet";

} // namespace

std::vector<std::string> themes_there_are(Context const& context)
{
    std::vector<std::string> names{built_in};
    std::error_code none;
    std::filesystem::directory_iterator entry(themes_folder(context.options), none);
    for (; entry != std::filesystem::directory_iterator(); entry.increment(none))
        if (auto name = entry->path().filename().string(); entry->is_directory(none) && name != built_in)
            names.push_back(std::move(name));
    std::sort(names.begin() + 1, names.end());
    return names;
}

Result<std::shared_ptr<site::Theme const>> load_theme(Context const& context, std::string const& name)
{
    auto const folder = themes_folder(context.options) / name;
    std::error_code none;
    auto const is_folder = std::filesystem::is_directory(folder, none);
    if (!is_folder && name != built_in)
        return not_found(fmt::format("there is no theme \"{}\" in {}; there are: {}", name,
            folder.parent_path().string(), fmt::join(themes_there_are(context), ", ")));
    auto theme = is_folder ? site::Theme::load(folder) : site::Theme::built_in();
    if (!theme)
        return std::move(theme).error().within(fmt::format("theme \"{}\"", name));
    return theme;
}

Result<std::unique_ptr<site::Site>> open_site(
    Context const& context, Newspaper& newspaper, site::Search const* search)
{
    // Large blocks, such as an edition's catalogue, are mapped, so that they go back to the system; left
    // alone, malloc raises this limit as it meets them, and keeps them.
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    auto theme = TRY(load_theme(context, settings.theme));
    auto load = [&context](std::string const& name) { return load_theme(context, name); };
    return std::make_unique<site::Site>(
        *newspaper.database, context.clock, std::move(theme), search, std::move(load));
}

} // namespace broadsheet::cli

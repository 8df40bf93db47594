#include "cli/open_site.h"

#include "newsroom/settings.h"
#include "site/theme_folder.h"

#include <malloc.h>

namespace broadsheet::cli {

std::vector<std::string> themes_there_are(Context const& context)
{
    return site::ThemeFolder(themes_folder(context.options)).names();
}

Result<std::shared_ptr<site::Theme const>> load_theme(Context const& context, std::string const& name)
{
    return site::ThemeFolder(themes_folder(context.options)).load(name);
}

Result<std::shared_ptr<site::Theme const>> load_usable_theme(Context const& context, std::string const& name)
{
    return site::ThemeFolder(themes_folder(context.options)).load_usable(name);
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
    auto load = [&context](std::string const& name) { return load_usable_theme(context, name); };
    return std::make_unique<site::Site>(
        *newspaper.database, context.clock, std::move(theme), search, std::move(load));
}

} // namespace broadsheet::cli

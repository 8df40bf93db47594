#include "cli/open_site.h"

#include "base/log.h"
#include "newsroom/settings.h"
#include "site/theme_folder.h"

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

// A newspaper is rather read in other clothes than not at all.
Result<std::shared_ptr<site::Theme const>> load_or_replace(Context const& context, std::string const& name)
{
    auto usable = load_usable_theme(context, name);
    if (usable.ok())
        return usable;
    auto theme = load_theme(context, name);
    if (theme.ok()) {
        log_error("pages that come to what is broken show an error page instead: {}", usable.error().message);
        return theme;
    }
    log_error("all pages are shown in the built-in theme instead, until this one is mended and read again "
              "(SIGHUP): {}",
        usable.error().message);
    return load_theme(context, std::string(site::built_in_theme));
}

Result<std::unique_ptr<site::Site>> open_site(
    Context const& context, Newspaper& newspaper, site::Search const* search, BrokenTheme broken)
{
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    auto theme = TRY(broken == BrokenTheme::replace ? load_or_replace(context, settings.theme)
                                                    : load_theme(context, settings.theme));
    auto load = [&context](std::string const& name) { return load_usable_theme(context, name); };
    return std::make_unique<site::Site>(
        *newspaper.database, context.clock, std::move(theme), search, std::move(load));
}

} // namespace broadsheet::cli

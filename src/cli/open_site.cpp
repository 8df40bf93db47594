#include "cli/open_site.h"

#include "newsroom/settings.h"

#include <fmt/format.h>

namespace broadsheet::cli {

Result<std::unique_ptr<site::Site>> open_site(
    Context const& context, Newspaper& newspaper, site::Search const* search)
{
    auto connection = TRY(newspaper.database->connect());
    auto name = TRY(newsroom::load_settings(*connection)).theme;
    auto folder = themes_folder(context.options) / name;
    std::error_code failed;
    auto theme = name == "broadsheet" && !std::filesystem::exists(folder, failed) ? site::Theme::built_in()
                                                                                  : site::Theme::load(folder);
    if (!theme)
        return std::move(theme).error().within(fmt::format("theme \"{}\"", name));
    return std::make_unique<site::Site>(*newspaper.database, context.clock, *theme, search);
}

} // namespace broadsheet::cli

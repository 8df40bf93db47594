#include "exchange/acceptable_settings.h"

namespace broadsheet::exchange {

namespace {

using newsroom::Settings;

void leave_out_bad_entries(std::string_view field, Settings::Navigation& navigation, Report& report)
{
    for (auto& [language, items] : navigation)
        std::erase_if(items, [&](newsroom::NavigationItem const& item) {
            auto const checked = newsroom::check_navigation_item(field, item);
            if (!checked.ok())
                report.refuse(
                    "settings", checked.error().message + "; the other entries are not affected by it");
            return !checked.ok();
        });
}

} // namespace

Settings acceptable_settings(Settings const& here, Settings wanted, Report& report)
{
    leave_out_bad_entries("navigation", wanted.navigation, report);
    leave_out_bad_entries("secondary_navigation", wanted.secondary_navigation, report);
    if (newsroom::check_settings(wanted).ok())
        return wanted;
    auto taken = here;
    auto const take = [&](auto Settings::*setting) {
        auto with = taken;
        with.*setting = std::move(wanted.*setting);
        if (auto const checked = newsroom::check_settings(with); checked.ok())
            taken = std::move(with);
        else
            report.refuse("settings", checked.error().message + "; it stays as it is here");
    };
    take(&Settings::languages);
    take(&Settings::title);
    take(&Settings::description);
    take(&Settings::time_zone);
    take(&Settings::url);
    take(&Settings::navigation);
    take(&Settings::secondary_navigation);
    take(&Settings::logo);
    take(&Settings::icon);
    take(&Settings::cover);
    take(&Settings::accent_colour);
    take(&Settings::theme);
    take(&Settings::articles_per_page);
    return taken;
}

} // namespace broadsheet::exchange

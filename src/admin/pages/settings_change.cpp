#include "admin/pages/settings_change.h"

#include "staff/audit_log.h"

#include <fmt/ranges.h>

namespace broadsheet::admin {

Result<void> change_settings(Visit const& visit, SettingsEdit const& edit)
{
    auto const& services = visit.services;
    return newsroom::change(
        visit.connection, services.clock, services.random, [&](newsroom::Change& change) -> Result<void> {
            auto const former = TRY(newsroom::load_settings(visit.connection));
            auto settings = former;
            TRY(edit(settings));
            TRY(newsroom::check_chosen_settings(settings));
            TRY(newsroom::save_settings(change, settings));
            auto const names = newsroom::differing_settings(former, settings);
            if (names.empty())
                return {};
            return staff::AuditLog(visit.connection, services.clock)
                .add(&visit.account(), "settings.saved", "", fmt::format("{}", fmt::join(names, ", ")));
        });
}

std::string setting_of(Error const& error)
{
    return error.message.substr(0, error.message.find(':'));
}

} // namespace broadsheet::admin

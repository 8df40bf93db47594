#pragma once

#include "admin/visit.h"
#include "newsroom/settings.h"

#include <functional>

namespace broadsheet::admin {

using SettingsEdit = std::function<Result<void>(newsroom::Settings&)>;

// Edits the newspaper's settings as they are and saves them, in one change that tells the audit log which
// differ. Errors: those of the edit, which nothing is saved after, and of newsroom::check_chosen_settings.
Result<void> change_settings(Visit const&, SettingsEdit const&);

// Returns the name of the setting an error starts with ("url: …").
std::string setting_of(Error const&);

} // namespace broadsheet::admin

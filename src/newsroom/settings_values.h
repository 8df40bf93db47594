#pragma once

#include "newsroom/settings.h"

namespace broadsheet::newsroom {

// Settings as they stand in the database: JSON by key.
using SettingValues = std::map<std::string, std::string, std::less<>>;

SettingValues to_values(Settings const&);
// Reads one row into its setting; a key that this version does not know is passed over.
Result<void> read_value(Settings&, std::string_view key, std::string_view json);

} // namespace broadsheet::newsroom

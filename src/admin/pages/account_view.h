#pragma once

#include "admin/visit.h"

namespace broadsheet::admin {

// Returns what the page of one's own account shows.
Result<templates::Map> account_fields(Visit const&);
Result<templates::Value> passkey_rows(Visit const&);

} // namespace broadsheet::admin

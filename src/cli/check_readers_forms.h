#pragma once

#include "cli/findings.h"
#include "db/connection.h"

namespace broadsheet::cli {

// Whether what pages ask of readers can be taken: contributions by a way to pay that can tell of them,
// addresses by a vault.
// An error is one of the database.
Result<void> check_readers_forms(db::Connection&, Findings&);

} // namespace broadsheet::cli

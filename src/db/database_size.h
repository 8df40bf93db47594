#pragma once

#include "db/connection.h"

namespace broadsheet::db {

// Returns how many bytes the whole database takes on its disk; of SQLite without what its log holds.
Result<std::int64_t> database_size(Connection&);

} // namespace broadsheet::db

#pragma once

#include "db/connection.h"

#include <filesystem>

namespace broadsheet::db {

// Copies a SQLite database into a new file: the state of one moment, while others go on reading and writing.
// The copy is compact, holds nothing that was deleted, and is on disk when the call returns; if it fails,
// there is no file. For PostgreSQL, and to move between the two, see dump.h.
Result<void> copy_database(Connection&, std::filesystem::path const& to);

} // namespace broadsheet::db

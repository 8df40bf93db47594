#pragma once

#include "db/connection.h"

#include <filesystem>
#include <memory>

namespace broadsheet::db {

// Opens the file, made readable for its owner alone if it is missing. In WAL mode one connection writes while
// others read; a writer waits up to ten seconds for the one before it.
Result<std::unique_ptr<Connection>> open_sqlite(std::filesystem::path const& file);

// Makes a database of its own for what is too much for memory and not meant to last: a file without a name in
// the system's folder for such files (SQLITE_TMPDIR, TMPDIR, /var/tmp, /tmp), written to once it outgrows a
// cache of 2 MB, and gone with the connection, however the program ends.
Result<std::unique_ptr<Connection>> open_temporary_sqlite();

} // namespace broadsheet::db

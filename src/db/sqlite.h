#pragma once

#include "db/connection.h"

#include <filesystem>
#include <memory>

namespace broadsheet::db {

// Opens the file, made readable for its owner alone if it is missing. In WAL mode one connection writes while
// others read; a writer waits up to ten seconds for the one before it.
Result<std::unique_ptr<Connection>> open_sqlite(std::filesystem::path const& file);

} // namespace broadsheet::db

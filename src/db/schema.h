#pragma once

#include "db/connection.h"

#include <string>
#include <vector>

namespace broadsheet::db {

// What the database itself says about its tables.

enum class ColumnType { integer, real, text };

struct Column {
    std::string name;
    ColumnType type = ColumnType::text;
    bool operator==(Column const&) const = default;
};

struct Table {
    std::string name;
    std::vector<Column> columns;
};

// Returns the tables, without that of the migrations, in the order they were made, so that a table comes
// behind those it refers to.
Result<std::vector<Table>> load_tables(Connection&);

// Returns the names of the migrations that were applied, sorted.
Result<std::vector<std::string>> load_migrations(Connection&);

} // namespace broadsheet::db

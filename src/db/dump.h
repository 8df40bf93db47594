#pragma once

#include "db/connection.h"

#include <functional>

namespace broadsheet::db {

// A whole database as text, the same from SQLite and PostgreSQL, so that a backup moves between them. JSON
// lines (https://jsonlines.org): first {"dump":1,"migrations":[names]}; for each table
// {"table":name,"columns":[names]} and an array a row; last {"rows":number of all of them}.

// Writes the state of one moment, line by line, while others go on reading and writing. Memory does not grow
// with the database. An error that `write` returns ends the dump.
using WriteLine = std::function<Result<void>(std::string_view line)>;
Result<void> dump(Connection&, WriteLine const& write);

// Restores a dump into a database that was just migrated and holds nothing else, all or nothing. `read`
// returns the next line, or nothing at the end. Refused, naming the line: a dump made by another version, a
// cut-off one, a line that is not of the form above, a table or column that does not exist.
using ReadLine = std::function<Result<std::optional<std::string>>()>;
Result<void> restore(Connection&, ReadLine const& read);

struct DumpLimits {
    static constexpr std::size_t line = 64'000'000; // bytes
};

} // namespace broadsheet::db

#pragma once

#include "db/connection.h"

#include <memory>
#include <string>

namespace broadsheet::db {

// Connects to a PostgreSQL database (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
// As in SQLite, one transaction writes at a time, so that the stores' checks hold until their commit; a
// writer waits up to ten seconds for the one before it. Connecting may take 10 seconds and a statement five
// minutes; a server that is gone without a word is noticed within a minute (TCP keepalives). The address can
// say otherwise: `?connect_timeout=…&keepalives_idle=…&options=-c%20statement_timeout%3D…`. `invalid` for a
// database that is not in UTF-8.
Result<std::unique_ptr<Connection>> open_postgres(std::string const& url);

} // namespace broadsheet::db

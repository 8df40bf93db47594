#include "db/database_size.h"

namespace broadsheet::db {

Result<std::int64_t> database_size(Connection& connection)
{
    auto rows = TRY(connection.query(connection.dialect() == Dialect::sqlite
            ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            : "SELECT pg_database_size(current_database())"));
    TRY(rows.next());
    return rows.integer(0);
}

} // namespace broadsheet::db

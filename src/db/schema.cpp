#include "db/schema.h"

#include <fmt/format.h>

namespace broadsheet::db {

namespace {

Result<ColumnType> column_type_from(std::string_view type)
{
    if (type == "TEXT" || type == "text")
        return ColumnType::text;
    if (type == "BIGINT" || type == "INTEGER" || type == "bigint")
        return ColumnType::integer;
    if (type == "DOUBLE PRECISION" || type == "double precision")
        return ColumnType::real;
    return Error{ErrorCode::internal,
        fmt::format(
            "a column has the type {}: only TEXT, BIGINT and DOUBLE PRECISION are spoken here", type)};
}

Result<std::vector<Column>> load_columns(Connection& connection, std::string_view table)
{
    std::vector<Column> columns;
    auto rows = TRY(connection.query(connection.dialect() == Dialect::sqlite
            ? "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
            : "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
              "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        {table}));
    while (TRY(rows.next()))
        columns.push_back({rows.string(0), TRY(column_type_from(rows.text(1)))});
    return columns;
}

} // namespace

Result<std::vector<Table>> load_tables(Connection& connection)
{
    std::vector<Table> tables;
    auto rows = TRY(connection.query(connection.dialect() == Dialect::sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
              "AND name <> 'migrations' ORDER BY rowid"
            : "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'migrations' "
              "AND relnamespace = CAST(current_schema() AS regnamespace) ORDER BY oid"));
    while (TRY(rows.next()))
        tables.push_back({rows.string(0), {}});
    for (auto& table : tables)
        table.columns = TRY(load_columns(connection, table.name));
    return tables;
}

Result<std::vector<std::string>> load_migrations(Connection& connection)
{
    std::vector<std::string> names;
    auto rows = TRY(connection.query("SELECT name FROM migrations ORDER BY name"));
    while (TRY(rows.next()))
        names.push_back(rows.string(0));
    return names;
}

} // namespace broadsheet::db

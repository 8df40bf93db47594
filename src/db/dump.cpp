#include "db/dump.h"

#include "db/schema.h"
#include "db/transaction.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::db {

namespace json = boost::json;

namespace {

constexpr int dump_version = 1;

std::string column_list(Table const& table)
{
    std::string list;
    for (auto const& column : table.columns)
        list += (list.empty() ? "" : ", ") + column.name;
    return list;
}

json::value read_value(Cursor const& row, int at, ColumnType type)
{
    if (row.is_null(at))
        return nullptr;
    switch (type) {
    case ColumnType::integer:
        return row.integer(at);
    case ColumnType::real:
        return row.real(at);
    case ColumnType::text:
        break;
    }
    auto const text = row.text(at);
    return json::string_view(text.data(), text.size());
}

// Writes the rows of a query and returns how many they were.
Result<std::int64_t> dump_rows(Cursor rows, Table const& table, WriteLine const& write)
{
    std::int64_t count = 0;
    for (; TRY(rows.next()); ++count) {
        json::array line;
        for (std::size_t at = 0; at < table.columns.size(); ++at)
            line.push_back(read_value(rows, static_cast<int>(at), table.columns[at].type));
        TRY(write(json::serialize(line)));
    }
    return count;
}

// PostgreSQL sends the whole answer to a query, so that it is asked through a cursor of its own.
Result<std::int64_t> dump_in_portions(
    Connection& connection, std::string const& query, Table const& table, WriteLine const& write)
{
    TRY(connection.execute_script("DECLARE portions NO SCROLL CURSOR FOR " + query));
    std::int64_t count = 0;
    for (;;) {
        auto rows = TRY(connection.query("FETCH 100 FROM portions"));
        auto const portion = TRY(dump_rows(std::move(rows), table, write));
        if (portion == 0)
            break;
        count += portion;
    }
    TRY(connection.execute_script("CLOSE portions"));
    return count;
}

Result<std::int64_t> dump_table(Connection& connection, Table const& table, WriteLine const& write)
{
    json::array columns;
    for (auto const& column : table.columns)
        columns.emplace_back(column.name);
    TRY(write(json::serialize(json::object{{"table", table.name}, {"columns", std::move(columns)}})));
    auto const query = fmt::format("SELECT {} FROM {}", column_list(table), table.name);
    if (connection.dialect() == Dialect::postgres)
        return dump_in_portions(connection, query, table, write);
    auto rows = TRY(connection.query(query));
    return dump_rows(std::move(rows), table, write);
}

} // namespace

Result<void> dump(Connection& connection, WriteLine const& write)
{
    return transaction(connection, Access::read, [&]() -> Result<void> {
        json::array migrations;
        for (auto const& name : TRY(load_migrations(connection)))
            migrations.emplace_back(name);
        TRY(write(
            json::serialize(json::object{{"dump", dump_version}, {"migrations", std::move(migrations)}})));
        std::int64_t rows = 0;
        for (auto const& table : TRY(load_tables(connection)))
            rows += TRY(dump_table(connection, table, write));
        return write(json::serialize(json::object{{"rows", rows}}));
    });
}

} // namespace broadsheet::db

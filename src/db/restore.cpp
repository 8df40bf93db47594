#include "db/dump.h"
#include "db/schema.h"
#include "db/transaction.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace broadsheet::db {

namespace json = boost::json;

namespace {

// A row a table has from its migration.
constexpr std::string_view table_with_a_row = "edition";

std::string_view view(json::string const& text)
{
    return {text.data(), text.size()};
}

// One run of restore(): what it has read so far.
class Restoration {
public:
    Restoration(Connection& connection, ReadLine const& read)
        : connection_(connection)
        , read_(read)
    {
    }

    Result<void> run();
    std::size_t line() const { return line_; }

private:
    Result<std::optional<json::value>> next_line();
    Result<void> empty_the_database();
    Result<void> check_header(json::value const&);
    Result<void> begin_table(json::object const&);
    Result<void> restore_row(json::array const&);
    Result<void> check_end(json::object const&);
    Result<void> set_sequences();

    Connection& connection_;
    ReadLine const& read_;
    std::vector<Table> tables_;
    std::vector<Column> columns_; // of the rows that come
    std::string insert_;
    std::int64_t rows_ = 0;
    std::size_t line_ = 0;
};

Result<std::optional<json::value>> Restoration::next_line()
{
    auto const line = TRY(read_());
    if (!line)
        return std::optional<json::value>();
    ++line_;
    if (line->size() > DumpLimits::line)
        return limit_reached(fmt::format("it has more than {} bytes", DumpLimits::line));
    boost::system::error_code error;
    auto value = json::parse(json::string_view(line->data(), line->size()), error);
    if (error)
        return invalid(fmt::format("it is no JSON: {}", error.message()));
    return std::optional(std::move(value));
}

Result<void> Restoration::empty_the_database()
{
    for (auto const& table : tables_) {
        if (table.name == table_with_a_row) {
            TRY(connection_.execute(fmt::format("DELETE FROM {}", table.name)));
            continue;
        }
        auto rows = TRY(connection_.query(fmt::format("SELECT 1 FROM {} LIMIT 1", table.name)));
        if (TRY(rows.next()))
            return Error{ErrorCode::conflict,
                fmt::format("the database is not empty: it has {}. Restore into a new one", table.name)};
    }
    return {};
}

Result<void> Restoration::check_header(json::value const& header)
{
    auto const* object = header.if_object();
    auto const* version = object ? object->if_contains("dump") : nullptr;
    auto const* migrations = object ? object->if_contains("migrations") : nullptr;
    if (!version || *version != 1 || !migrations || !migrations->is_array())
        return invalid("it does not begin like a dump of this program");
    std::vector<std::string> names;
    for (auto const& name : migrations->get_array())
        names.emplace_back(name.is_string() ? view(name.get_string()) : "?");
    if (names != TRY(load_migrations(connection_)))
        return invalid(
            fmt::format("the dump is of another version (its last schema file is {}): restore it with that",
                names.empty() ? "none" : names.back()));
    return {};
}

Result<void> Restoration::begin_table(json::object const& header)
{
    auto const* name = header.at("table").if_string();
    auto const table = std::find_if(tables_.begin(), tables_.end(),
        [&](Table const& known) { return name && known.name == view(*name); });
    if (table == tables_.end())
        return invalid("there is no such table");
    auto const* columns = header.if_contains("columns") ? header.at("columns").if_array() : nullptr;
    if (!columns || columns->empty())
        return invalid("the columns are missing");
    columns_.clear();
    std::string names;
    std::string numbers;
    for (auto const& column : *columns) {
        auto const known
            = std::find_if(table->columns.begin(), table->columns.end(), [&](Column const& candidate) {
                  return column.is_string() && candidate.name == view(column.get_string());
              });
        if (known == table->columns.end())
            return invalid(
                fmt::format("the table {} has no column {}", table->name, json::serialize(column)));
        columns_.push_back(*known);
        names += (names.empty() ? "" : ", ") + known->name;
        numbers += fmt::format("{}${}", numbers.empty() ? "" : ", ", columns_.size());
    }
    insert_ = fmt::format("INSERT INTO {} ({}) VALUES ({})", table->name, names, numbers);
    return {};
}

Result<Parameter> parameter_from(json::value const& value, Column const& column)
{
    if (value.is_null())
        return Parameter(nullptr);
    if (column.type == ColumnType::text && value.is_string())
        return Parameter(view(value.get_string()));
    if (column.type == ColumnType::integer && value.is_int64())
        return Parameter(value.get_int64());
    if (column.type == ColumnType::real && value.is_number())
        return Parameter(value.to_number<double>());
    return invalid(fmt::format("the value of {} is of another type", column.name));
}

Result<void> Restoration::restore_row(json::array const& row)
{
    if (row.size() != columns_.size() || columns_.empty())
        return invalid(fmt::format("it has {} values for {} columns", row.size(), columns_.size()));
    std::vector<Parameter> parameters;
    for (std::size_t at = 0; at < row.size(); ++at)
        parameters.push_back(TRY(parameter_from(row[at], columns_[at])));
    TRY(connection_.execute(insert_, parameters));
    ++rows_;
    return {};
}

Result<void> Restoration::check_end(json::object const& end)
{
    if (end.at("rows") != rows_)
        return invalid(
            fmt::format("it counts {} rows, {} were read", json::serialize(end.at("rows")), rows_));
    if (TRY(next_line()))
        return invalid("the dump goes on behind its end");
    return set_sequences();
}

// Rows came with their numbers; the next new one takes the number behind them.
Result<void> Restoration::set_sequences()
{
    if (connection_.dialect() == Dialect::sqlite)
        return {};
    auto rows = TRY(connection_.query(
        "SELECT relname, attname FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid "
        "WHERE attidentity <> '' AND relnamespace = CAST(current_schema() AS regnamespace)"));
    while (TRY(rows.next()))
        TRY(connection_.execute_script(fmt::format("SELECT setval(pg_get_serial_sequence('{0}', '{1}'), "
                                                   "(SELECT coalesce(max({1}), 0) + 1 FROM {0}), false)",
            rows.text(0), rows.text(1))));
    return {};
}

Result<void> Restoration::run()
{
    tables_ = TRY(load_tables(connection_));
    TRY(empty_the_database());
    auto const header = TRY(next_line());
    if (!header)
        return invalid("the dump is empty");
    TRY(check_header(*header));
    while (auto const value = TRY(next_line())) {
        auto const* object = value->if_object();
        if (auto const* row = value->if_array())
            TRY(restore_row(*row));
        else if (object && object->contains("table"))
            TRY(begin_table(*object));
        else if (object && object->contains("rows"))
            return check_end(*object);
        else
            return invalid("it is neither a table nor a row");
    }
    return invalid("the dump is cut off behind this line");
}

} // namespace

Result<void> restore(Connection& connection, ReadLine const& read)
{
    Restoration restoration(connection, read);
    auto restored = transaction(connection, Access::write, [&] { return restoration.run(); });
    if (!restored.ok())
        return std::move(restored).error().within(fmt::format("line {} of the dump", restoration.line()));
    return {};
}

} // namespace broadsheet::db

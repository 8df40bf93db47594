#include "db/sqlite.h"

#include "db/statement_text.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace broadsheet::db {

namespace {

constexpr int lock_patience = 10'000; // milliseconds

struct FinaliseStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};

struct Prepared {
    std::unique_ptr<sqlite3_stmt, FinaliseStatement> handle;
    // SQLite numbers `$n` by first appearance, not by n: its number of $1, $2, …; 0 where there is none.
    std::vector<int> numbers;
};

using StatementCache = std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>>;

std::vector<int> parameter_numbers(sqlite3_stmt* statement)
{
    std::vector<int> numbers;
    int const count = sqlite3_bind_parameter_count(statement);
    for (int number = 1; number <= count; ++number) {
        char const* const name = sqlite3_bind_parameter_name(statement, number);
        VERIFY(name && name[0] == '$' && name[1] >= '1' && name[1] <= '9');
        auto const at = static_cast<std::size_t>(std::atoi(name + 1));
        if (numbers.size() < at)
            numbers.resize(at);
        numbers.at(at - 1) = number;
    }
    return numbers;
}

ErrorCode code_of(int sqlite_code)
{
    switch (sqlite_code & 0xff) {
    case SQLITE_CONSTRAINT:
        return ErrorCode::conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::unavailable;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
        return ErrorCode::io;
    default:
        return ErrorCode::database;
    }
}

// A prepared statement taken out of its connection's cache; it goes back, reset, at the end. Meanwhile
// the same text can be prepared a second time.
class Statement {
public:
    Statement(StatementCache& cache, StatementCache::node_type node)
        : cache_(&cache)
        , node_(std::move(node))
    {
    }
    Statement(Statement&&) = default;
    Statement& operator=(Statement&&) = delete;
    ~Statement()
    {
        if (node_.empty())
            return;
        sqlite3_reset(handle());
        sqlite3_clear_bindings(handle());
        if (cache_->size() < most_kept_statements)
            cache_->insert(std::move(node_));
    }

    sqlite3_stmt* handle() const { return node_.mapped().handle.get(); }
    std::vector<int> const& parameter_numbers() const { return node_.mapped().numbers; }
    std::string const& sql() const { return node_.key(); }

private:
    StatementCache* cache_;
    StatementCache::node_type node_;
};

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(sqlite3* database)
        : database_(database)
    {
    }

    Result<void> configure();
    Result<void> configure_as_temporary();

    Dialect dialect() const override { return Dialect::sqlite; }
    using Connection::execute;
    using Connection::query;
    Result<Cursor> query(std::string_view sql, Parameters) override;
    Result<std::int64_t> execute(std::string_view sql, Parameters) override;
    Result<void> execute_script(std::string_view sql) override;
    Result<void> begin(Access) override;
    Result<void> commit() override;
    void roll_back() override;
    bool in_transaction() const override { return has_failed_ || !sqlite3_get_autocommit(database_.get()); }
    bool is_broken() const override { return false; }

    // Moves to the next row; false behind the last.
    Result<bool> step(Statement const&);

private:
    Result<void> turn_to_wal();
    Result<Statement> prepare(std::string_view sql, Parameters);
    Result<void> bind(Statement const&, Parameters);
    Result<void> refuse_writing_while_reading(Statement const&) const;
    Result<void> run(std::string_view sql);
    Error failure(std::string_view sql);

    std::unique_ptr<sqlite3, CloseDatabase> database_;
    StatementCache statements_;
    bool has_failed_ = false; // a statement of the open transaction
};

class SqliteRows final : public Cursor::Backend {
public:
    SqliteRows(SqliteConnection& connection, Statement statement)
        : connection_(connection)
        , statement_(std::move(statement))
    {
    }
    Result<bool> next() override
    {
        if (is_over_)
            return false;
        auto const has_row = connection_.step(statement_);
        is_over_ = !has_row.ok() || !*has_row;
        return has_row;
    }
    bool is_null(int column) const override
    {
        return sqlite3_column_type(statement_.handle(), column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override
    {
        return sqlite3_column_int64(statement_.handle(), column);
    }
    double real(int column) const override { return sqlite3_column_double(statement_.handle(), column); }
    std::string_view text(int column) const override
    {
        auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_.handle(), column));
        if (!bytes)
            return "";
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.handle(), column))};
    }

private:
    SqliteConnection& connection_;
    Statement statement_;
    bool is_over_ = false; // stepping on would start the statement anew
};

int bind_value(sqlite3_stmt* statement, int index, Parameter::Value const& value)
{
    if (auto const* integer = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, index, *integer);
    if (auto const* real = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, index, *real);
    if (auto const* text = std::get_if<std::string_view>(&value))
        return sqlite3_bind_text64(
            statement, index, text->data() ? text->data() : "", text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return sqlite3_bind_null(statement, index);
}

// PostgreSQL's strpos(text, part): the place of the part in the text, counted in characters from 1, or 0.
// Many times as fast as LIKE, and exact.
void strpos(sqlite3_context* context, int, sqlite3_value** arguments)
{
    auto const text_of = [](sqlite3_value* value) {
        auto const* bytes = reinterpret_cast<char const*>(sqlite3_value_text(value));
        return std::string_view(bytes ? bytes : "", static_cast<std::size_t>(sqlite3_value_bytes(value)));
    };
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL)
        return sqlite3_result_null(context);
    auto const text = text_of(arguments[0]);
    auto const part = text_of(arguments[1]);
    void const* found = memmem(text.data(), text.size(), part.data(), part.size());
    if (!found)
        return sqlite3_result_int(context, 0);
    auto const is_first_byte = [](char byte) { return (byte & 0xC0) != 0x80; };
    auto const place = std::count_if(text.data(), static_cast<char const*>(found), is_first_byte);
    sqlite3_result_int64(context, place + 1);
}

Result<void> SqliteConnection::configure()
{
    sqlite3_extended_result_codes(database_.get(), 1);
    sqlite3_busy_timeout(database_.get(), lock_patience);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (sqlite3_create_function_v2(database_.get(), "strpos", 2,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr, strpos, nullptr, nullptr, nullptr)
        != SQLITE_OK)
        return failure("strpos");
    TRY(turn_to_wal());
    // What is deleted is overwritten, because a seized disk is read; and memory is a goal, so the cache
    // is small and the file is not mapped.
    return execute_script("PRAGMA synchronous = FULL;"
                          "PRAGMA foreign_keys = ON;"
                          "PRAGMA secure_delete = ON;"
                          "PRAGMA trusted_schema = OFF;"
                          "PRAGMA journal_size_limit = 67108864;"
                          "PRAGMA cache_size = -4000;"
                          "PRAGMA mmap_size = 0;");
}

// Where several open a new file at once, SQLite answers all but one of them "busy" without having waited,
// because two who wait for each other's locks would wait for ever
// (https://www.sqlite.org/c3ref/busy_handler.html); so the waiting is ours.
Result<void> SqliteConnection::turn_to_wal()
{
    auto const until = std::chrono::steady_clock::now() + std::chrono::milliseconds(lock_patience);
    for (;;) {
        auto turned = execute_script("PRAGMA journal_mode = WAL");
        if (turned.ok() || turned.error().code != ErrorCode::unavailable
            || std::chrono::steady_clock::now() >= until)
            return turned;
        sqlite3_sleep(10); // milliseconds
    }
}

Result<void> SqliteConnection::configure_as_temporary()
{
    sqlite3_extended_result_codes(database_.get(), 1);
    return execute_script("PRAGMA journal_mode = OFF;"
                          "PRAGMA synchronous = OFF;"
                          "PRAGMA temp_store = FILE;"
                          "PRAGMA cache_size = -2000;");
}

Error SqliteConnection::failure(std::string_view sql)
{
    if (in_transaction())
        has_failed_ = true;
    int const code = sqlite3_extended_errcode(database_.get());
    std::string_view const advice = (code & 0xff) == SQLITE_BUSY
        ? " (another program has been writing for too long; try again)"
        : (code & 0xff) == SQLITE_FULL ? " (make room on the disk)"
                                       : "";
    return {code_of(code),
        fmt::format("database: {}{}, in: {}", sqlite3_errmsg(database_.get()), advice, first_words(sql))};
}

Result<Statement> SqliteConnection::prepare(std::string_view sql, Parameters parameters)
{
    if (has_failed_)
        return Error{ErrorCode::database,
            fmt::format("database: the transaction has failed before, in: {}", first_words(sql))};

    auto take = [&]() -> Result<Statement> {
        if (auto known = statements_.find(sql); known != statements_.end())
            return Statement(statements_, statements_.extract(known));
        sqlite3_stmt* handle = nullptr;
        char const* rest = nullptr;
        if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                SQLITE_PREPARE_PERSISTENT, &handle, &rest)
            != SQLITE_OK)
            return failure(sql);
        VERIFY(handle);
        // A node of its own, as if taken from the cache.
        StatementCache fresh;
        fresh.emplace(sql, Prepared{decltype(Prepared::handle)(handle), parameter_numbers(handle)});
        return Statement(statements_, fresh.extract(fresh.begin()));
    };
    auto statement = TRY(take());
    TRY(refuse_writing_while_reading(statement));
    TRY(bind(statement, parameters));
    return statement;
}

// A plain BEGIN does not keep a transaction from turning into a writer half-way, with a snapshot that may
// be old by then; so it is kept here.
Result<void> SqliteConnection::refuse_writing_while_reading(Statement const& statement) const
{
    if (sqlite3_stmt_readonly(statement.handle()) || sqlite3_get_autocommit(database_.get())
        || sqlite3_txn_state(database_.get(), "main") != SQLITE_TXN_READ)
        return {};
    return Error{ErrorCode::database,
        fmt::format(
            "database: writing in a transaction that only reads, in: {}", first_words(statement.sql()))};
}

Result<void> SqliteConnection::bind(Statement const& statement, Parameters parameters)
{
    auto const& numbers = statement.parameter_numbers();
    for (std::size_t position = 0; position < parameters.size(); ++position) {
        auto const& value = parameters[position].value();
        if (auto const* text = std::get_if<std::string_view>(&value);
            text && text->find('\0') != std::string_view::npos)
            return invalid(fmt::format(
                "text for ${} holds a NUL byte, in: {}", position + 1, first_words(statement.sql())));
        int const number = position < numbers.size() ? numbers[position] : 0;
        if (number != 0 && bind_value(statement.handle(), number, value) != SQLITE_OK)
            return failure(statement.sql());
    }
    return {};
}

Result<bool> SqliteConnection::step(Statement const& statement)
{
    int const code = sqlite3_step(statement.handle());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return failure(statement.sql());
}

Result<Cursor> SqliteConnection::query(std::string_view sql, Parameters parameters)
{
    auto statement = TRY(prepare(sql, parameters));
    return Cursor(std::make_unique<SqliteRows>(*this, std::move(statement)));
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql, Parameters parameters)
{
    auto const statement = TRY(prepare(sql, parameters));
    auto const before = sqlite3_total_changes64(database_.get());
    while (TRY(step(statement))) { }
    // Rows that foreign keys removed along with them count only in the total.
    return sqlite3_total_changes64(database_.get()) == before ? 0 : sqlite3_changes64(database_.get());
}

Result<void> SqliteConnection::execute_script(std::string_view sql)
{
    std::string const text(sql);
    if (sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(sql);
    return {};
}

Result<void> SqliteConnection::run(std::string_view sql)
{
    TRY(execute(sql, {}));
    return {};
}

Result<void> SqliteConnection::begin(Access access)
{
    if (in_transaction())
        return Error{ErrorCode::internal, "database: a transaction inside a transaction"};
    if (access == Access::write)
        return run("BEGIN IMMEDIATE");
    TRY(run("BEGIN"));
    // The snapshot is taken by the first read, not by BEGIN.
    return run("SELECT 1 FROM sqlite_schema LIMIT 1");
}

Result<void> SqliteConnection::commit()
{
    return run("COMMIT");
}

void SqliteConnection::roll_back()
{
    has_failed_ = false;
    // Some failures, a full disk among them, have rolled back already.
    if (!sqlite3_get_autocommit(database_.get()))
        sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

// SQLite would make the file readable for everybody.
Result<void> create_private_file(std::filesystem::path const& file)
{
    int const descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno != EEXIST)
        return system_error(fmt::format("cannot make the database {}", file.string()), errno);
    if (descriptor >= 0)
        ::close(descriptor);
    return {};
}

Result<std::unique_ptr<SqliteConnection>> open(std::filesystem::path const& file)
{
    // Nobody asks how much memory SQLite uses, and keeping count takes a lock of all threads.
    [[maybe_unused]] static auto const uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3* handle = nullptr;
    int const code
        = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    auto connection = std::make_unique<SqliteConnection>(handle);
    if (code != SQLITE_OK)
        return Error{code_of(code),
            fmt::format("cannot open the database {}: {}", file.string(),
                handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code))};
    return connection;
}

} // namespace

Result<std::unique_ptr<Connection>> open_sqlite(std::filesystem::path const& file)
{
    TRY(create_private_file(file));
    auto connection = TRY(open(file));
    if (auto configured = connection->configure(); !configured.ok())
        return std::move(configured).error().within(file.string());
    return Result<std::unique_ptr<Connection>>(std::move(connection));
}

Result<std::unique_ptr<Connection>> open_temporary_sqlite()
{
    auto connection = TRY(open(""));
    TRY(connection->configure_as_temporary());
    return Result<std::unique_ptr<Connection>>(std::move(connection));
}

} // namespace broadsheet::db

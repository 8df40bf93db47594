#include "db/postgres.h"

#include "db/statement_text.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <unordered_map>
#include <vector>

namespace broadsheet::db {

namespace {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

struct FinishConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

template <typename T>
T parse(std::string_view text)
{
    T value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

class PostgresRows final : public Cursor::Backend {
public:
    explicit PostgresRows(Answer answer)
        : answer_(std::move(answer))
    {
    }
    Result<bool> next() override { return ++row_ < PQntuples(answer_.get()); }
    bool is_null(int column) const override { return PQgetisnull(answer_.get(), row_, column) != 0; }
    std::int64_t integer(int column) const override
    {
        auto const digits = text(column);
        // SQLite has no boolean type; what it calls 1, PostgreSQL calls t.
        return digits == "t" ? 1 : parse<std::int64_t>(digits);
    }
    double real(int column) const override { return parse<double>(text(column)); }
    std::string_view text(int column) const override
    {
        return {PQgetvalue(answer_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column))};
    }

private:
    Answer answer_;
    int row_ = -1;
};

// The parameters of one call as libpq takes them: text, each ended by a NUL byte.
class TextParameters {
public:
    explicit TextParameters(Parameters parameters)
    {
        texts_.reserve(parameters.size()); // pointers into it must stay
        for (auto const& parameter : parameters)
            values_.push_back(std::visit([&](auto value) { return as_text(value); }, parameter.value()));
    }
    int count() const { return static_cast<int>(values_.size()); }
    char const* const* values() const { return values_.data(); }

private:
    char const* as_text(std::nullptr_t) { return nullptr; }
    char const* as_text(std::int64_t value) { return texts_.emplace_back(fmt::to_string(value)).c_str(); }
    char const* as_text(double value) { return texts_.emplace_back(fmt::to_string(value)).c_str(); }
    char const* as_text(std::string_view value) { return texts_.emplace_back(value).c_str(); }

    std::vector<std::string> texts_;
    std::vector<char const*> values_;
};

class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(PGconn* connection)
        : connection_(connection)
    {
        PQsetNoticeProcessor(
            connection, [](void*, char const*) {}, nullptr);
    }

    Dialect dialect() const override { return Dialect::postgres; }
    using Connection::execute;
    using Connection::query;
    Result<Cursor> query(std::string_view sql, Parameters) override;
    Result<std::int64_t> execute(std::string_view sql, Parameters) override;
    Result<void> execute_script(std::string_view sql) override;
    Result<void> begin(Access) override;
    Result<void> commit() override;
    void roll_back() override;
    bool in_transaction() const override { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }
    bool is_broken() const override;

private:
    Result<Answer> run(std::string_view sql, Parameters);
    // Returns the name the text is prepared under, or "" if it is not kept.
    Result<std::string> prepare(std::string_view sql);
    Result<Answer> checked(PGresult*, std::string_view sql);
    Error failure(PGresult const*, std::string_view sql);

    std::unique_ptr<PGconn, FinishConnection> connection_;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> names_; // by statement text
};

// A server that ends says so and hangs up, which an idle connection has yet to read.
bool PostgresConnection::is_broken() const
{
    auto* const connection = connection_.get();
    pollfd waiting{PQsocket(connection), POLLIN, 0};
    while (
        PQstatus(connection) == CONNECTION_OK && ::poll(&waiting, 1, 0) > 0 && PQconsumeInput(connection)) { }
    return PQstatus(connection) != CONNECTION_OK;
}

// What an SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html) means to a caller.
ErrorCode code_of(std::string_view state)
{
    constexpr std::array<std::string_view, 4> may_work_later{"40001", "40P01", "55P03", "57014"};
    for (auto const known : may_work_later)
        if (state == known)
            return ErrorCode::unavailable;
    if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53"))
        return ErrorCode::unavailable;
    if (state.starts_with("23"))
        return ErrorCode::conflict;
    if (state.starts_with("22"))
        return ErrorCode::invalid;
    return ErrorCode::database;
}

std::string_view without_line_end(std::string_view text)
{
    while (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    return text;
}

Error PostgresConnection::failure(PGresult const* result, std::string_view sql)
{
    if (is_broken())
        return {ErrorCode::unavailable,
            fmt::format("database: the connection to PostgreSQL is lost, in: {}", first_words(sql))};
    char const* const state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (!state)
        return {ErrorCode::database,
            fmt::format("database: {}, in: {}", without_line_end(PQerrorMessage(connection_.get())),
                first_words(sql))};
    // The message of a data exception (class 22) quotes the value, which may be a reader's.
    std::string_view const message = std::string_view(state).starts_with("22")
        ? "a value does not fit its type"
        : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return {code_of(state), fmt::format("database: {} ({}), in: {}", message, state, first_words(sql))};
}

Result<Answer> PostgresConnection::checked(PGresult* result, std::string_view sql)
{
    Answer answer(result);
    auto const status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return answer;
    return failure(result, sql);
}

Result<std::string> PostgresConnection::prepare(std::string_view sql)
{
    if (auto const known = names_.find(sql); known != names_.end())
        return known->second;
    if (names_.size() >= most_kept_statements)
        return std::string();
    std::string text(sql);
    std::string name = fmt::format("s{}", names_.size());
    TRY(checked(PQprepare(connection_.get(), name.c_str(), text.c_str(), 0, nullptr), sql));
    names_.emplace(std::move(text), name);
    return name;
}

Result<Answer> PostgresConnection::run(std::string_view sql, Parameters parameters)
{
    for (auto const& parameter : parameters)
        if (auto const* text = std::get_if<std::string_view>(&parameter.value());
            text && text->find('\0') != std::string_view::npos)
            return invalid(fmt::format("text for ${} holds a NUL byte, in: {}",
                &parameter - parameters.data() + 1, first_words(sql)));

    TextParameters const texts(parameters);
    auto const name = TRY(prepare(sql));
    if (name.empty())
        return checked(PQexecParams(connection_.get(), std::string(sql).c_str(), texts.count(), nullptr,
                           texts.values(), nullptr, nullptr, 0),
            sql);
    return checked(
        PQexecPrepared(connection_.get(), name.c_str(), texts.count(), texts.values(), nullptr, nullptr, 0),
        sql);
}

Result<Cursor> PostgresConnection::query(std::string_view sql, Parameters parameters)
{
    return Cursor(std::make_unique<PostgresRows>(TRY(run(sql, parameters))));
}

Result<std::int64_t> PostgresConnection::execute(std::string_view sql, Parameters parameters)
{
    auto const answer = TRY(run(sql, parameters));
    if (std::string_view(PQcmdStatus(answer.get())).starts_with("SELECT"))
        return 0;
    return parse<std::int64_t>(PQcmdTuples(answer.get()));
}

Result<void> PostgresConnection::execute_script(std::string_view sql)
{
    TRY(checked(PQexec(connection_.get(), std::string(sql).c_str()), sql));
    return {};
}

Result<void> PostgresConnection::begin(Access access)
{
    if (in_transaction())
        return Error{ErrorCode::internal, "database: a transaction inside a transaction"};
    // The number is the program's own; the snapshot is taken by the first query, not by BEGIN.
    auto begun = execute_script(access == Access::write
            ? "BEGIN; SELECT pg_advisory_xact_lock(7091853920)"
            : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1");
    if (!begun.ok())
        roll_back();
    return begun;
}

Result<void> PostgresConnection::commit()
{
    // PostgreSQL answers COMMIT after a failed statement with a silent rollback.
    if (PQtransactionStatus(connection_.get()) == PQTRANS_INERROR)
        return Error{ErrorCode::database, "database: the transaction has failed before, in: COMMIT"};
    return execute_script("COMMIT");
}

void PostgresConnection::roll_back()
{
    if (in_transaction())
        Answer(PQexec(connection_.get(), "ROLLBACK"));
}

} // namespace

Result<std::unique_ptr<Connection>> open_postgres(std::string const& url)
{
    // What the address itself says overrides what stands before it. A server that is gone without a word is
    // noticed within a minute.
    constexpr auto settings = "-c client_min_messages=error -c lock_timeout=10s -c statement_timeout=5min";
    std::array<char const*, 10> const keywords{"connect_timeout", "application_name", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "tcp_user_timeout", "options", "dbname", "client_encoding",
        nullptr};
    std::array<char const*, 10> const values{
        "10", "broadsheet", "30", "10", "3", "30000", settings, url.c_str(), "UTF8", nullptr};
    PGconn* const handle = PQconnectdbParams(keywords.data(), values.data(), 1);
    VERIFY(handle);
    auto connection = std::make_unique<PostgresConnection>(handle);
    if (PQstatus(handle) != CONNECTION_OK)
        return Error{ErrorCode::unavailable,
            fmt::format("cannot connect to PostgreSQL: {}", without_line_end(PQerrorMessage(handle)))};
    if (std::string_view const encoding = PQparameterStatus(handle, "server_encoding"); encoding != "UTF8")
        return invalid(
            fmt::format("the PostgreSQL database is encoded in {}: make one with CREATE DATABASE … "
                        "ENCODING 'UTF8' TEMPLATE template0",
                encoding));
    return Result<std::unique_ptr<Connection>>(std::move(connection));
}

} // namespace broadsheet::db

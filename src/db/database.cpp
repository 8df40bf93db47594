#include "db/database.h"

#include "db/postgres.h"
#include "db/sqlite.h"

namespace broadsheet::db {

namespace {

// Enough for the threads of a busy server; connections beyond are closed when they come back.
constexpr std::size_t most_idle = 8;

bool is_postgres_url(std::string_view url)
{
    return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(std::string_view url)
{
    auto const dialect = is_postgres_url(url) ? Dialect::postgres : Dialect::sqlite;
    std::unique_ptr<Database> database(new Database(std::string(url), dialect));
    TRY(database->connect());
    return database;
}

Database::Database(std::string url, Dialect dialect)
    : url_(std::move(url))
    , dialect_(dialect)
{
}

Database::~Database() = default;

Result<Database::Lease> Database::connect()
{
    {
        std::lock_guard const lock(mutex_);
        while (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            if (!connection->is_broken()) // as all are when the server was started again
                return Lease(*this, std::move(connection));
        }
    }
    if (dialect_ == Dialect::postgres)
        return Lease(*this, TRY(open_postgres(url_)));
    return Lease(*this, TRY(open_sqlite(url_)));
}

void Database::give_back(std::unique_ptr<Connection> connection)
{
    if (connection->in_transaction())
        connection->roll_back();
    if (connection->is_broken())
        return;
    std::lock_guard const lock(mutex_);
    if (idle_.size() < most_idle)
        idle_.push_back(std::move(connection));
}

Database::Lease::Lease(Database& database, std::unique_ptr<Connection> connection)
    : database_(&database)
    , connection_(std::move(connection))
{
}

Database::Lease::~Lease()
{
    if (connection_)
        database_->give_back(std::move(connection_));
}

} // namespace broadsheet::db

#include "support/database.h"

#include "db/migrations.h"
#include "db/postgres.h"
#include "support/postgres_server.h"

#include <atomic>
#include <cstdlib>
#include <fmt/format.h>
#include <ostream>
#include <unistd.h>

namespace broadsheet::db {

void PrintTo(Dialect dialect, std::ostream* out)
{
    *out << (dialect == Dialect::sqlite ? "SQLite" : "PostgreSQL");
}

} // namespace broadsheet::db

namespace broadsheet::test {

namespace {

// The server of this program, with a migrated database to copy: faster than migrating each anew.
class Postgres {
public:
    static Postgres& instance()
    {
        static Postgres postgres;
        return postgres;
    }

    std::string create(Schema schema)
    {
        auto name = fmt::format("test_{}_{}", ::getpid(), ++count_);
        administer(fmt::format("CREATE DATABASE {} TEMPLATE {}", name,
            schema == Schema::migrated ? template_ : std::string("template0")));
        return name;
    }
    void drop(std::string const& name) { administer(fmt::format("DROP DATABASE {} WITH (FORCE)", name)); }
    std::string url(std::string const& name) const { return PostgresServer::url(folder_, name); }

private:
    Postgres()
    {
        if (char const* const shared = std::getenv("BROADSHEET_TEST_POSTGRES")) {
            folder_ = shared;
        } else {
            own_folder_.emplace();
            folder_ = own_folder_->path();
            server_.emplace(folder_);
        }
        administer(fmt::format("CREATE DATABASE {} TEMPLATE template0", template_));
        auto const connection = must(db::open_postgres(url(template_)));
        must(db::migrate(*connection, SystemClock()));
    }
    ~Postgres() { drop(template_); }

    void administer(std::string const& sql)
    {
        must(must(db::open_postgres(url("postgres")))->execute_script(sql));
    }

    std::optional<TemporaryFolder> own_folder_;
    std::optional<PostgresServer> server_;
    std::filesystem::path folder_;
    std::string const template_ = fmt::format("migrated_{}", ::getpid());
    std::atomic<int> count_ = 0;
};

} // namespace

TestDatabase::TestDatabase(db::Dialect dialect, Schema schema)
    : dialect_(dialect)
{
    if (dialect == db::Dialect::postgres) {
        name_ = Postgres::instance().create(schema);
        url_ = Postgres::instance().url(name_);
        database_ = must(db::Database::open(url_));
    } else {
        folder_.emplace();
        url_ = (folder_->path() / "newspaper.db").string();
        database_ = must(db::Database::open(url_));
        if (schema == Schema::migrated)
            must(db::migrate(*must(database_->connect()), SystemClock()));
    }
}

TestDatabase::~TestDatabase()
{
    database_.reset();
    if (dialect_ == db::Dialect::postgres)
        Postgres::instance().drop(name_);
}

DatabaseTest::DatabaseTest()
    : database_(GetParam())
    , lease_(must(database_->connect()))
    , connection_(*lease_)
{
}

std::string dialect_name(testing::TestParamInfo<db::Dialect> const& info)
{
    return testing::PrintToString(info.param);
}

} // namespace broadsheet::test

// What only PostgreSQL does: its server restarts, its databases have encodings, its connections settings.
#include "db/postgres.h"
#include "support/database.h"
#include "support/postgres_server.h"

#include <gmock/gmock.h>

namespace broadsheet::db {

namespace {

using test::must;

class PostgresServerTest : public testing::Test {
protected:
    std::string setting(std::string const& url, std::string const& name)
    {
        auto const connection = must(open_postgres(url));
        auto rows = must(connection->query("SHOW " + name));
        EXPECT_TRUE(must(rows.next()));
        return std::string(rows.text(0));
    }

    test::TemporaryFolder folder_;
    test::PostgresServer server_{folder_.path()}; // which it gives to the user postgres
    std::string const url_ = server_.url("postgres");
};

TEST_F(PostgresServerTest, ConnectsAnewWhenTheServerWasStartedAgain)
{
    auto const database = must(Database::open(url_));
    {
        auto one = must(database->connect());
        auto other = must(database->connect()); // both idle from here
    }
    auto held = must(database->connect());
    server_.restart();

    EXPECT_EQ(held->query("SELECT 1").error().code, ErrorCode::unavailable);
    for (int borrowed = 0; borrowed < 3; ++borrowed)
        EXPECT_TRUE((*must(database->connect())).query("SELECT 1"));
}

TEST_F(PostgresServerTest, GivesStatementsALimitThatTheAddressCanChange)
{
    EXPECT_EQ(setting(url_, "statement_timeout"), "5min");
    EXPECT_EQ(setting(url_, "lock_timeout"), "10s");
    auto const hurried = url_ + "&options=-c%20statement_timeout%3D50ms";
    auto const connection = must(open_postgres(hurried));
    auto const slept = connection->query("SELECT pg_sleep(60)");
    ASSERT_FALSE(slept.ok());
    EXPECT_EQ(slept.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(connection->query("SELECT 1")) << "the connection goes on";
}

TEST_F(PostgresServerTest, RefusesADatabaseThatIsNotUtf8)
{
    must(must(open_postgres(url_))->execute("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0"));
    auto const opened = Database::open(server_.url("bytes"));
    ASSERT_FALSE(opened.ok());
    EXPECT_THAT(opened.error().message, testing::HasSubstr("SQL_ASCII"));
    EXPECT_THAT(opened.error().message, testing::HasSubstr("ENCODING 'UTF8'"));
}

} // namespace

} // namespace broadsheet::db

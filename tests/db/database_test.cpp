#include "db/database.h"

#include "db/transaction.h"
#include "support/database.h"

#include <barrier>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

namespace broadsheet::db {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class DatabasePoolTest : public test::DatabaseTest { };

TEST_P(DatabasePoolTest, LendsAConnectionAgain)
{
    Connection* first = nullptr;
    {
        auto const lease = must(database_->connect());
        first = &*lease;
    }
    auto const again = must(database_->connect());
    EXPECT_EQ(&*again, first);
    auto const another = must(database_->connect());
    EXPECT_NE(&*another, first);
}

TEST_P(DatabasePoolTest, RollsBackWhatABorrowerLeftOpen)
{
    {
        auto const lease = must(database_->connect());
        must(lease->begin(Access::write));
        must(lease->execute("INSERT INTO settings (key, value) VALUES ('a', 'b')"));
    }
    auto const lease = must(database_->connect());
    EXPECT_FALSE(lease->in_transaction());
    auto rows = must(lease->query("SELECT 1 FROM settings"));
    EXPECT_FALSE(must(rows.next()));
}

TEST_P(DatabasePoolTest, WritersWaitForEachOther)
{
    constexpr int writers = 4;
    constexpr int each = 25;
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&] {
            auto const lease = must(database_->connect());
            for (int round = 0; round < each; ++round)
                must(transaction(*lease, Access::write, [&]() -> Result<void> {
                    auto rows = TRY(lease->query("SELECT number FROM edition"));
                    TRY(rows.next());
                    TRY(lease->execute("UPDATE edition SET number = $1", {rows.integer(0) + 1}));
                    return {};
                }));
        });
    threads.clear();
    auto rows = must(connection_.query("SELECT number FROM edition"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.integer(0), 1 + writers * each) << "no update was lost";
}

TEST_P(DatabasePoolTest, SaysWhichDatabaseItIs)
{
    EXPECT_EQ(database_->dialect(), GetParam());
}

ON_BOTH_DATABASES(DatabasePoolTest);

TEST(DatabaseOpenTest, RefusesWhatItCannotReach)
{
    test::TemporaryFolder const folder;
    auto const file = Database::open((folder.path() / "missing" / "newspaper.db").string());
    ASSERT_FALSE(file.ok());
    EXPECT_THAT(file.error().message, HasSubstr("missing/newspaper.db: No such file"));

    auto const server
        = Database::open("postgresql:///paper?host=" + folder.path().string() + "&user=u&password=secret");
    ASSERT_FALSE(server.ok());
    EXPECT_EQ(server.error().code, ErrorCode::unavailable);
    EXPECT_THAT(
        server.error().message, AllOf(HasSubstr("cannot connect to PostgreSQL: "), Not(HasSubstr("secret"))));
}

TEST(DatabaseOpenTest, RefusesAFileThatIsNoDatabase)
{
    test::TemporaryFolder const folder;
    auto const path = folder.path() / "photo.jpg";
    auto* const file = std::fopen(path.c_str(), "w");
    std::fputs(std::string(5000, 'x').c_str(), file);
    std::fclose(file);
    auto const database = Database::open(path.string());
    ASSERT_FALSE(database.ok());
    EXPECT_THAT(database.error().message, AllOf(HasSubstr("photo.jpg"), HasSubstr("not a database")));
}

TEST(DatabaseOpenTest, MakesAFileOnlyItsOwnerReads)
{
    test::TestDatabase const database(Dialect::sqlite);
    for (auto const* suffix : {"", "-wal"}) {
        struct stat status { };
        ASSERT_EQ(::stat((database.url() + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777, 0600) << suffix;
    }
}

TEST(DatabaseOpenTest, LetsManyOpenANewFileAtOnce)
{
    test::TemporaryFolder const folder;
    for (int round = 0; round < 50; ++round) {
        auto const file = folder.path() / fmt::format("{}.db", round);
        std::barrier together(8);
        std::vector<std::jthread> threads;
        for (int index = 0; index < 8; ++index)
            threads.emplace_back([&] {
                together.arrive_and_wait();
                auto const database = Database::open(file.string());
                EXPECT_TRUE(database.ok()) << database.error().message;
            });
    }
}

TEST(PostgresTest, DropsALostConnection)
{
    test::TestDatabase const database(Dialect::postgres);
    auto const other = must(database->connect());
    {
        auto const lost = must(database->connect());
        auto rows = must(lost->query("SELECT pg_backend_pid()"));
        ASSERT_TRUE(must(rows.next()));
        must(other->execute("SELECT pg_terminate_backend($1)", {rows.integer(0)}));
        auto const result = lost->query("SELECT 1");
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().code, ErrorCode::unavailable);
        EXPECT_TRUE(lost->is_broken());
    }
    EXPECT_TRUE(must(database->connect())->query("SELECT 1").ok());
}

} // namespace

} // namespace broadsheet::db

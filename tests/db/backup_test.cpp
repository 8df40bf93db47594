#include "db/backup.h"

#include "db/transaction.h"
#include "support/database.h"

#include <atomic>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

namespace broadsheet::db {

namespace {

using test::must;
using testing::HasSubstr;

std::int64_t read_number(Connection& connection, std::string_view sql)
{
    auto rows = must(connection.query(sql));
    EXPECT_TRUE(must(rows.next()));
    return rows.integer(0);
}

TEST(BackupTest, CopiesOneMomentWhileAnotherWrites)
{
    test::TestDatabase const database(Dialect::sqlite);
    test::TemporaryFolder const folder;
    std::atomic<bool> is_over = false;
    std::atomic<int> rounds = 0;
    std::jthread writer([&] {
        auto const connection = must(database->connect());
        while (!is_over) {
            must(transaction(*connection, Access::write, [&]() -> Result<void> {
                TRY(connection->execute("UPDATE edition SET number = number + 1"));
                auto const number = read_number(*connection, "SELECT number FROM edition");
                TRY(connection->execute("INSERT INTO settings (key, value) VALUES ($1, '')", {number}));
                return {};
            }));
            ++rounds;
            rounds.notify_all();
        }
    });
    auto const connection = must(database->connect());
    for (int copy = 0; copy < 5; ++copy) {
        rounds.wait(rounds.load());
        auto const file = folder.path() / std::to_string(copy);
        must(copy_database(*connection, file));
        auto const copied = must(Database::open(file.string()));
        auto const opened = must(copied->connect());
        EXPECT_EQ(read_number(*opened, "SELECT number FROM edition"),
            read_number(*opened, "SELECT count(*) + 1 FROM settings"));
        auto rows = must(opened->query("PRAGMA integrity_check"));
        ASSERT_TRUE(must(rows.next()));
        EXPECT_EQ(rows.text(0), "ok");
        struct stat status { };
        ASSERT_EQ(::stat(file.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600);
    }
    is_over = true;
}

TEST(BackupTest, LeavesNoFileWhereItFails)
{
    test::TestDatabase const database(Dialect::sqlite);
    test::TemporaryFolder const folder;
    auto const connection = must(database->connect());
    auto const file = folder.path() / "copy.db";
    must(copy_database(*connection, file));
    auto const again = copy_database(*connection, file);
    ASSERT_FALSE(again.ok());
    EXPECT_THAT(again.error().message, HasSubstr("File exists"));
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".part"));
    EXPECT_THAT(copy_database(*connection, folder.path() / "missing" / "copy.db").error().message,
        HasSubstr("No such file"));

    must(connection->begin(Access::write));
    auto const inside = folder.path() / "inside.db";
    EXPECT_FALSE(copy_database(*connection, inside).ok());
    EXPECT_FALSE(std::filesystem::exists(inside));
    EXPECT_FALSE(std::filesystem::exists(inside.string() + ".part"));
}

TEST(BackupTest, RefusesPostgres)
{
    test::TestDatabase const database(Dialect::postgres);
    EXPECT_THAT(copy_database(*must(database->connect()), "copy.db").error().message,
        HasSubstr("dump a PostgreSQL one"));
}

} // namespace

} // namespace broadsheet::db

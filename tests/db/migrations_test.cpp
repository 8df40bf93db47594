#include "db/migrations.h"

#include "db/schema.h"
#include "support/database.h"

#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::db {

namespace {

using test::must;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class MigrationsTest : public testing::TestWithParam<Dialect> {
protected:
    test::TestDatabase database_{GetParam(), test::Schema::empty};
    ManualClock clock_{1'700'000'000'000};
};

TEST_P(MigrationsTest, AppliesEachOnce)
{
    auto const connection = must(database_->connect());
    auto const applied = must(migrate(*connection, clock_));
    EXPECT_GT(applied, 0);
    EXPECT_EQ(must(migrate(*connection, clock_)), 0);
    EXPECT_EQ(must(load_migrations(*connection)).size(), static_cast<std::size_t>(applied));
    EXPECT_THAT(must(load_migrations(*connection)), Contains("0001_foundation.sql"));
}

TEST_P(MigrationsTest, NumbersRowsAndLetsANumberBeGiven)
{
    auto const connection = must(database_->connect());
    must(migrate(*connection, clock_));
    must(connection->execute(
        "INSERT INTO tags (number, id, slug, name, edition) VALUES (7, 'a', 'a', 'a', 1)"));
    auto rows = must(connection->query(
        "INSERT INTO tags (id, slug, name, edition) VALUES ('b', 'b', 'b', 1) RETURNING number"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_GT(rows.integer(0), 0);
}

TEST_P(MigrationsTest, LetsManyProgramsStartAtOnce)
{
    std::atomic<int> applied = 0;
    {
        std::vector<std::jthread> threads;
        for (int index = 0; index < 6; ++index)
            threads.emplace_back([&] {
                auto const connection = must(database_->connect());
                auto const count = migrate(*connection, clock_);
                ASSERT_TRUE(count.ok()) << count.error().message;
                applied += *count;
            });
    }
    auto const connection = must(database_->connect());
    EXPECT_EQ(must(load_migrations(*connection)).size(), static_cast<std::size_t>(applied));
}

TEST_P(MigrationsTest, RefusesADatabaseOfANewerProgram)
{
    auto const connection = must(database_->connect());
    must(migrate(*connection, clock_));
    must(connection->execute(
        "INSERT INTO migrations (name, hash, applied_at) VALUES ('9999_later.sql', '', 0)"));
    auto const result = migrate(*connection, clock_);
    ASSERT_FALSE(result.ok());
    EXPECT_THAT(
        result.error().message, HasSubstr("newer version of this program (9999_later.sql is unknown"));
}

TEST_P(MigrationsTest, RefusesADatabaseOfAnotherHistory)
{
    auto const connection = must(database_->connect());
    must(migrate(*connection, clock_));
    must(connection->execute("UPDATE migrations SET hash = 'other' WHERE name = '0001_foundation.sql'"));
    auto const result = migrate(*connection, clock_);
    ASSERT_FALSE(result.ok());
    EXPECT_THAT(result.error().message, HasSubstr("another version of the schema file 0001_foundation.sql"));
}

INSTANTIATE_TEST_SUITE_P(
    On, MigrationsTest, testing::Values(Dialect::sqlite, Dialect::postgres), test::dialect_name);

} // namespace

} // namespace broadsheet::db

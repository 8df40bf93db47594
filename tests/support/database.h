#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>

namespace broadsheet::db {

// How GoogleTest names a database.
void PrintTo(Dialect, std::ostream*);

} // namespace broadsheet::db

namespace broadsheet::test {

enum class Schema { migrated, empty };

// A fresh database of its own: a SQLite file in a temporary folder, or a database in the throw-away
// PostgreSQL server, which the program's first use starts (or that of the folder BROADSHEET_TEST_POSTGRES
// names).
class TestDatabase {
public:
    explicit TestDatabase(db::Dialect, Schema = Schema::migrated);
    ~TestDatabase();
    TestDatabase(TestDatabase const&) = delete;
    TestDatabase& operator=(TestDatabase const&) = delete;

    db::Database& operator*() const { return *database_; }
    db::Database* operator->() const { return database_.get(); }
    std::string const& url() const { return url_; }

private:
    db::Dialect dialect_;
    std::optional<TemporaryFolder> folder_;
    std::string name_; // on PostgreSQL
    std::string url_;
    std::unique_ptr<db::Database> database_;
};

// A test that runs on both databases: TEST_P, and ON_BOTH_DATABASES(TheSuite) once.
class DatabaseTest : public testing::TestWithParam<db::Dialect> {
protected:
    DatabaseTest();

    static constexpr UtcMillis start = 1'700'000'000'000;
    TestDatabase database_;
    db::Database::Lease lease_;
    db::Connection& connection_;
    ManualClock clock_{start};
    SeededRandom random_{7};
};

std::string dialect_name(testing::TestParamInfo<db::Dialect> const&);

#define ON_BOTH_DATABASES(Suite)                                                                             \
    INSTANTIATE_TEST_SUITE_P(On, Suite, testing::Values(db::Dialect::sqlite, db::Dialect::postgres),         \
        broadsheet::test::dialect_name)

// Returns the value, or ends the test as failed with the error's message.
template <typename T>
T must(Result<T> result)
{
    if (!result.ok())
        throw std::runtime_error(result.error().message);
    return std::move(result).value();
}

inline void must(Result<void> result)
{
    if (!result.ok())
        throw std::runtime_error(result.error().message);
}

} // namespace broadsheet::test

#include "db/database_size.h"

#include "support/database.h"

namespace broadsheet::db {

namespace {

class DatabaseSizeTest : public test::DatabaseTest { };

TEST_P(DatabaseSizeTest, GrowsWithWhatIsKept)
{
    auto const before = test::must(database_size(connection_));
    EXPECT_GT(before, 0);
    test::must(connection_.execute(
        "INSERT INTO settings (key, value) VALUES ('nothing', $1)", {std::string(4'000'000, 'x')}));
    EXPECT_GT(test::must(database_size(connection_)), before);
}

ON_BOTH_DATABASES(DatabaseSizeTest);

} // namespace

} // namespace broadsheet::db

#include "db/connection.h"

#include "db/sqlite.h"
#include "db/transaction.h"
#include "support/database.h"

#include <gmock/gmock.h>
#include <limits>

namespace broadsheet::db {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ConnectionTest : public test::DatabaseTest {
protected:
    ConnectionTest()
    {
        must(connection_.execute_script("CREATE TABLE things (number BIGINT PRIMARY KEY, name TEXT, "
                                        "weight DOUBLE PRECISION, size BIGINT);"
                                        "CREATE TABLE parts (thing BIGINT REFERENCES things (number))"));
    }
    std::int64_t count() { return one("SELECT count(*) FROM things").integer(0); }
    Cursor one(std::string_view sql, std::initializer_list<Parameter> parameters = {})
    {
        auto rows = must(connection_.query(sql, parameters));
        EXPECT_TRUE(must(rows.next()));
        return rows;
    }
    void add(int number) { must(connection_.execute("INSERT INTO things (number) VALUES ($1)", {number})); }
};

TEST_P(ConnectionTest, FindsTextInTextAlikeOnBoth)
{
    auto const place = [&](db::Parameter const& text, db::Parameter const& part) {
        return one("SELECT strpos(CAST($1 AS TEXT), CAST($2 AS TEXT))", {text, part}).integer(0);
    };
    EXPECT_EQ(place("Щецин", "цин"), 3);
    EXPECT_EQ(place("Щецин", "Цин"), 0);
    EXPECT_EQ(place("100% sure", "% s"), 4);
    EXPECT_EQ(place("", "x"), 0);
    EXPECT_EQ(place("x", ""), 1);
    EXPECT_TRUE(one("SELECT strpos(NULL, 'x')").is_null(0));
}

TEST_P(ConnectionTest, KeepsEveryKindOfValue)
{
    struct Row {
        std::optional<std::string> name;
        std::optional<double> weight;
        std::optional<std::int64_t> size;
    };
    std::vector<Row> const rows{
        {"", 0.0, 0},
        {"Щецин “quoted” 'x' \\ %s $1", 0.1, std::numeric_limits<std::int64_t>::max()},
        {std::string(1'000'000, 'x'), -1.7976931348623157e308, std::numeric_limits<std::int64_t>::min()},
        {std::nullopt, std::nullopt, std::nullopt},
        {"7", 5e-324, -1},
    };
    for (std::size_t number = 0; number < rows.size(); ++number)
        EXPECT_EQ(must(connection_.execute(
                      "INSERT INTO things (number, name, weight, size) VALUES ($1, $2, $3, $4)",
                      {number, rows[number].name, rows[number].weight, rows[number].size})),
            1);
    auto found = must(connection_.query("SELECT name, weight, size FROM things ORDER BY number"));
    for (auto const& row : rows) {
        ASSERT_TRUE(must(found.next()));
        EXPECT_EQ(found.is_null(0), !row.name);
        EXPECT_EQ(found.text(0), row.name.value_or(""));
        EXPECT_EQ(found.is_null(1), !row.weight);
        EXPECT_EQ(found.real(1), row.weight.value_or(0));
        EXPECT_EQ(found.is_null(2), !row.size);
        EXPECT_EQ(found.integer(2), row.size.value_or(0));
    }
    EXPECT_FALSE(must(found.next()));
    EXPECT_FALSE(must(found.next())) << "and it does not start anew";
}

TEST_P(ConnectionTest, BindsByNumberNotByAppearance)
{
    must(connection_.execute("INSERT INTO things (name, number, size) VALUES ($2, $1, $1)", {5, "five"}));
    auto row = one("SELECT name, number, size FROM things");
    EXPECT_EQ(row.text(0), "five");
    EXPECT_EQ(row.integer(1), 5);
    EXPECT_EQ(row.integer(2), 5);
}

TEST_P(ConnectionTest, BindsMoreThanNine)
{
    std::string sum = "SELECT 0";
    std::vector<Parameter> parameters;
    for (int number = 1; number <= 12; ++number) {
        sum += " + " + std::to_string(number) + " * CAST($" + std::to_string(number) + " AS BIGINT)";
        parameters.emplace_back(number);
    }
    auto row = must(connection_.query(sum, parameters));
    ASSERT_TRUE(must(row.next()));
    EXPECT_EQ(row.integer(0), 650) << "the sum of the squares";
}

TEST_P(ConnectionTest, ReadsATruthAsANumber)
{
    auto row = one("SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT 1), 1 = 1");
    EXPECT_EQ(row.integer(0), 1);
    EXPECT_EQ(row.integer(1), 0);
    EXPECT_EQ(row.integer(2), 1);
}

TEST_P(ConnectionTest, ForgetsTheValuesOfTheLastCall)
{
    auto const insert = "INSERT INTO things (number, name) VALUES ($1, $2)";
    must(connection_.execute(insert, {1, "one"}));
    must(connection_.execute(insert, {2, nullptr}));
    EXPECT_TRUE(one("SELECT name FROM things WHERE number = 2").is_null(0));
}

TEST_P(ConnectionTest, CountsTheRowsThatChanged)
{
    for (int number = 0; number < 5; ++number)
        add(number);
    EXPECT_EQ(must(connection_.execute("UPDATE things SET size = 1 WHERE number >= $1", {2})), 3);
    EXPECT_EQ(must(connection_.execute("UPDATE things SET size = 1 WHERE number > $1", {100})), 0);
    EXPECT_EQ(must(connection_.execute("SELECT * FROM things")), 0);
    EXPECT_EQ(must(connection_.execute("DELETE FROM things WHERE number < $1", {4})), 4);
    EXPECT_EQ(must(connection_.execute("INSERT INTO things (number) VALUES (4) ON CONFLICT DO NOTHING")), 0);
}

TEST_P(ConnectionTest, RunsTheSameQueryInsideItself)
{
    for (int number = 0; number < 3; ++number)
        add(number);
    int pairs = 0;
    auto const sql = "SELECT number FROM things ORDER BY number";
    auto outer = must(connection_.query(sql));
    while (must(outer.next())) {
        auto inner = must(connection_.query(sql));
        for (int expected = 0; must(inner.next()); ++expected, ++pairs)
            EXPECT_EQ(inner.integer(0), expected);
    }
    EXPECT_EQ(pairs, 9);
}

TEST_P(ConnectionTest, ReturnsRowsFromAWrite)
{
    auto rows = must(connection_.query(
        "INSERT INTO things (number, name) VALUES ($1, $2) RETURNING number, name", {1, "one"}));
    EXPECT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.integer(0), 1);
    EXPECT_EQ(rows.text(1), "one");
    EXPECT_FALSE(must(rows.next()));
    EXPECT_EQ(count(), 1);
}

TEST_P(ConnectionTest, KeepsWorkingBeyondTheStatementsItKeeps)
{
    for (int number = 0; number < 600; ++number)
        EXPECT_EQ(one("SELECT CAST($1 AS BIGINT) + " + std::to_string(number), {1}).integer(0), number + 1);
    EXPECT_EQ(one("SELECT CAST($1 AS BIGINT) + 3", {1}).integer(0), 4);
}

TEST_P(ConnectionTest, NamesTheStatementAndNoValueInErrors)
{
    must(connection_.execute("INSERT INTO things (number, name) VALUES (1, 'reader@example.org')"));
    struct Case {
        std::string sql;
        std::vector<Parameter> parameters;
        ErrorCode code;
        std::string words;
    };
    std::vector<Case> const cases{
        {"SELECT  nothing\n FROM nowhere", {}, ErrorCode::database, "in: SELECT nothing FROM nowhere"},
        {"SELEKT 1", {}, ErrorCode::database, "in: SELEKT 1"},
        {"INSERT INTO things (number, name) VALUES ($1, $2)", {1, "reader@example.org"}, ErrorCode::conflict,
            "in: INSERT INTO things"},
        {"INSERT INTO parts (thing) VALUES ($1)", {4711}, ErrorCode::conflict, "in: INSERT INTO parts"},
        {"SELECT * FROM things WHERE name = $1", {std::string_view("4711\0x", 6)}, ErrorCode::invalid,
            "text for $1 holds a NUL byte, in: SELECT * FROM things"},
        {"SELECT name FROM things WHERE \"nmae\" = 1", {}, ErrorCode::database, "nmae"},
    };
    for (auto const& refused : cases) {
        auto const result = connection_.execute(refused.sql, refused.parameters);
        ASSERT_FALSE(result.ok()) << refused.sql;
        EXPECT_EQ(result.error().code, refused.code) << result.error().message;
        EXPECT_THAT(result.error().message,
            AllOf(HasSubstr(refused.words), Not(HasSubstr("reader@")), Not(HasSubstr("4711"))));
    }
}

TEST_P(ConnectionTest, CommitsWhatSucceeds)
{
    auto const result = transaction(connection_, Access::write, [&]() -> Result<int> {
        EXPECT_TRUE(connection_.in_transaction());
        add(1);
        return 5;
    });
    EXPECT_EQ(must(result), 5);
    EXPECT_FALSE(connection_.in_transaction());
    EXPECT_EQ(count(), 1);
}

TEST_P(ConnectionTest, RollsBackWhatFails)
{
    auto const result = transaction(connection_, Access::write, [&]() -> Result<void> {
        add(1);
        return invalid("because");
    });
    EXPECT_EQ(result.error().message, "because");
    EXPECT_FALSE(connection_.in_transaction());
    EXPECT_EQ(count(), 0);
}

TEST_P(ConnectionTest, GivesUpATransactionWithItsFirstFailedStatement)
{
    auto const result = transaction(connection_, Access::write, [&]() -> Result<void> {
        add(1);
        EXPECT_FALSE(connection_.execute("INSERT INTO things (number) VALUES (1)").ok());
        auto const next = connection_.execute("INSERT INTO things (number) VALUES (2)");
        EXPECT_FALSE(next.ok());
        return {}; // the failure overlooked
    });
    ASSERT_FALSE(result.ok());
    EXPECT_THAT(result.error().message, HasSubstr("the transaction has failed before, in: COMMIT"));
    EXPECT_EQ(count(), 0);
    add(3);
    EXPECT_EQ(count(), 1) << "the connection is usable again";
}

TEST_P(ConnectionTest, DoesNotNestTransactions)
{
    auto const result = transaction(connection_, Access::write,
        [&] { return transaction(connection_, Access::read, [] { return Result<void>(); }); });
    EXPECT_FALSE(result.ok());
    EXPECT_FALSE(connection_.in_transaction());
}

TEST_P(ConnectionTest, WritesNothingInAReadTransaction)
{
    auto const result = transaction(connection_, Access::read,
        [&] { return connection_.execute("INSERT INTO things (number) VALUES (1)"); });
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(count(), 0);
}

TEST_P(ConnectionTest, ReadsOneSnapshotFromTheBeginning)
{
    auto const other = must(database_->connect());
    must(transaction(connection_, Access::read, [&]() -> Result<void> {
        must(other->execute("INSERT INTO things (number) VALUES (1)"));
        EXPECT_EQ(count(), 0);
        must(other->execute("INSERT INTO things (number) VALUES (2)"));
        EXPECT_EQ(count(), 0);
        return {};
    }));
    EXPECT_EQ(count(), 2);
}

ON_BOTH_DATABASES(ConnectionTest);

TEST(TemporaryDatabase, HoldsMoreThanItsCacheAndLeavesNothing)
{
    test::TemporaryFolder const folder;
    ::setenv("SQLITE_TMPDIR", folder.path().c_str(), 1);
    {
        auto const connection = must(open_temporary_sqlite());
        must(connection->execute_script("CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT); BEGIN"));
        std::string const text(10'000, 'x');
        for (int number = 0; number < 1'000; ++number)
            must(connection->execute("INSERT INTO texts (number, text) VALUES ($1, $2)", {number, text}));
        auto rows = must(connection->query("SELECT count(*), sum(length(text)) FROM texts"));
        ASSERT_TRUE(must(rows.next()));
        EXPECT_EQ(rows.integer(0), 1'000);
        EXPECT_EQ(rows.integer(1), 10'000'000);
        EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "its file has no name: kill -9 leaves none";
    }
    ::unsetenv("SQLITE_TMPDIR");
    auto const other = must(open_temporary_sqlite());
    EXPECT_FALSE(other->query("SELECT * FROM texts").ok()) << "each is alone";
}

TEST(PostgresTest, HidesTheValueThatDoesNotFitItsType)
{
    test::TestDatabase const database(Dialect::postgres);
    auto const connection = must(database->connect());
    auto const result = connection->query("SELECT * FROM tags WHERE number = $1", {"reader@example.org"});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::invalid);
    EXPECT_THAT(result.error().message, AllOf(HasSubstr("does not fit its type"), Not(HasSubstr("reader"))));
}

} // namespace

} // namespace broadsheet::db

#include "db/dump.h"

#include "db/transaction.h"
#include "support/database.h"

#include <gmock/gmock.h>

namespace broadsheet::db {

namespace {

using test::must;
using testing::ElementsAreArray;
using testing::HasSubstr;

using Lines = std::vector<std::string>;

Lines dump_of(Database& database)
{
    Lines lines;
    must(dump(*must(database.connect()), [&](std::string_view line) {
        lines.emplace_back(line);
        return Result<void>();
    }));
    return lines;
}

Result<void> restore_into(Database& database, Lines const& lines)
{
    std::size_t at = 0;
    return restore(*must(database.connect()), [&]() -> Result<std::optional<std::string>> {
        return at < lines.size() ? std::optional(lines[at++]) : std::nullopt;
    });
}

void fill(Connection& connection)
{
    must(connection.execute("UPDATE edition SET number = 9223372036854775807"));
    for (int number = 1; number <= 250; ++number)
        must(connection.execute(
            "INSERT INTO tags (number, id, slug, name, edition) VALUES ($1, $2, $2, $3, 1)",
            {number * 2, std::to_string(number), "Щ \"\\\n\t\x01 <&> '$1" + std::to_string(number)}));
    must(connection.execute("INSERT INTO tag_names (tag, language, name) VALUES (2, 'ru', 'Имя')"));
    must(connection.execute(
        "INSERT INTO articles (id, kind, language, slug, title, section, status, created_at, "
        "updated_at, published_at, translation_key, source, edition) VALUES "
        "('a', 'article', 'en', 'a', 'A', 2, 'draft', -5, 0, NULL, NULL, NULL, 1)"));
}

// From and to each of the databases.
class DumpTest : public testing::TestWithParam<std::tuple<Dialect, Dialect>> {
protected:
    test::TestDatabase from_{std::get<0>(GetParam())};
    test::TestDatabase to_{std::get<1>(GetParam())};
};

TEST_P(DumpTest, MovesEveryRow)
{
    fill(*must(from_->connect()));
    auto const lines = dump_of(*from_);
    auto const restored = restore_into(*to_, lines);
    ASSERT_TRUE(restored.ok()) << restored.error().message;
    EXPECT_THAT(dump_of(*to_), ElementsAreArray(lines));

    auto const connection = must(to_->connect());
    auto rows = must(connection->query(
        "INSERT INTO tags (id, slug, name, edition) VALUES ('new', 'new', 'New', 1) RETURNING number"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.integer(0), 501) << "numbers go on behind the restored ones";
}

INSTANTIATE_TEST_SUITE_P(Between, DumpTest,
    testing::Combine(testing::Values(Dialect::sqlite, Dialect::postgres),
        testing::Values(Dialect::sqlite, Dialect::postgres)),
    [](auto const& dialects) {
        auto const name
            = [](Dialect dialect) { return dialect == Dialect::sqlite ? "SQLite" : "PostgreSQL"; };
        return std::string(name(std::get<0>(dialects.param))) + "And" + name(std::get<1>(dialects.param));
    });

class DumpOfOneMomentTest : public test::DatabaseTest { };

TEST_P(DumpOfOneMomentTest, SeesNothingThatIsWrittenMeanwhile)
{
    fill(connection_);
    auto const before = dump_of(*database_);
    auto const other = must(database_->connect());
    Lines lines;
    must(dump(connection_, [&](std::string_view line) {
        lines.emplace_back(line);
        must(other->execute("INSERT INTO settings (key, value) VALUES ($1, '1')", {lines.size()}));
        return Result<void>();
    }));
    EXPECT_THAT(lines, ElementsAreArray(before));
}

TEST_P(DumpOfOneMomentTest, RestoresAllOrNothingAndSaysWhere)
{
    test::TestDatabase const source(GetParam());
    must(must(source->connect())->execute("INSERT INTO settings (key, value) VALUES ('a', '1'), ('b', '2')"));
    auto const good = dump_of(*source);
    auto const row = std::find(good.begin(), good.end(), "[\"a\",\"1\"]") - good.begin();
    ASSERT_LT(row, static_cast<std::ptrdiff_t>(good.size()));
    auto const number = std::to_string(row + 1);
    auto const with = [&](std::ptrdiff_t at, std::string line) {
        auto lines = good;
        lines[at] = std::move(line);
        return lines;
    };
    struct Case {
        Lines lines;
        std::string message;
    };
    auto longer = good;
    longer.emplace_back("[]");
    std::vector<Case> const cases{
        {{}, "line 0 of the dump: the dump is empty"},
        {with(0, "{}"), "line 1 of the dump: it does not begin like a dump"},
        {with(0, "{\"dump\":2,\"migrations\":[]}"), "line 1 of the dump: it does not begin like a dump"},
        {with(0, "{\"dump\":1,\"migrations\":[\"0001_other.sql\"]}"),
            "its last schema file is 0001_other.sql"},
        {Lines(good.begin(), good.end() - 1), "the dump is cut off"},
        {longer, "the dump goes on behind its end"},
        {with(row, "[\"a\""), "line " + number + " of the dump: it is no JSON"},
        {with(row, "[\"a\"]"), "it has 1 values for 2 columns"},
        {with(row, "[\"a\",1]"), "the value of value is of another type"},
        {with(row, "[\"a\",null]"), "line " + number + " of the dump: database: "},
        {with(row, "[\"b\",\"2\"]"), "line " + std::to_string(row + 2) + " of the dump: database: "},
        {with(row, "7"), "it is neither a table nor a row"},
        {with(row, "{\"rows\":99}"), "it counts 99 rows"},
        {with(row - 1, "{\"table\":\"nowhere\",\"columns\":[\"a\"]}"), "there is no such table"},
        {with(row - 1, "{\"table\":\"settings\",\"columns\":[\"key) SELECT\"]}"), "has no column"},
        {with(row - 1, "{\"table\":\"settings\"}"), "the columns are missing"},
        {with(row, std::string(50, '[')), "it is no JSON"},
    };
    auto const before = dump_of(*database_);
    for (auto const& refused : cases) {
        auto const result = restore_into(*database_, refused.lines);
        ASSERT_FALSE(result.ok()) << refused.message;
        EXPECT_THAT(result.error().message, HasSubstr(refused.message));
    }
    EXPECT_THAT(dump_of(*database_), ElementsAreArray(before));
    EXPECT_TRUE(restore_into(*database_, good).ok());
    EXPECT_THAT(restore_into(*database_, good).error().message,
        HasSubstr("the database is not empty: it has settings. Restore into a new one"));
}

ON_BOTH_DATABASES(DumpOfOneMomentTest);

} // namespace

} // namespace broadsheet::db

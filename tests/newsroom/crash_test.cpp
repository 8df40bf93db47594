#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/taxonomy.h"

#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::newsroom {

namespace {

using test::must;

constexpr int articles_a_change = 5;

// What the writer does over and over: a change of a tag and five articles, each of which must be there with
// the others or not at all. Every article of one change carries the change's number in its slug, and that
// tag.
Result<void> write_once(Change& change, int round)
{
    auto const name = "round-" + std::to_string(round);
    Tag tag;
    tag.slug = tag.text.name = name;
    Number const number = TRY(Tags::save(change, tag));
    for (int index = 0; index < articles_a_change; ++index) {
        Article article;
        article.language = "en";
        article.slug = name + "-article-" + std::to_string(index);
        article.title = name;
        article.body = "<p>" + std::string(3000, 'x') + "</p>";
        article.tags = {number};
        article.status = Status::published;
        article.published_at = 1;
        TRY(Articles::save(change, article));
    }
    return {};
}

// Runs in the child until it is killed; says each commit to the parent with one byte.
[[noreturn]] void write_until_killed(std::string const& url, int first_round, int pipe)
{
    SystemClock const clock;
    SystemRandom random;
    auto const database = db::Database::open(url);
    if (!database.ok())
        ::_exit(1);
    auto const connection = (*database)->connect();
    if (!connection.ok())
        ::_exit(1);
    for (int round = first_round;; ++round) {
        auto const written
            = change(**connection, clock, random, [&](Change& unit) { return write_once(unit, round); });
        if (!written.ok() || ::write(pipe, "", 1) != 1)
            ::_exit(1);
    }
}

std::int64_t number_from(db::Connection& connection, std::string_view sql)
{
    auto rows = must(connection.query(sql));
    EXPECT_TRUE(must(rows.next()));
    return rows.integer(0);
}

// Starts a writer, kills it after some of its changes and a part of the next one, and returns how many it
// told.
int write_and_kill(std::string const& url, int first_round, int changes, int microseconds)
{
    int ends[2]{};
    EXPECT_EQ(::pipe(ends), 0);
    pid_t const child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_until_killed(url, first_round, ends[1]);
    }
    ::close(ends[1]);
    int told = 0;
    char byte = 0;
    while (told < changes && ::read(ends[0], &byte, 1) == 1)
        ++told;
    ::usleep(static_cast<useconds_t>(microseconds)); // somewhere inside the next change
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    while (::read(ends[0], &byte, 1) == 1)
        ++told;
    ::close(ends[0]);
    return told;
}

void expect_whole_changes(db::Connection& connection, int rounds)
{
    EXPECT_EQ(number_from(connection, "SELECT number FROM edition"), 1 + rounds);
    EXPECT_EQ(number_from(connection, "SELECT count(*) FROM tags"), rounds);
    EXPECT_EQ(number_from(connection, "SELECT count(*) FROM articles"), rounds * articles_a_change);
    EXPECT_EQ(number_from(connection, "SELECT count(*) FROM article_tags"), rounds * articles_a_change);
    EXPECT_EQ(number_from(connection,
                  "SELECT count(*) FROM (SELECT edition FROM articles GROUP BY edition HAVING count(*) <> 5) "
                  "AS torn"),
        0);
    EXPECT_EQ(number_from(connection,
                  "SELECT count(*) FROM articles JOIN article_tags ON article = articles.number "
                  "JOIN tags ON tags.number = article_tags.tag WHERE tags.edition <> articles.edition"),
        0);
}

class CrashTest : public testing::TestWithParam<db::Dialect> { };

TEST_P(CrashTest, KeepsWholeChangesWhenTheWriterIsKilled)
{
    test::TestDatabase const database(GetParam());
    SeededRandom random(2026);
    int rounds = 0;
    for (int kill = 0; kill < 50; ++kill) {
        std::uint16_t chance = 0;
        random.fill(std::as_writable_bytes(std::span(&chance, 1)));
        int const told = write_and_kill(database.url(), rounds, chance % 4, chance % 3000);

        auto const opened = must(db::Database::open(database.url()));
        auto const connection = must(opened->connect());
        // Waits for a PostgreSQL server that has not yet noticed the writer's end.
        must(connection->begin(db::Access::write));
        auto const found = static_cast<int>(number_from(*connection, "SELECT number FROM edition")) - 1;
        connection->roll_back();
        EXPECT_GE(found, rounds + told) << "what was committed is there";
        EXPECT_LE(found, rounds + told + 1);
        rounds = found;
        expect_whole_changes(*connection, rounds);
        if (GetParam() == db::Dialect::sqlite) {
            auto rows = must(connection->query("PRAGMA integrity_check"));
            ASSERT_TRUE(must(rows.next()));
            EXPECT_EQ(rows.text(0), "ok");
        }
        if (HasFailure())
            return;
    }
    EXPECT_GT(rounds, 0);
}

INSTANTIATE_TEST_SUITE_P(
    On, CrashTest, testing::Values(db::Dialect::sqlite, db::Dialect::postgres), test::dialect_name);

} // namespace

} // namespace broadsheet::newsroom

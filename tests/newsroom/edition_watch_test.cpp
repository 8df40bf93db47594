#include "newsroom/edition_watch.h"

#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using namespace std::chrono_literals;
using test::must;

class EditionWatchTest : public NewsroomTest {
protected:
    void publish()
    {
        must(change([](Change& unit) { return unit.edition(); }));
    }
    void notice(Edition edition)
    {
        std::lock_guard const lock(mutex_);
        noticed_.push_back(edition);
        arrived_.notify_all();
    }
    // Waits until the watch has noticed the edition.
    bool await(Edition edition)
    {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, 20s, [&] { return !noticed_.empty() && noticed_.back() == edition; });
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Edition> noticed_;
};

TEST_P(EditionWatchTest, NoticesWhatAnotherConnectionPublished)
{
    EditionWatch watch(*database_, edition(), 1ms, [this](Edition seen) { notice(seen); });
    for (int round = 0; round < 5; ++round) {
        publish();
        EXPECT_TRUE(await(edition()));
    }
}

TEST_P(EditionWatchTest, NoticesAtOnceWhatWasPublishedBefore)
{
    auto const before = edition();
    publish();
    EditionWatch const watch(*database_, before, 1h, [this](Edition seen) { notice(seen); });
    EXPECT_TRUE(await(before + 1));
}

TEST_P(EditionWatchTest, LooksWhenAsked)
{
    auto const before = edition();
    publish();
    EditionWatch watch(*database_, before, 1h, [this](Edition seen) { notice(seen); });
    ASSERT_TRUE(await(before + 1));
    publish();
    watch.look();
    EXPECT_TRUE(await(before + 2));
}

TEST_P(EditionWatchTest, KeepsQuietWhereNothingIsNew)
{
    auto const before = edition();
    EditionWatch watch(*database_, before, 1ms, [this](Edition seen) { notice(seen); });
    must(connection_.execute("INSERT INTO settings (key, value) VALUES ('a', '1')"));
    publish();
    ASSERT_TRUE(await(before + 1));
    std::lock_guard const lock(mutex_);
    EXPECT_THAT(noticed_, testing::ElementsAre(before + 1));
}

TEST_P(EditionWatchTest, SaysWhatIsWrongWhileItLasts)
{
    EditionWatch watch(*database_, edition(), 1ms, [this](Edition seen) { notice(seen); });
    auto const await_trouble = [&](bool wanted) {
        for (int i = 0; i < 20'000 && watch.trouble().empty() == wanted; ++i)
            std::this_thread::sleep_for(1ms);
        return watch.trouble().empty() != wanted;
    };
    must(connection_.execute("ALTER TABLE edition RENAME TO lost"));
    EXPECT_TRUE(await_trouble(true));
    must(connection_.execute("ALTER TABLE lost RENAME TO edition"));
    EXPECT_TRUE(await_trouble(false));
    publish();
    EXPECT_TRUE(await(edition()));
}

ON_BOTH_DATABASES(EditionWatchTest);

TEST(EditionWatchOfALostServerTest, AsksAgainOverANewConnection)
{
    test::TestDatabase const database(db::Dialect::postgres);
    auto const connection = must(database->connect());
    std::mutex mutex;
    std::condition_variable arrived;
    Edition noticed = 0;
    EditionWatch watch(*database, 0, 1ms, [&](Edition seen) {
        std::lock_guard const lock(mutex);
        noticed = seen;
        arrived.notify_all();
    });
    auto const await = [&](Edition edition) {
        std::unique_lock lock(mutex);
        return arrived.wait_for(lock, 20s, [&] { return noticed == edition; });
    };
    ASSERT_TRUE(await(1));
    EXPECT_EQ(watch.trouble(), "");
    must(connection->execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                             "WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    must(connection->execute("UPDATE edition SET number = 2"));
    EXPECT_TRUE(await(2));
}

} // namespace

} // namespace broadsheet::newsroom

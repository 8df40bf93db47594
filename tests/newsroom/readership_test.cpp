#include "newsroom/readership.h"

#include "newsroom/articles.h"
#include "newsroom/milestones.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/settings.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Day = Readership::Day;

class ReadershipTest : public NewsroomTest {
protected:
    void read(Number article, std::uint64_t times) { counter_.of(article)->fetch_add(times); }
    void flush() { must(counter_.flush(connection_, clock_)); }
    void use_time_zone(std::string const& name)
    {
        must(change([&](Change& unit) -> Result<void> {
            auto settings = TRY(load_settings(connection_));
            settings.time_zone = name;
            return save_settings(unit, settings);
        }));
    }
    std::vector<Day> days(int count) { return must(readership_.days(clock_.now(), count)); }

    ViewCounter counter_;
    Readership readership_{connection_};
};

constexpr std::int64_t day = 24LL * 60 * 60 * 1000;

TEST_P(ReadershipTest, SumsTheDays)
{
    auto const number = must(change([&](Change& unit) { return Articles::save(unit, published("ferry")); }));
    clock_.advance(-clock_.now() + 20'783 * day + day / 2); // 2026-11-26, noon
    read(number, 3);
    read(0, 2);
    flush();
    flush();
    EXPECT_THAT(days(2), ElementsAre(Day{"2026-11-25", 0}, Day{"2026-11-26", 5}));
    read(number, 1);
    flush();
    clock_.advance(day);
    read(number, 10);
    flush();
    EXPECT_THAT(days(3), ElementsAre(Day{"2026-11-25", 0}, Day{"2026-11-26", 6}, Day{"2026-11-27", 10}));
    EXPECT_THAT(must(readership_.days_of(number, clock_.now(), 2)),
        ElementsAre(Day{"2026-11-26", 4}, Day{"2026-11-27", 10}));
    EXPECT_EQ(must(readership_.total_of(number)), 14);
    EXPECT_EQ(must(readership_.total_of(number + 1)), 0);
    auto const most = must(readership_.most_read(clock_.now(), 1, 5));
    ASSERT_THAT(most, SizeIs(1));
    EXPECT_EQ(most[0].views, 10);
    EXPECT_EQ(most[0].title, "The ferry will not sail");
    clock_.advance(2 * day);
    EXPECT_THAT(must(readership_.most_read(clock_.now(), 2, 5)), IsEmpty());
}

TEST_P(ReadershipTest, CountsTheDaysOfTheNewspapersTimeZone)
{
    use_time_zone("Asia/Vladivostok"); // ten hours ahead
    clock_.advance(-clock_.now() + 20'783 * day + day / 2 + 3 * 3'600'000);
    read(0, 1);
    flush();
    EXPECT_THAT(days(1), ElementsAre(Day{"2026-11-27", 1}));
    use_time_zone("Europe/London"); // an hour of the 25th of October is there twice
    clock_.advance(-clock_.now() + 20'752 * day - 3'600'000 / 2);
    EXPECT_THAT(days(3), ElementsAre(Day{"2026-10-23", 0}, Day{"2026-10-24", 0}, Day{"2026-10-25", 0}));
}

TEST_P(ReadershipTest, LosesNothingThatCannotBeWritten)
{
    read(0, 4);
    must(connection_.execute("ALTER TABLE readership RENAME TO elsewhere"));
    EXPECT_FALSE(counter_.flush(connection_, clock_).ok());
    must(connection_.execute("ALTER TABLE elsewhere RENAME TO readership"));
    flush();
    EXPECT_EQ(days(1).front().views, 4);
}

TEST_P(ReadershipTest, CountsOnWhereAPageIsStillHeld)
{
    auto const held = counter_.of(7);
    held->fetch_add(1);
    flush();
    held->fetch_add(1);
    EXPECT_EQ(counter_.of(7), held);
    flush();
    EXPECT_EQ(must(readership_.total_of(7)), 2);
}

TEST_P(ReadershipTest, RemembersWhenSomethingHappened)
{
    EXPECT_FALSE(must(find_milestone(connection_, backup_made)));
    must(set_milestone(connection_, backup_made, {5, "a.tar.zst"}));
    must(set_milestone(connection_, backup_made, {6, "b.tar.zst"}));
    EXPECT_EQ(must(find_milestone(connection_, backup_made))->at, 6);
    EXPECT_EQ(must(find_milestone(connection_, backup_made))->detail, "b.tar.zst");
}

ON_BOTH_DATABASES(ReadershipTest);

} // namespace

} // namespace broadsheet::newsroom

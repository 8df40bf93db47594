#include "newsletter/schedule.h"

#include "support/database.h"
#include "text/dates.h"

#include <gtest/gtest.h>

namespace broadsheet::newsletter {

namespace {

using test::must;

// What goes out next after a moment, in UTC.
std::string next(newsroom::IssueSchedule const& schedule, std::string_view after)
{
    auto const time = must(next_time(schedule, must(text::parse_iso(after))));
    return time ? text::format_rfc3339(*time) : "never";
}

newsroom::IssueSchedule friday(std::string zone = "Europe/Amsterdam", int minute = 9 * 60)
{
    return {5, minute, std::move(zone), {}};
}

TEST(ScheduleTest, IsEveryFridayAtNine)
{
    EXPECT_EQ(next(friday(), "2026-11-23T12:00:00Z"), "2026-11-27T08:00:00Z");
    EXPECT_EQ(next(friday(), "2026-11-27T07:59:59Z"), "2026-11-27T08:00:00Z");
    EXPECT_EQ(next(friday(), "2026-11-27T08:00:00Z"), "2026-12-04T08:00:00Z");
    EXPECT_EQ(next(friday(), "2026-12-31T23:30:00Z"), "2027-01-01T08:00:00Z") << "over the year's end";
}

TEST(ScheduleTest, StaysAtNineAcrossClockChanges)
{
    EXPECT_EQ(next(friday(), "2026-10-20T00:00:00Z"), "2026-10-23T07:00:00Z") << "summer time";
    EXPECT_EQ(next(friday(), "2026-10-23T07:00:00Z"), "2026-10-30T08:00:00Z")
        << "clocks put back on the 25th";
    EXPECT_EQ(next(friday(), "2027-03-26T08:00:00Z"), "2027-04-02T07:00:00Z")
        << "clocks put forward on the 28th";
}

TEST(ScheduleTest, HasATimeAlsoWhereAnHourIsLeftOutOrComesTwice)
{
    newsroom::IssueSchedule sunday{7, 2 * 60 + 30, "Europe/Amsterdam", {}};
    EXPECT_EQ(next(sunday, "2027-03-27T12:00:00Z"), "2027-03-28T01:00:00Z");
    EXPECT_EQ(next(sunday, "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
    EXPECT_EQ(next(sunday, "2026-10-25T00:30:00Z"), "2026-11-01T01:30:00Z") << "and only once";
}

TEST(ScheduleTest, CountsDaysWhereTheZoneIs)
{
    EXPECT_EQ(next(friday("Pacific/Auckland", 0), "2026-11-25T12:00:00Z"), "2026-11-26T11:00:00Z");
    EXPECT_EQ(next(friday("America/Los_Angeles", 23 * 60), "2026-11-27T12:00:00Z"), "2026-11-28T07:00:00Z");
    EXPECT_EQ(next({0, 540, "UTC", {}}, "2026-11-25T12:00:00Z"), "never");
    EXPECT_FALSE(next_time({5, 540, "Mars/Base", {}}, 0).ok());
}

TEST(ScheduleTest, CountsWeeksFromMondayOnItsOwnClocks)
{
    newsroom::IssueSchedule const schedule{5, 540, "Europe/Amsterdam", {}};
    auto const week = [&](std::string_view time) {
        return test::must(week_of(schedule, test::must(text::parse_iso(time))));
    };
    EXPECT_EQ(week("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(week("2026-11-23T00:00:00Z"), week("2026-11-29T22:59:00Z"));
    EXPECT_EQ(week("2026-11-29T23:00:00Z"), week("2026-11-23T00:00:00Z") + 1) << "Monday, there";
    EXPECT_EQ(week("2026-03-29T22:00:00Z"), week("2026-03-22T23:00:00Z") + 1) << "across a clock change";
}

} // namespace

} // namespace broadsheet::newsletter

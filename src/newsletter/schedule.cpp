#include "newsletter/schedule.h"

#include "base/day.h"
#include "text/time_zone.h"

namespace broadsheet::newsletter {

namespace {

} // namespace

Result<std::optional<UtcMillis>> next_time(newsroom::IssueSchedule const& schedule, UtcMillis after)
{
    if (schedule.weekday == 0)
        return std::optional<UtcMillis>();
    auto const zone = TRY(text::TimeZone::find(schedule.time_zone));
    auto const here = zone.civil(after);
    text::TimeZone const utc;
    auto const today = TRY(utc.utc({here.year, here.month, here.day, 0, 0, 0}));
    // Days are counted on the calendar, because some have 23 hours and some 25.
    for (int days = 0; days <= 7; ++days) {
        auto day = utc.civil(today + days * milliseconds_a_day);
        if (day.weekday != schedule.weekday % 7)
            continue;
        day.hour = schedule.minute / 60;
        day.minute = schedule.minute % 60;
        if (auto const time = TRY(zone.utc(day)); time > after)
            return std::optional(time);
    }
    return std::optional<UtcMillis>();
}

Result<std::int64_t> week_of(newsroom::IssueSchedule const& schedule, UtcMillis time)
{
    constexpr int thursday = 3; // 1 January 1970, counted from Monday
    auto const here = TRY(text::TimeZone::find(schedule.time_zone)).civil(time);
    auto const day
        = TRY(text::TimeZone().utc({here.year, here.month, here.day, 0, 0, 0})) / milliseconds_a_day;
    return (day + thursday) / 7;
}

} // namespace broadsheet::newsletter

#pragma once

#include "base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::support {

// A day of UTC, counted since 1970-01-01: the finest time that is kept of a contribution.
using Day = std::int64_t;

inline constexpr std::int64_t milliseconds_a_day = 24LL * 60 * 60 * 1000;

constexpr Day day_of(UtcMillis time)
{
    return time / milliseconds_a_day;
}
constexpr UtcMillis start_of(Day day)
{
    return day * milliseconds_a_day;
}

// Returns the day so many months on; the 31st becomes the last day of a shorter month.
Day add_months(Day, int months);
// Returns the first day of its month.
Day first_of_month(Day);
// "2026-11-23".
std::string iso_date(Day);

} // namespace broadsheet::support

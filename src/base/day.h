#pragma once

#include "base/clock.h"

#include <cstdint>

namespace broadsheet {

// A day of UTC, counted since 1970-01-01: the finest time that is kept of a reader.
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

} // namespace broadsheet

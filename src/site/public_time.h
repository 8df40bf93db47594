#pragma once

#include "base/clock.h"
#include "text/time_zone.h"

namespace broadsheet::site {

// Returns what readers are told of a moment: when the hour that the newspaper's clocks show began. Of
// articles, as of a mirror's log (docs/mirrors.md), nobody is to learn when exactly somebody was at work.
inline UtcMillis public_time(UtcMillis time, text::TimeZone const& zone)
{
    auto const civil = zone.civil(time);
    auto const second = time - ((time % 1'000) + 1'000) % 1'000;
    return second - UtcMillis{civil.minute * 60 + civil.second} * 1'000;
}

} // namespace broadsheet::site

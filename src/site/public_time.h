#pragma once

#include "base/clock.h"
#include "text/dates.h"
#include "text/time_zone.h"

#include <string>

namespace broadsheet::site {

// Returns what readers are told of a moment: when the hour that the newspaper's clocks show began. Of
// articles, as of a mirror's log (docs/mirrors.md), nobody is to learn when exactly somebody was at work.
inline UtcMillis public_time(UtcMillis time, text::TimeZone const& zone)
{
    auto const civil = zone.civil(time);
    auto const second = time - ((time % 1'000) + 1'000) % 1'000;
    return second - UtcMillis{civil.minute * 60 + civil.second} * 1'000;
}

// The same as RFC 3339 has it, with the zone's offset.
inline std::string format_public_time(UtcMillis time, text::TimeZone const& zone)
{
    return text::format_rfc3339(public_time(time, zone), zone);
}

} // namespace broadsheet::site

#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <string_view>
#include <vector>

namespace date {
class time_zone;
}

namespace broadsheet::text {

// A moment as a clock and a calendar (Gregorian) on the wall show it.
struct CivilTime {
    int year = 1970;
    int month = 1; // 1 to 12
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int weekday = 4; // 0 is Sunday
    int offset_seconds = 0; // east of UTC
};

// A time zone of the IANA database, from the system's tzdata. A value, cheap to copy, thread-safe.
class TimeZone {
public:
    // UTC.
    TimeZone() = default;
    // Returns the zone of a name like "Europe/Berlin" or "UTC"; not_found for an unknown one.
    static Result<TimeZone> find(std::string_view name);

    // Returns the names of all zones that the system knows, in their order.
    static std::vector<std::string_view> all_names();

    std::string_view name() const;
    bool is_utc() const { return !zone_; }
    CivilTime civil(UtcMillis) const;
    // Returns the moment when clocks here show the date and time given (weekday and offset are not read): the
    // first of two, when clocks are put back; where an hour is skipped, the moment of the skip. Errors:
    // `invalid` for a date that does not exist.
    Result<UtcMillis> utc(CivilTime const&) const;

private:
    date::time_zone const* zone_ = nullptr; // nullptr is UTC
};

} // namespace broadsheet::text

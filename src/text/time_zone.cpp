#include "text/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace broadsheet::text {

namespace {

using std::chrono::seconds;

// Rounds towards the past, also before 1970.
date::sys_seconds whole_seconds(UtcMillis time)
{
    return date::floor<seconds>(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time}});
}

UtcMillis to_millis(date::sys_seconds time)
{
    return time.time_since_epoch().count() * 1000;
}

// The offset changes twice a year, and a page shows many times: the last answer is kept for each thread.
seconds offset_at(date::time_zone const* zone, date::sys_seconds time)
{
    struct Last {
        date::time_zone const* zone = nullptr;
        date::sys_seconds begin;
        date::sys_seconds end;
        seconds offset{0};
    };
    static thread_local Last last;
    if (last.zone != zone || time < last.begin || time >= last.end) {
        date::sys_info info = zone->get_info(time);
        last = {zone, info.begin, info.end, info.offset};
    }
    return last.offset;
}

} // namespace

Result<TimeZone> TimeZone::find(std::string_view name)
{
    TimeZone zone;
    if (name == "UTC" || name == "Etc/UTC")
        return zone;
    try {
        zone.zone_ = date::locate_zone(std::string{name});
        zone.civil(0); // the zone's file is read when first used
        return zone;
    } catch (std::exception const&) {
        return not_found(fmt::format("there is no time zone \"{}\"; use an IANA name such as "
                                     "\"Europe/Berlin\" (and see that tzdata is installed)",
            name));
    }
}

std::vector<std::string_view> TimeZone::all_names()
{
    std::vector<std::string_view> names;
    try {
        for (auto const& zone : date::get_tzdb().zones)
            if (zone.name() != "localtime") // whatever this machine's is
                names.emplace_back(zone.name());
    } catch (std::exception const&) {
        // Without tzdata there is UTC.
        return {"UTC"};
    }
    return names;
}

std::string_view TimeZone::name() const
{
    return zone_ ? std::string_view{zone_->name()} : "UTC";
}

CivilTime TimeZone::civil(UtcMillis time) const
{
    date::sys_seconds utc = whole_seconds(time);
    seconds offset = zone_ ? offset_at(zone_, utc) : seconds{0};
    date::local_seconds local{(utc + offset).time_since_epoch()};
    date::local_days day = date::floor<date::days>(local);
    date::year_month_day calendar{day};
    auto second_of_day = static_cast<int>((local - day).count());
    CivilTime civil;
    civil.year = static_cast<int>(calendar.year());
    civil.month = static_cast<int>(static_cast<unsigned>(calendar.month()));
    civil.day = static_cast<int>(static_cast<unsigned>(calendar.day()));
    civil.hour = second_of_day / 3600;
    civil.minute = second_of_day / 60 % 60;
    civil.second = second_of_day % 60;
    civil.weekday = static_cast<int>(date::weekday{day}.c_encoding());
    civil.offset_seconds = static_cast<int>(offset.count());
    return civil;
}

Result<UtcMillis> TimeZone::utc(CivilTime const& civil) const
{
    date::year_month_day calendar{date::year{civil.year}, date::month{static_cast<unsigned>(civil.month)},
        date::day{static_cast<unsigned>(civil.day)}};
    bool exists = civil.year >= 1 && civil.year <= 9999 && civil.month >= 1 && civil.day >= 1 && calendar.ok()
        && civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 && civil.minute < 60 && civil.second >= 0
        && civil.second < 60;
    if (!exists)
        return invalid(fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} is no date and time of the calendar",
            civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second));
    seconds of_day{civil.hour * 3600 + civil.minute * 60 + civil.second};
    date::local_seconds local = date::local_days{calendar} + of_day;
    if (!zone_)
        return to_millis(date::sys_seconds{local.time_since_epoch()});
    date::local_info info = zone_->get_info(local);
    if (info.result == date::local_info::nonexistent)
        return to_millis(info.first.end);
    return to_millis(date::sys_seconds{local.time_since_epoch() - info.first.offset});
}

} // namespace broadsheet::text

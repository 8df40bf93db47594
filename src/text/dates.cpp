#include "text/dates.h"

#include "text/digits.h"

#include <array>
#include <cstdlib>

namespace broadsheet::text {

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_date(std::string& out, CivilTime const& civil)
{
    append_number(out, civil.year, 4);
    out += '-';
    append_number(out, civil.month, 2);
    out += '-';
    append_number(out, civil.day, 2);
}

void append_clock(std::string& out, CivilTime const& civil)
{
    append_number(out, civil.hour, 2);
    out += ':';
    append_number(out, civil.minute, 2);
    out += ':';
    append_number(out, civil.second, 2);
}

// "Mon, 23 Nov 2026 20:06:25 "
std::string internet_date(CivilTime const& civil)
{
    std::string out;
    out.reserve(32);
    (out += weekdays[static_cast<std::size_t>(civil.weekday)]) += ", ";
    append_number(out, civil.day, 2);
    ((out += ' ') += months[static_cast<std::size_t>(civil.month - 1)]) += ' ';
    append_number(out, civil.year, 4);
    out += ' ';
    append_clock(out, civil);
    out += ' ';
    return out;
}

} // namespace

void append_number(std::string& out, std::int64_t number, int least_digits)
{
    char reversed[24];
    int count = 0;
    for (auto rest = static_cast<std::uint64_t>(std::llabs(number)); rest > 0 || count == 0; rest /= 10)
        reversed[count++] = static_cast<char>('0' + rest % 10);
    if (number < 0)
        out += '-';
    for (int missing = least_digits - count; missing > 0; --missing)
        out += '0';
    while (count > 0)
        out += reversed[--count];
}

void append_offset(std::string& out, int offset_seconds, std::string_view separator)
{
    out += offset_seconds < 0 ? '-' : '+';
    int minutes = std::abs(offset_seconds) / 60;
    append_number(out, minutes / 60, 2);
    out += separator;
    append_number(out, minutes % 60, 2);
}

std::string format_rfc3339(UtcMillis time, TimeZone const& zone)
{
    CivilTime civil = zone.civil(time);
    std::string out;
    out.reserve(32);
    append_date(out, civil);
    out += 'T';
    append_clock(out, civil);
    if (zone.is_utc())
        out += 'Z';
    else
        append_offset(out, civil.offset_seconds, ":");
    return out;
}

std::string format_rfc3339_millis(UtcMillis time)
{
    std::string out = format_rfc3339(time);
    out.back() = '.';
    append_number(out, ((time % 1000) + 1000) % 1000, 3);
    out += 'Z';
    return out;
}

std::string format_rfc5322(UtcMillis time, TimeZone const& zone)
{
    CivilTime civil = zone.civil(time);
    std::string out = internet_date(civil);
    append_offset(out, civil.offset_seconds, "");
    return out;
}

std::string format_http(UtcMillis time)
{
    return internet_date(TimeZone{}.civil(time)) + "GMT";
}

std::string format_iso_date(UtcMillis time, TimeZone const& zone)
{
    std::string out;
    append_date(out, zone.civil(time));
    return out;
}

} // namespace broadsheet::text

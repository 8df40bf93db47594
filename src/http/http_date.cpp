#include "http/http_date.h"

#include "base/ascii.h"

#include <chrono>
#include <fmt/format.h>

namespace broadsheet::http {

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Takes the text apart by a pattern: 'd' is a digit, 'D' a digit or space, 'a' a letter, the rest stands
// for itself.
bool has_form(std::string_view text, std::string_view pattern)
{
    if (text.size() != pattern.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        bool const digit = is_digit(c);
        bool const letter = is_letter(c);
        switch (pattern[i]) {
        case 'd':
            if (!digit)
                return false;
            break;
        case 'D':
            if (!digit && c != ' ')
                return false;
            break;
        case 'a':
            if (!letter)
                return false;
            break;
        default:
            if (c != pattern[i])
                return false;
        }
    }
    return true;
}

int number(std::string_view digits)
{
    int value = 0;
    for (char c : digits)
        value = value * 10 + (c == ' ' ? 0 : c - '0');
    return value;
}

std::optional<UtcMillis> assemble(int year, std::string_view month_name, int day, std::string_view time)
{
    unsigned month = 0;
    while (month < months.size() && months[month] != month_name)
        ++month;
    auto const date = std::chrono::year(year) / static_cast<int>(month + 1) / day;
    int const hour = number(time.substr(0, 2));
    int const minute = number(time.substr(3, 2));
    int const second = number(time.substr(6, 2));
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    auto const days = std::chrono::sys_days(date).time_since_epoch().count();
    return ((static_cast<UtcMillis>(days) * 24 + hour) * 60 + minute) * 60'000 + second * 1000;
}

} // namespace

HttpDate format_http_date(UtcMillis millis)
{
    auto const seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(millis));
    auto const days = std::chrono::floor<std::chrono::days>(seconds);
    std::chrono::year_month_day const date{std::chrono::sys_days(days)};
    std::chrono::weekday const weekday{std::chrono::sys_days(days)};
    auto const time = (seconds - days).count();
    HttpDate out;
    fmt::format_to_n(out.data(), out.size(), "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        weekdays[weekday.c_encoding()], static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()), time / 3600,
        time / 60 % 60, time % 60);
    return out;
}

std::optional<UtcMillis> parse_http_date(std::string_view text)
{
    if (has_form(text, "aaa, dd aaa dddd dd:dd:dd GMT")) // IMF-fixdate
        return assemble(
            number(text.substr(12, 4)), text.substr(8, 3), number(text.substr(5, 2)), text.substr(17, 8));
    if (has_form(text, "aaa aaa Dd dd:dd:dd dddd")) // asctime
        return assemble(
            number(text.substr(20, 4)), text.substr(4, 3), number(text.substr(8, 2)), text.substr(11, 8));
    auto const comma = text.find(", ");
    if (comma == std::string_view::npos || !has_form(text.substr(comma), ", dd-aaa-dd dd:dd:dd GMT"))
        return std::nullopt;
    text.remove_prefix(comma); // RFC 850; its two-digit years are taken as 1970 to 2069
    int const year = number(text.substr(9, 2));
    return assemble(
        year + (year < 70 ? 2000 : 1900), text.substr(5, 3), number(text.substr(2, 2)), text.substr(12, 8));
}

} // namespace broadsheet::http

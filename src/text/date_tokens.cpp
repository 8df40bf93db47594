#include "text/dates.h"

#include "text/date_pattern.h"
#include "text/digits.h"
#include "text/locale_data.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace broadsheet::text {

namespace {

// Longest first, so that the first that fits is the one meant.
constexpr std::string_view tokens[]{"YYYY", "MMMM", "DDDD", "dddd", "LLLL", "llll", "MMM", "DDD", "ddd",
    "LLL", "lll", "LTS", "SSS", "YY", "MM", "DD", "Do", "dd", "HH", "hh", "kk", "mm", "ss", "LT", "LL", "ll",
    "ZZ", "Y", "Q", "M", "D", "d", "E", "H", "h", "k", "m", "s", "A", "a", "L", "l", "Z", "X", "x"};

std::string_view token_at(std::string_view format)
{
    auto found = std::find_if(std::begin(tokens), std::end(tokens),
        [&](std::string_view token) { return format.starts_with(token); });
    return found == std::end(tokens) ? std::string_view{} : *found;
}

int day_of_year(CivilTime const& time)
{
    static constexpr std::array<int, 12> days_before{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool leap = time.year % 4 == 0 && (time.year % 100 != 0 || time.year % 400 == 0);
    return days_before[static_cast<std::size_t>(time.month - 1)] + time.day
        + (leap && time.month > 2 ? 1 : 0);
}

std::string_view english_ordinal_ending(int day)
{
    if (day / 10 == 1)
        return "th";
    return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

// Returns what follows the day's number when it is read as "the 23rd".
std::string_view ordinal_ending(std::string_view language, int day)
{
    static constexpr std::array<std::string_view, 15> with_full_stop{
        "cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "nn", "pl", "sk", "sl", "sr"};
    if (language == "en")
        return english_ordinal_ending(day);
    if (language == "ru")
        return "-го";
    if (language == "fr")
        return day == 1 ? "er" : "";
    if (language == "es" || language == "it" || language == "pt")
        return "º";
    bool full_stop
        = std::find(with_full_stop.begin(), with_full_stop.end(), language) != with_full_stop.end();
    return full_stop ? "." : "";
}

class TokenFormatter {
public:
    TokenFormatter(UtcMillis time, TimeZone const& zone, std::string_view language)
        : millis_(time)
        , time_(zone.civil(time))
        , locale_(locale_data(language))
    {
    }

    std::string format(std::string_view format)
    {
        // The name of a month takes the form it has beside a day only where a day stands.
        has_day_ = has_day_of_month(format);
        out_.reserve(format.size() + 32);
        while (!format.empty()) {
            std::size_t length = append_literal(format);
            if (length == 0) {
                std::string_view token = token_at(format);
                append_token(token);
                length = token.size();
            }
            format.remove_prefix(length);
        }
        return std::move(out_);
    }

private:
    static bool has_day_of_month(std::string_view format)
    {
        while (!format.empty()) {
            std::size_t close = format[0] == '[' ? format.find(']') : std::string_view::npos;
            std::string_view token = token_at(format);
            if (token == "D" || token == "DD" || token == "Do")
                return true;
            format.remove_prefix(
                close != std::string_view::npos ? close + 1 : std::max<std::size_t>(token.size(), 1));
        }
        return false;
    }

    // Appends "[text]" or a character that begins no token; returns the bytes read.
    std::size_t append_literal(std::string_view format)
    {
        std::size_t close = format[0] == '[' ? format.find(']') : std::string_view::npos;
        if (close != std::string_view::npos) {
            out_ += format.substr(1, close - 1);
            return close + 1;
        }
        if (!token_at(format).empty())
            return 0;
        out_ += format[0];
        return 1;
    }

    void append_token(std::string_view token)
    {
        switch (token[0]) {
        case 'Y':
            return append_number(
                out_, token.size() == 2 ? time_.year % 100 : time_.year, token.size() == 2 ? 2 : 4);
        case 'Q':
            return append_number(out_, (time_.month + 2) / 3);
        case 'M':
            return append_month(token.size());
        case 'D':
        case 'd':
        case 'E':
            return append_day(token);
        case 'L':
        case 'l':
            return append_localised(token);
        case 'A':
            out_ += upper_case(day_half());
            return;
        case 'a':
            out_ += lower_case(day_half());
            return;
        case 'Z':
            return append_offset(out_, time_.offset_seconds, token == "Z" ? ":" : "");
        case 'X':
            return append_number(out_, millis_ / 1000);
        case 'x':
            return append_number(out_, millis_);
        default:
            return append_clock(token);
        }
    }

    void append_month(std::size_t width)
    {
        auto month = static_cast<std::size_t>(time_.month - 1);
        if (width == 4)
            out_ += (has_day_ ? locale_.months : locale_.months_alone)[month];
        else if (width == 3)
            out_ += (has_day_ ? locale_.short_months : locale_.short_months_alone)[month];
        else
            append_number(out_, time_.month, static_cast<int>(width));
    }

    void append_day(std::string_view token)
    {
        auto weekday = static_cast<std::size_t>(time_.weekday);
        if (token == "D" || token == "DD")
            append_number(out_, time_.day, static_cast<int>(token.size()));
        else if (token == "Do") {
            append_number(out_, time_.day);
            out_ += ordinal_ending(locale_.language, time_.day);
        } else if (token == "DDD" || token == "DDDD")
            append_number(out_, day_of_year(time_), token == "DDDD" ? 3 : 1);
        else if (token == "dddd")
            out_ += locale_.weekdays[weekday];
        else if (token == "ddd")
            out_ += locale_.short_weekdays[weekday];
        else if (token == "dd")
            out_ += locale_.shortest_weekdays[weekday];
        else
            append_number(out_, token == "E" && time_.weekday == 0 ? 7 : time_.weekday);
    }

    void append_clock(std::string_view token)
    {
        auto width = static_cast<int>(token.size());
        switch (token[0]) {
        case 'H':
            return append_number(out_, time_.hour, width);
        case 'h':
            return append_number(out_, time_.hour % 12 == 0 ? 12 : time_.hour % 12, width);
        case 'k':
            return append_number(out_, time_.hour == 0 ? 24 : time_.hour, width);
        case 'm':
            return append_number(out_, time_.minute, width);
        case 's':
            return append_number(out_, time_.second, width);
        default: // SSS
            return append_number(out_, ((millis_ % 1000) + 1000) % 1000, 3);
        }
    }

    // L LL LLL LLLL, with shorter forms in small letters, and the times LT LTS.
    void append_localised(std::string_view token)
    {
        if (token == "LT")
            return append_pattern(out_, locale_.time, locale_, time_);
        if (token == "LTS")
            return append_pattern(out_, locale_.time_with_seconds, locale_, time_);
        bool abbreviated = token[0] == 'l';
        if (token.size() == 1)
            return append_pattern(
                out_, abbreviated ? locale_.shortest_date : locale_.numeric_date, locale_, time_);
        if (token.size() == 4) {
            auto const& names = abbreviated ? locale_.short_weekdays : locale_.weekdays;
            (out_ += names[static_cast<std::size_t>(time_.weekday)]) += ", ";
        }
        append_pattern(out_, abbreviated ? locale_.short_date : locale_.long_date, locale_, time_);
        if (token.size() >= 3) {
            out_ += ' ';
            append_pattern(out_, locale_.time, locale_, time_);
        }
    }

    std::string const& day_half() const { return locale_.day_halves[time_.hour < 12 ? 0 : 1]; }

    UtcMillis millis_;
    CivilTime time_;
    LocaleData const& locale_;
    std::string out_;
    bool has_day_ = false;
};

} // namespace

std::string format_tokens(
    UtcMillis time, TimeZone const& zone, std::string_view language, std::string_view format)
{
    return TokenFormatter{time, zone, language}.format(format);
}

} // namespace broadsheet::text

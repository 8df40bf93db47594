#include "text/date_pattern.h"

#include "base/ascii.h"
#include "text/digits.h"

namespace broadsheet::text {

namespace {

void append_padded(std::string& out, LocaleData const& locale, int number, int least_digits)
{
    std::string ascii;
    append_number(ascii, number, least_digits);
    append_localised(out, locale, ascii);
}

std::string const& pick(
    LocaleData::Months const& wide, LocaleData::Months const& abbreviated, int month, int width)
{
    return (width == 3 ? abbreviated : wide)[static_cast<std::size_t>(month - 1)];
}

// Appends one field of a pattern: `width` times its letter.
void append_field(std::string& out, LocaleData const& locale, CivilTime const& time, char letter, int width)
{
    int half = time.hour % 12 == 0 ? 12 : time.hour % 12;
    switch (letter) {
    case 'y':
        return append_padded(out, locale, width == 2 ? time.year % 100 : time.year, width);
    case 'M':
    case 'L':
        if (width < 3)
            append_padded(out, locale, time.month, width);
        else if (letter == 'M')
            out += pick(locale.months, locale.short_months, time.month, width);
        else
            out += pick(locale.months_alone, locale.short_months_alone, time.month, width);
        return;
    case 'd':
        return append_padded(out, locale, time.day, width);
    case 'E':
        out += (width == 4 ? locale.weekdays : locale.short_weekdays)[static_cast<std::size_t>(time.weekday)];
        return;
    case 'H':
        return append_padded(out, locale, time.hour, width);
    case 'k':
        return append_padded(out, locale, time.hour == 0 ? 24 : time.hour, width);
    case 'h':
        return append_padded(out, locale, half, width);
    case 'K':
        return append_padded(out, locale, time.hour % 12, width);
    case 'm':
        return append_padded(out, locale, time.minute, width);
    case 's':
        return append_padded(out, locale, time.second, width);
    case 'a':
    case 'b':
    case 'B':
        out += locale.day_halves[time.hour < 12 ? 0 : 1];
        return;
    default: // eras and the like, which the skeletons we ask for do not bring
        return;
    }
}

} // namespace

void append_localised(std::string& out, LocaleData const& locale, std::string_view number)
{
    for (char character : number) {
        if (is_digit(character))
            out += locale.digits[static_cast<std::size_t>(character - '0')];
        else
            out += character;
    }
}

void append_pattern(
    std::string& out, std::string_view pattern, LocaleData const& locale, CivilTime const& time)
{
    bool quoted = false;
    for (std::size_t at = 0; at < pattern.size();) {
        char c = pattern[at];
        if (c == '\'') {
            bool escaped = at + 1 < pattern.size() && pattern[at + 1] == '\'';
            if (escaped)
                out += c;
            else
                quoted = !quoted;
            at += escaped ? 2 : 1;
        } else if (!quoted && is_letter(c)) {
            std::size_t end = pattern.find_first_not_of(c, at);
            end = end == std::string_view::npos ? pattern.size() : end;
            append_field(out, locale, time, c, static_cast<int>(end - at));
            at = end;
        } else {
            out += c;
            ++at;
        }
    }
}

} // namespace broadsheet::text

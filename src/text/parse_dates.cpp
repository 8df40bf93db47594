#include "text/dates.h"

#include "base/ascii.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace broadsheet::text {

namespace {

// Reads a text from left to right; each take_… moves behind what it took, or takes nothing.
class Cursor {
public:
    explicit Cursor(std::string_view text)
        : rest_(text)
    {
    }

    bool at_end() const { return rest_.empty(); }
    bool take(char c)
    {
        if (rest_.empty() || rest_[0] != c)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_word(std::string_view lower)
    {
        if (!starts_with_ignoring_case(rest_, lower))
            return false;
        rest_.remove_prefix(lower.size());
        return true;
    }
    void skip_spaces()
    {
        while (take(' ') || take('\t')) { }
    }
    // Takes a number of `least` to `most` digits.
    std::optional<int> take_number(std::size_t least, std::size_t most)
    {
        std::size_t length = 0;
        int number = 0;
        while (length < rest_.size() && length < most && is_digit(rest_[length]))
            number = number * 10 + (rest_[length++] - '0');
        if (length < least)
            return std::nullopt;
        rest_.remove_prefix(length);
        return number;
    }

private:
    std::string_view rest_;
};

bool take_into(Cursor& cursor, int& target, std::size_t least, std::size_t most)
{
    auto number = cursor.take_number(least, most);
    target = number.value_or(0);
    return number.has_value();
}

bool take_clock(Cursor& cursor, CivilTime& civil)
{
    if (!take_into(cursor, civil.hour, 2, 2) || !cursor.take(':') || !take_into(cursor, civil.minute, 2, 2))
        return false;
    if (!cursor.take(':'))
        return true;
    if (!take_into(cursor, civil.second, 2, 2))
        return false;
    // A leap second has no number of its own in UtcMillis.
    if (civil.second == 60)
        civil.second = 59;
    return true;
}

// Takes "+03:00", "+0300" or "+03"; nullopt for anything else.
std::optional<int> take_offset(Cursor& cursor)
{
    bool west = cursor.take('-');
    if (!west && !cursor.take('+'))
        return std::nullopt;
    auto hours = cursor.take_number(2, 2);
    bool separated = cursor.take(':');
    auto minutes = cursor.take_number(2, 2);
    if (!hours || *hours > 23 || (separated && !minutes) || minutes.value_or(0) > 59)
        return std::nullopt;
    int seconds = *hours * 3600 + minutes.value_or(0) * 60;
    return west ? -seconds : seconds;
}

Error not_a_date(std::string_view text, std::string_view example)
{
    return invalid(fmt::format("\"{}\" is no date; write it like {}", text.substr(0, 100), example));
}

std::optional<int> take_month_name(Cursor& cursor)
{
    static constexpr std::array<std::string_view, 12> names{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (cursor.take_word(names[index]))
            return static_cast<int>(index + 1);
    }
    return std::nullopt;
}

void skip_weekday(Cursor& cursor)
{
    for (std::string_view name : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) {
        if (cursor.take_word(name)) {
            cursor.take(',');
            break;
        }
    }
    cursor.skip_spaces();
}

std::optional<int> take_zone(Cursor& cursor)
{
    for (std::string_view name : {"gmt", "utc", "ut", "z"}) {
        if (cursor.take_word(name))
            return 0;
    }
    return take_offset(cursor);
}

} // namespace

Result<UtcMillis> parse_iso(std::string_view text, TimeZone const& when_none)
{
    Error wrong = not_a_date(text, "2026-11-23 or 2026-11-23T20:06:25+03:00");
    Cursor cursor{text};
    CivilTime civil;
    bool has_date = take_into(cursor, civil.year, 4, 4) && cursor.take('-')
        && take_into(cursor, civil.month, 2, 2) && cursor.take('-') && take_into(cursor, civil.day, 2, 2);
    if (!has_date)
        return wrong;
    int milliseconds = 0;
    std::optional<int> offset;
    if (!cursor.at_end()) {
        bool has_clock
            = (cursor.take('T') || cursor.take('t') || cursor.take(' ')) && take_clock(cursor, civil);
        if (!has_clock)
            return wrong;
        if (cursor.take('.')) {
            auto tenths = cursor.take_number(1, 1);
            if (!tenths)
                return wrong;
            auto hundredths = cursor.take_number(1, 1);
            auto thousandths = cursor.take_number(1, 1);
            milliseconds = *tenths * 100 + hundredths.value_or(0) * 10 + thousandths.value_or(0);
            (void)cursor.take_number(0, 6);
        }
        if (cursor.take('Z') || cursor.take('z'))
            offset = 0;
        else if (!cursor.at_end()) {
            cursor.take(' ');
            if (offset = take_offset(cursor); !offset)
                return wrong;
        }
        if (!cursor.at_end())
            return wrong;
    }
    auto time = (offset ? TimeZone{} : when_none).utc(civil);
    if (!time)
        return wrong;
    return *time - offset.value_or(0) * 1000 + milliseconds;
}

Result<UtcMillis> parse_rfc5322(std::string_view text)
{
    Error wrong = not_a_date(text, "Mon, 23 Nov 2026 20:06:25 +0300");
    Cursor cursor{text};
    CivilTime civil;
    skip_weekday(cursor);
    if (!take_into(cursor, civil.day, 1, 2))
        return wrong;
    cursor.skip_spaces();
    auto month = take_month_name(cursor);
    cursor.skip_spaces();
    if (!month || !take_into(cursor, civil.year, 4, 4))
        return wrong;
    civil.month = *month;
    cursor.skip_spaces();
    if (!take_clock(cursor, civil))
        return wrong;
    cursor.skip_spaces();
    auto offset = take_zone(cursor);
    auto time = TimeZone{}.utc(civil);
    if (!offset || !cursor.at_end() || !time)
        return wrong;
    return *time - *offset * 1000;
}

} // namespace broadsheet::text

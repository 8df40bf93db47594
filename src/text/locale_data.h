#pragma once

#include <array>
#include <string>
#include <string_view>

namespace broadsheet::text {

// What Unicode's data (CLDR) says about dates in one language, in UTF-8, read from ICU once. Patterns are
// those of https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns.
struct LocaleData {
    using Months = std::array<std::string, 12>;
    using Weekdays = std::array<std::string, 7>; // from Sunday

    std::string language; // without script and region
    Months months; // as in a date: «ноября»
    Months months_alone; // «ноябрь»
    Months short_months;
    Months short_months_alone;
    Weekdays weekdays;
    Weekdays short_weekdays;
    Weekdays shortest_weekdays;
    std::array<std::string, 2> day_halves; // AM and PM
    std::array<std::string, 10> digits;

    std::string long_date;
    std::string short_date;
    std::string numeric_date; // day and month with two digits
    std::string shortest_date;
    std::string month_and_year;
    std::string time;
    std::string time_with_seconds;
};

// Returns the data of a language tag; that of British English for a language without any. Lives as long as
// the program. Thread-safe.
LocaleData const& locale_data(std::string_view language_tag);

// Returns the text with its first letter as at the start of a sentence, and in capitals or small letters
// throughout.
std::string capitalised(std::string const& text);
std::string upper_case(std::string const& text);
std::string lower_case(std::string const& text);

} // namespace broadsheet::text

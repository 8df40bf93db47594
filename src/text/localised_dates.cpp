#include "text/dates.h"

#include "text/date_pattern.h"
#include "text/locale_data.h"

namespace broadsheet::text {

namespace {

std::string by_pattern(std::string_view pattern, LocaleData const& locale, CivilTime const& time)
{
    std::string out;
    out.reserve(48);
    append_pattern(out, pattern, locale, time);
    return out;
}

} // namespace

std::string format_long_date(UtcMillis time, TimeZone const& zone, std::string_view language)
{
    LocaleData const& locale = locale_data(language);
    return by_pattern(locale.long_date, locale, zone.civil(time));
}

std::string format_short_date(UtcMillis time, TimeZone const& zone, std::string_view language)
{
    LocaleData const& locale = locale_data(language);
    return by_pattern(locale.short_date, locale, zone.civil(time));
}

std::string format_time(UtcMillis time, TimeZone const& zone, std::string_view language)
{
    LocaleData const& locale = locale_data(language);
    return by_pattern(locale.time, locale, zone.civil(time));
}

std::string format_date_time(UtcMillis time, TimeZone const& zone, std::string_view language)
{
    return format_long_date(time, zone, language) + ", " + format_time(time, zone, language);
}

std::string format_month(int year, int month, std::string_view language)
{
    LocaleData const& locale = locale_data(language);
    CivilTime time;
    time.year = year;
    time.month = month;
    return capitalised(by_pattern(locale.month_and_year, locale, time));
}

std::string month_name(int month, std::string_view language)
{
    return capitalised(locale_data(language).months_alone[static_cast<std::size_t>(month - 1)]);
}

std::string localised_number(std::string_view number, std::string_view language)
{
    std::string localised;
    append_localised(localised, locale_data(language), number);
    return localised;
}

} // namespace broadsheet::text

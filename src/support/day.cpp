#include "support/day.h"

#include "text/dates.h"

#include <chrono>

namespace broadsheet::support {

namespace {

std::chrono::year_month_day date_of(Day day)
{
    return std::chrono::sys_days(std::chrono::days(day));
}

Day day_of(std::chrono::year_month_day const& date)
{
    return std::chrono::sys_days(date).time_since_epoch().count();
}

} // namespace

Day add_months(Day day, int months)
{
    auto const date = date_of(day) + std::chrono::months(months);
    if (date.ok())
        return day_of(date);
    return day_of(std::chrono::year_month_day(date.year() / date.month() / std::chrono::last));
}

Day first_of_month(Day day)
{
    auto const date = date_of(day);
    return day_of(date.year() / date.month() / std::chrono::day(1));
}

std::string iso_date(Day day)
{
    return text::format_iso_date(start_of(day));
}

} // namespace broadsheet::support

#include "site/edition/archive.h"

#include "text/dates.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace broadsheet::site {

namespace {

bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in(int year, int month)
{
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

Period following(Period period)
{
    if (period.day && ++period.day > days_in(period.year, period.month)) {
        period.day = 1;
        ++period.month;
    } else if (!period.day && period.month)
        ++period.month;
    else if (!period.month)
        ++period.year;
    if (period.month > 12) {
        period.month = 1;
        ++period.year;
    }
    return period;
}

// When the period begins on the newspaper's clocks.
UtcMillis start_of(Catalogue const& catalogue, Period const& period)
{
    if (period.year > 9999)
        return std::numeric_limits<UtcMillis>::max();
    text::CivilTime time;
    time.year = period.year;
    time.month = std::max(period.month, 1);
    time.day = std::max(period.day, 1);
    auto start = catalogue.zone().utc(time);
    VERIFY(start.ok()); // it exists
    return *start;
}

// The period of the same length as `like` that a moment falls into.
Period period_of(Catalogue const& catalogue, UtcMillis time, Period const& like)
{
    auto const civil = catalogue.zone().civil(time);
    return {civil.year, like.month ? civil.month : 0, like.day ? civil.day : 0};
}

} // namespace

bool exists(Period const& period)
{
    if (period.year < 1 || period.year > 9999 || period.month < 0 || period.month > 12)
        return false;
    if (period.month == 0)
        return period.day == 0;
    return period.day >= 0 && period.day <= days_in(period.year, period.month);
}

std::string path_of(Period const& period)
{
    if (period.day)
        return fmt::format("{:04}/{:02}/{:02}/", period.year, period.month, period.day);
    if (period.month)
        return fmt::format("{:04}/{:02}/", period.year, period.month);
    if (period.year)
        return fmt::format("{:04}/", period.year);
    return "archive/";
}

Listing articles_of(Catalogue const& catalogue, std::size_t language, Period const& period)
{
    auto const all = catalogue.articles(language);
    if (period.year == 0)
        return all;
    return catalogue.between(all, start_of(catalogue, period), start_of(catalogue, following(period)));
}

std::vector<Period> parts_of(Catalogue const& catalogue, std::size_t language, Period const& period)
{
    std::vector<Period> parts;
    if (period.day)
        return parts;
    auto const like = period.month ? Period{1, 1, 1} : period.year ? Period{1, 1, 0} : Period{1, 0, 0};
    // From the first article of each part to the first behind that part.
    auto left = articles_of(catalogue, language, period);
    while (!left.empty()) {
        parts.push_back(period_of(catalogue, catalogue[left.front()].published_at, like));
        auto const end = start_of(catalogue, following(parts.back()));
        left = catalogue.between(left, end, std::numeric_limits<UtcMillis>::max());
    }
    return parts;
}

std::optional<Period> period_before(Catalogue const& catalogue, std::size_t language, Period const& period)
{
    if (period.year == 0)
        return {};
    auto const earlier = catalogue.between(
        catalogue.articles(language), std::numeric_limits<UtcMillis>::min(), start_of(catalogue, period));
    if (earlier.empty())
        return {};
    return period_of(catalogue, catalogue[earlier.back()].published_at, period);
}

std::optional<Period> period_after(Catalogue const& catalogue, std::size_t language, Period const& period)
{
    if (period.year == 0)
        return {};
    auto const later = catalogue.between(catalogue.articles(language), start_of(catalogue, following(period)),
        std::numeric_limits<UtcMillis>::max());
    if (later.empty())
        return {};
    return period_of(catalogue, catalogue[later.front()].published_at, period);
}

std::string title_of(Catalogue const& catalogue, std::size_t language, Period const& period)
{
    auto const& tag = catalogue.language(language);
    if (period.day)
        return text::format_long_date(start_of(catalogue, period), catalogue.zone(), tag);
    if (period.month)
        return text::format_month(period.year, period.month, tag);
    return period.year ? text::localised_number(std::to_string(period.year), tag) : "";
}

} // namespace broadsheet::site

// The plan: what is published, scheduled and due, by days of the newspaper's zone.
#include "admin/pages/pages.h"
#include "admin/work.h"
#include "text/dates.h"
#include "text/direction.h"
#include "text/locale_data.h"
#include "workflow/article_list.h"

#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr int days_a_week = 7;
// Of what is published, that is; what is planned is shown whole.
constexpr std::size_t most_of_a_day_in_months = 6;
constexpr std::size_t most_of_a_day_in_weeks = 100;

sys_days today(UtcMillis now, text::TimeZone const& zone)
{
    auto const civil = zone.civil(now);
    return std::chrono::year(civil.year) / civil.month / civil.day;
}

// The day begins at midnight in the zone, or, where clocks skip it, when they do.
Result<UtcMillis> start_of(sys_days day, text::TimeZone const& zone)
{
    year_month_day const date(day);
    text::CivilTime civil;
    civil.year = int(date.year());
    civil.month = static_cast<int>(unsigned(date.month()));
    civil.day = static_cast<int>(unsigned(date.day()));
    return zone.utc(civil);
}

std::string iso(sys_days day)
{
    year_month_day const date(day);
    return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

// Reads "2026-11-23"; what is no date of the years we know is today.
sys_days read_day(std::string_view text, sys_days otherwise)
{
    auto const at = text::parse_iso(text);
    constexpr UtcMillis latest = 32'503'680'000'000; // the year 3000
    if (text.size() != 10 || !at.ok() || *at < 0 || *at > latest)
        return otherwise;
    return std::chrono::floor<days>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(*at)));
}

sys_days monday_of(sys_days day)
{
    return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

// The days a page shows: whole weeks.
struct Span {
    bool is_week = false;
    sys_days chosen;
    sys_days first;
    sys_days last; // the day behind the last
    sys_days earlier;
    sys_days later;
};

Span span_of(Visit const& visit, sys_days present)
{
    Span span;
    span.is_week = visit.query("view") == "week";
    span.chosen = read_day(visit.query("day"), present);
    if (span.is_week) {
        span.first = monday_of(span.chosen);
        span.last = span.first + days(days_a_week);
        span.earlier = span.first - days(days_a_week);
        span.later = span.last;
        return span;
    }
    year_month_day const date(span.chosen);
    auto const month = date.year() / date.month();
    sys_days const begin = month / 1;
    sys_days const end = (month + std::chrono::months(1)) / 1;
    span.first = monday_of(begin);
    span.last = monday_of(end + days(days_a_week - 1));
    span.earlier = (month - std::chrono::months(1)) / 1;
    span.later = end;
    return span;
}

Value event_fields(workflow::PlannedArticle const& planned, Visit const& visit, text::TimeZone const& zone)
{
    auto const& row = planned.row;
    return Value::make<Map>(Map{{"id", row.id}, {"title", row.title}, {"language", row.language},
        {"direction", std::string(text::direction_of(row.language))}, {"is_readable", row.is_readable},
        {"clock", text::format_time(planned.at, zone, visit.language)}, {"is_due", planned.is_due},
        {"is_late", planned.is_due && planned.at < visit.services.clock.now()},
        {"kind", planned.is_due ? "due" : std::string(name_of(row.status))},
        {"label", visit.translated(planned.is_due ? "Due" : state_label(row.status, row.stage))}});
}

Result<std::vector<UtcMillis>> midnights_of(Span const& span, text::TimeZone const& zone)
{
    std::vector<UtcMillis> midnights;
    for (auto day = span.first; day <= span.last; day += days(1))
        midnights.push_back(TRY(start_of(day, zone)));
    return midnights;
}

Result<Value> week_rows(Visit const& visit, Span const& span, text::TimeZone const& zone, sys_days present)
{
    auto const midnights = TRY(midnights_of(span, zone));
    auto const planned = TRY(workflow::planned_days(visit.connection, visit.services.clock, visit.account(),
        midnights, span.is_week ? most_of_a_day_in_weeks : most_of_a_day_in_months));
    Array weeks;
    std::size_t next = 0;
    for (auto monday = span.first; monday < span.last; monday += days(days_a_week)) {
        Array row;
        for (auto day = monday; day < monday + days(days_a_week); day += days(1), ++next) {
            Array events;
            for (auto const& article : planned[next].articles)
                events.push_back(event_fields(article, visit, zone));
            Map fields{{"date", text::format_short_date(midnights[next], zone, visit.language)},
                {"number", static_cast<std::int64_t>(unsigned(year_month_day(day).day()))}, {"iso", iso(day)},
                {"is_today", day == present}, {"is_empty", events.size() == 0}, {"more", planned[next].more},
                {"is_other_month",
                    !span.is_week && year_month_day(day).month() != year_month_day(span.chosen).month()}};
            fields.set("events", Value::make<Array>(std::move(events)));
            row.push_back(Value::make<Map>(std::move(fields)));
        }
        Map week;
        week.set("days", Value::make<Array>(std::move(row)));
        weeks.push_back(Value::make<Map>(std::move(week)));
    }
    return Value::make<Array>(std::move(weeks));
}

Result<http::Response> show(Visit& visit)
{
    auto const zone = TRY(newspaper_zone(visit));
    auto const present = today(visit.services.clock.now(), zone);
    auto const span = span_of(visit, present);
    year_month_day const chosen(span.chosen);
    Map fields{{"is_week", span.is_week}, {"day", iso(span.chosen)}, {"earlier", iso(span.earlier)},
        {"later", iso(span.later)}, {"zone", std::string(zone.name())},
        {"month",
            text::format_month(
                int(chosen.year()), static_cast<int>(unsigned(chosen.month())), visit.language)},
        {"view", std::string(span.is_week ? "week" : "month")}};
    Array weekdays;
    for (std::size_t day = 1; day <= days_a_week; ++day)
        weekdays.push_back(Value(text::locale_data(visit.language).weekdays[day % days_a_week]));
    fields.set("weekdays", Value::make<Array>(std::move(weekdays)));
    fields.set("weeks", TRY(week_rows(visit, span, zone, present)));
    return visit.page("calendar", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/calendar/", staff::Act::read_newsroom, show},
};

} // namespace

Routes calendar_routes()
{
    return routes;
}

} // namespace broadsheet::admin

#include "newsroom/readership.h"

#include "base/day.h"
#include "db/transaction.h"
#include "newsroom/settings.h"
#include "text/dates.h"
#include "text/time_zone.h"

#include <fmt/format.h>
#include <map>

namespace broadsheet::newsroom {

namespace {

// The row of a day that says what the others of it come to, so that nobody has to add them up.
constexpr Number whole_newspaper = -1;

// Returns today and the days before it, oldest first. Days of the calendar: some have 23 hours, some 25.
Result<std::vector<std::string>> last_days(db::Connection& connection, UtcMillis now, int count)
{
    auto const settings = TRY(load_settings(connection));
    auto const zone = TRY(text::TimeZone::find(settings.time_zone));
    auto const today = TRY(text::parse_iso(text::format_iso_date(now, zone)));
    std::vector<std::string> days;
    for (int back = count - 1; back >= 0; --back)
        days.push_back(text::format_iso_date(today - back * milliseconds_a_day));
    return days;
}

Result<std::vector<Readership::Day>> sums(
    db::Connection& connection, UtcMillis now, int count, Number article)
{
    auto const days = TRY(last_days(connection, now, count));
    std::map<std::string, std::int64_t> views;
    auto rows = TRY(connection.query(
        "SELECT day, views FROM readership WHERE article = $1 AND day >= $2", {article, days.front()}));
    while (TRY(rows.next()))
        views[rows.string(0)] = rows.integer(1);
    std::vector<Readership::Day> all;
    for (auto const& day : days)
        all.push_back({day, views[day]});
    return all;
}

Result<void> add_views(
    db::Connection& connection, std::string const& day, Number article, std::uint64_t views)
{
    TRY(connection.execute("INSERT INTO readership (day, article, views) VALUES ($1, $2, $3) ON CONFLICT "
                           "(day, article) DO UPDATE SET views = readership.views + excluded.views",
        {day, article, views}));
    return {};
}

} // namespace

Result<void> ViewCounter::flush(db::Connection& connection, Clock const& clock)
{
    return counts_.hand_over([&](Tally<Number>::Counts const& counts) {
        return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
            auto const today = TRY(last_days(connection, clock.now(), 1)).front();
            std::uint64_t total = 0;
            for (auto const& [article, count] : counts) {
                TRY(add_views(connection, today, article, count));
                total += count;
            }
            return add_views(connection, today, whole_newspaper, total);
        });
    });
}

Result<std::vector<Readership::Day>> Readership::days(UtcMillis now, int count) const
{
    return sums(connection_, now, count, whole_newspaper);
}

Result<std::vector<Readership::Day>> Readership::days_of(Number article, UtcMillis now, int count) const
{
    return sums(connection_, now, count, article);
}

Result<std::int64_t> Readership::total_of(Number article) const
{
    auto rows = TRY(connection_.query(
        "SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM readership WHERE article = $1", {article}));
    TRY(rows.next());
    return rows.integer(0);
}

Result<std::vector<Readership::Read>> Readership::most_read(UtcMillis now, int days, std::size_t most) const
{
    auto const first = TRY(last_days(connection_, now, days)).front();
    auto rows = TRY(connection_.query(
        "SELECT articles.id, articles.title, CAST(SUM(views) AS BIGINT) AS total FROM readership JOIN "
        "articles ON "
        "articles.number = readership.article WHERE day >= $1 GROUP BY articles.id, articles.title ORDER BY "
        "total DESC, articles.id LIMIT $2",
        {first, most}));
    std::vector<Read> read;
    while (TRY(rows.next()))
        read.push_back({rows.string(0), rows.string(1), rows.integer(2)});
    return read;
}

} // namespace broadsheet::newsroom

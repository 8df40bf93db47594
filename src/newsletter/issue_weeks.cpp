#include "newsletter/issue_weeks.h"

#include "newsletter/schedule.h"

namespace broadsheet::newsletter {

Result<std::optional<std::string>> issue_made_for(
    db::Connection& connection, std::string_view newsletter, std::int64_t week)
{
    auto rows = TRY(connection.query(
        "SELECT issue FROM issue_weeks WHERE newsletter = $1 AND week = $2", {newsletter, week}));
    if (!TRY(rows.next()))
        return std::optional<std::string>();
    return std::optional(rows.string(0));
}

Result<bool> is_taken(db::Connection& connection, newsroom::Newsletter const& newsletter, std::int64_t week)
{
    if (TRY(issue_made_for(connection, newsletter.id, week)))
        return true;
    auto rows = TRY(connection.query(
        "SELECT due_at FROM issues WHERE newsletter = $1 AND due_at IS NOT NULL AND status <> 'cancelled'",
        {newsletter.id}));
    while (TRY(rows.next())) {
        if (TRY(week_of(newsletter.schedule, rows.integer(0))) == week)
            return true;
    }
    return false;
}

Result<void> take_week(
    newsroom::Change& change, std::string_view newsletter, std::int64_t week, std::string_view issue)
{
    TRY(change.connection().execute("INSERT INTO issue_weeks (newsletter, week, issue) VALUES ($1, $2, $3) "
                                    "ON CONFLICT (newsletter, week) DO UPDATE SET issue = excluded.issue",
        {newsletter, week, issue}));
    return {};
}

} // namespace broadsheet::newsletter

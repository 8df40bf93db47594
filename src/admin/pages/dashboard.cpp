#include "admin/pages/contribution_view.h"
#include "admin/pages/pages.h"
#include "admin/pages/readership_view.h"
#include "admin/size_text.h"
#include "admin/stores.h"
#include "admin/work.h"
#include "base/day.h"
#include "db/database_size.h"
#include "db/jobs.h"
#include "newsroom/milestones.h"
#include "text/numbers.h"
#include "workflow/article_list.h"

#include <filesystem>
#include <fmt/ranges.h>
#include <map>
#include <set>

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::size_t shown_jobs = 20;
constexpr std::int64_t too_little_room = 1'000'000'000; // bytes
constexpr std::size_t shown_articles = 10;

// How many articles are in each state, in the order of their lives.
Result<Value> count_rows(Visit const& visit)
{
    std::map<std::string, std::int64_t, std::less<>> counts;
    // What is published is nearly all there is: counted by the smallest indices.
    for (auto const* question :
        {"SELECT 'published', (SELECT COUNT(*) FROM articles WHERE status = 'published') - "
         "(SELECT COUNT(*) FROM articles WHERE kind = 'page' AND status = 'published')",
            "SELECT status, COUNT(*) FROM articles WHERE kind = 'article' AND status <> 'published' GROUP BY "
            "status",
            "SELECT stage, COUNT(*) FROM progress JOIN articles ON number = article "
            "WHERE stage <> 'writing' AND status = 'draft' AND kind = 'article' GROUP BY stage"}) {
        auto rows = TRY(visit.connection.query(question));
        while (TRY(rows.next()))
            counts[rows.string(0)] = rows.integer(1);
    }
    counts["writing"] = counts["draft"] - counts["review"] - counts["ready"];
    Array states;
    for (auto const& [state, label] :
        {std::pair{"writing", "Drafts"}, {"review", "Waiting for review"}, {"ready", "Ready to publish"},
            {"scheduled", "Scheduled"}, {"published", "Published"}, {"withdrawn", "Withdrawn"}})
        states.push_back(Value::make<Map>(Map{{"state", std::string(state)}, {"label", std::string(label)},
            {"count", text::format_number(static_cast<double>(counts[state]), 0, visit.language)}}));
    return Value::make<Array>(std::move(states));
}

struct WorkList {
    std::string_view heading;
    workflow::ListFilter filter;
};

// Everybody's own, and for editors what waits for any of them; the most pressing first.
Result<std::vector<WorkList>> lists_of(Visit const& visit)
{
    auto const zone = TRY(newspaper_zone(visit));
    auto today = zone.civil(visit.services.clock.now());
    today.hour = today.minute = today.second = 0;
    bool const is_editor = visit.account().may(staff::Act::edit_any);
    auto const me = visit.account().number;
    WorkList sent_back{"Sent back to you", {}}, due{"Due today", {}}, review{"Waiting for review", {}},
        mine{"Yours in work", {}};
    sent_back.filter.is_sent_back = true;
    sent_back.filter.assignee = me;
    due.filter.due_before = TRY(zone.utc(today)) + milliseconds_a_day;
    if (!is_editor)
        due.filter.assignee = me;
    review.filter.state = "review";
    mine.filter.state = "draft";
    mine.filter.assignee = me;
    return is_editor ? std::vector{sent_back, due, review, mine} : std::vector{sent_back, due, mine};
}

Map work_row(Visit const& visit, workflow::ListRow const& row)
{
    return {{"id", row.id}, {"title", row.title}, {"language", row.language},
        {"state", visit.translated(state_label(row.status, row.stage))},
        {"assigned", fmt::format("{}", fmt::join(row.assigned, ", "))}, {"sent_back_by", row.sent_back_by},
        {"sent_back_at", row.sent_back_at.value_or(0)}, {"due_at", row.due_at.value_or(0)},
        {"is_late", row.due_at && *row.due_at < visit.services.clock.now()}};
}

// What somebody has to do. An article stands in the first list it belongs to.
Result<Value> work_lists(Visit const& visit)
{
    std::set<newsroom::Number> listed;
    Array lists;
    for (auto& list : TRY(lists_of(visit))) {
        list.filter.most = shown_articles;
        Array rows;
        for (auto const& row : TRY(workflow::list_articles(
                 visit.connection, visit.services.clock, visit.account(), list.filter)))
            if (listed.insert(row.number).second)
                rows.push_back(Value::make<Map>(work_row(visit, row)));
        if (rows.size() > 0)
            lists.push_back(Value::make<Map>(Map{{"heading", visit.translated(list.heading)},
                {"articles", Value::make<Array>(std::move(rows))}}));
    }
    return Value::make<Array>(std::move(lists));
}

Result<Value> job_rows(Visit const& visit)
{
    Array rows;
    db::JobQueue const jobs(visit.connection, visit.services.clock, visit.services.random);
    for (auto const& state : TRY(jobs.list(shown_jobs)))
        rows.push_back(Value::make<Map>(Map{{"id", state.job.id}, {"kind", state.job.kind},
            {"status", state.status}, {"attempts", state.job.attempts}, {"run_at", state.job.run_at},
            {"error", state.last_error}}));
    return Value::make<Array>(std::move(rows));
}

Result<void> add_readership(Visit const& visit, Map& fields)
{
    newsroom::Readership const readership(visit.connection);
    auto const now = visit.services.clock.now();
    auto const days = TRY(readership.days(now, plotted_days));
    fields.set("readership", TRY(readership_fields(visit, days)));
    Array rows;
    for (auto const& read : TRY(readership.most_read(now, 7, shown_articles)))
        rows.push_back(Value::make<Map>(Map{{"id", read.id}, {"title", read.title},
            {"views", text::format_number(static_cast<double>(read.views), 0, visit.language)}}));
    fields.set("most_read", Value::make<Array>(std::move(rows)));
    return {};
}

Result<void> add_machine(Visit const& visit, Map& fields)
{
    fields.set("database", size_text(visit, TRY(db::database_size(visit.connection))));
    std::error_code unknown;
    auto const space = std::filesystem::space(visit.services.data, unknown);
    if (!unknown) {
        auto const room = static_cast<std::int64_t>(space.available);
        fields.set("disk_free", size_text(visit, room));
        fields.set("is_disk_full", room < too_little_room);
    }
    if (auto const backup = TRY(newsroom::find_milestone(visit.connection, newsroom::backup_made))) {
        fields.set("backup_at", backup->at);
        fields.set("backup_name", backup->detail);
        fields.set("is_backup_old", visit.services.clock.now() - backup->at > newsroom::backup_is_old);
    }
    return {};
}

Result<void> add_contributions(Visit const& visit, Map& fields)
{
    if (!visit.account().may(staff::Act::edit_settings))
        return {};
    fields.set("shows_contributions", true);
    fields.set("this_month", TRY(month_rows(visit)));
    fields.set("recurring", TRY(recurring_rows(visit)));
    fields.set("plots", TRY(income_plots(visit)));
    return {};
}

Result<http::Response> show(Visit& visit)
{
    Map fields;
    fields.set("states", TRY(count_rows(visit)));
    fields.set("work", TRY(work_lists(visit)));
    TRY(add_readership(visit, fields));
    TRY(add_contributions(visit, fields));
    TRY(add_machine(visit, fields));
    fields.set("jobs", TRY(job_rows(visit)));
    fields.set("lacks_second_factor", !visit.account().has_second_factor());
    return visit.page("dashboard", std::move(fields));
}

Result<http::Response> retry_job(Visit& visit)
{
    TRY(act(visit, "job.retried", visit.part(0), "", [&] {
        return db::JobQueue(visit.connection, visit.services.clock, visit.services.random)
            .retry(visit.part(0));
    }));
    return visit.redirect("/admin/", "saved");
}

constexpr Route routes[] = {
    {http::Method::post, "/admin/jobs/{}/retry/", staff::Act::edit_settings, retry_job},
    {http::Method::get, "/admin/", staff::Act::read_newsroom, show},
};

} // namespace

Routes dashboard_routes()
{
    return routes;
}

} // namespace broadsheet::admin

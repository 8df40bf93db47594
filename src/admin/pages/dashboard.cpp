#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "db/jobs.h"

namespace broadsheet::admin {

namespace {

using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::size_t shown_jobs = 20;

Result<Value> counts(Visit const& visit)
{
    Map fields{{"draft", 0}, {"scheduled", 0}, {"published", 0}, {"withdrawn", 0}};
    auto rows = TRY(visit.connection.query(
        "SELECT status, COUNT(*) FROM articles WHERE kind = 'article' GROUP BY status"));
    while (TRY(rows.next()))
        fields.set(rows.text(0), rows.integer(1));
    return Value::make<Map>(std::move(fields));
}

Result<Value> job_rows(Visit const& visit)
{
    Array rows;
    db::JobQueue const jobs(visit.connection, visit.services.clock, visit.services.random);
    for (auto const& state : TRY(jobs.list(shown_jobs)))
        rows.push_back(Value::make<Map>(Map{{"kind", state.job.kind}, {"status", state.status},
            {"attempts", state.job.attempts}, {"run_at", state.job.run_at}, {"error", state.last_error}}));
    return Value::make<Array>(std::move(rows));
}

Result<http::Response> show(Visit& visit)
{
    Map fields;
    fields.set("counts", TRY(counts(visit)));
    fields.set("jobs", TRY(job_rows(visit)));
    fields.set("lacks_second_factor", !visit.account().has_second_factor());
    return visit.page("dashboard", std::move(fields));
}

constexpr Route routes[] = {
    {http::Method::get, "/admin/", staff::Act::read_newsroom, show},
};

} // namespace

Routes dashboard_routes()
{
    return routes;
}

} // namespace broadsheet::admin

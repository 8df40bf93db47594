#include "db/jobs.h"

#include "base/id.h"
#include "db/transaction.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::db {

namespace {

constexpr std::int64_t first_pause = 60'000;
constexpr std::int64_t longest_pause = 6 * 3'600'000;

std::int64_t pause_after(int attempts)
{
    auto pause = first_pause;
    for (int attempt = 1; attempt < attempts && pause < longest_pause; ++attempt)
        pause *= 2;
    return std::min(pause, longest_pause);
}

#define JOB_COLUMNS "id, kind, payload, attempts, run_at"

Job read_job(Cursor const& row)
{
    return {row.string(0), row.string(1), row.string(2), static_cast<int>(row.integer(3)), row.integer(4)};
}

// One statement, so that it needs no transaction. On PostgreSQL workers pass over what another one is just
// claiming; SQLite lets one write at a time.
std::string claim_statement(Dialect dialect, std::size_t kinds)
{
    std::string list;
    for (std::size_t kind = 0; kind < kinds; ++kind)
        list += fmt::format("{}${}", kind ? ", " : "", kind + 4);
    return fmt::format(
        "UPDATE jobs SET status = 'running', attempts = attempts + 1, lease_owner = $1, "
        "lease_until = $2 WHERE id = (SELECT id FROM jobs WHERE kind IN ({}) "
        "AND ((status = 'waiting' AND run_at <= $3) OR (status = 'running' AND lease_until <= $3)) "
        "ORDER BY run_at, added_at, id LIMIT 1{}) RETURNING " JOB_COLUMNS,
        list, dialect == Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "");
}

Result<void> expect_held(Result<std::int64_t> changed, Job const& job)
{
    if (TRY(std::move(changed)) == 1)
        return {};
    return Error{ErrorCode::conflict,
        fmt::format(
            "job {} ({}): its lease was lost to another worker, or it was cancelled", job.id, job.kind)};
}

// A lease is held by one attempt of one worker. Used with the job's id, the worker and the attempt as $1 to
// $3.
#define WHERE_HELD " WHERE id = $1 AND lease_owner = $2 AND attempts = $3 AND status = 'running'"

} // namespace

JobQueue::JobQueue(Connection& connection, Clock const& clock, Random& random, std::string worker)
    : connection_(connection)
    , clock_(clock)
    , random_(random)
    , worker_(worker.empty() ? random.hex(8) : std::move(worker))
{
}

Result<std::string> JobQueue::add(
    std::string_view kind, std::string_view payload, UtcMillis run_at, std::string_view key)
{
    auto const now = clock_.now();
    auto add_once = [&]() -> Result<std::string> {
        if (!key.empty()) {
            auto rows = TRY(connection_.query(
                "SELECT id FROM jobs WHERE kind = $1 AND key = $2 AND status = 'waiting'", {kind, key}));
            if (TRY(rows.next()))
                return rows.string(0);
        }
        auto id = new_id(clock_, random_);
        TRY(connection_.execute("INSERT INTO jobs (id, kind, key, payload, status, run_at, added_at) "
                                "VALUES ($1, $2, $3, $4, 'waiting', $5, $6)",
            {id, kind, key, payload, run_at ? run_at : now, now}));
        return id;
    };
    return connection_.in_transaction() ? add_once() : transaction(connection_, Access::write, add_once);
}

Result<std::optional<Job>> JobQueue::claim(std::vector<std::string> const& kinds, std::int64_t lease)
{
    if (kinds.empty())
        return std::optional<Job>();
    auto const now = clock_.now();
    std::vector<Parameter> parameters{worker_, now + lease, now};
    parameters.insert(parameters.end(), kinds.begin(), kinds.end());
    auto rows = TRY(connection_.query(claim_statement(connection_.dialect(), kinds.size()), parameters));
    if (!TRY(rows.next()))
        return std::optional<Job>();
    auto job = read_job(rows);
    TRY(rows.next());
    return std::optional(std::move(job));
}

Result<void> JobQueue::renew(Job const& job, std::int64_t lease)
{
    return expect_held(connection_.execute("UPDATE jobs SET lease_until = $4" WHERE_HELD,
                           {job.id, worker_, job.attempts, clock_.now() + lease}),
        job);
}

Result<void> JobQueue::finish(Job const& job)
{
    return expect_held(
        connection_.execute("UPDATE jobs SET status = 'done', last_error = '', ended_at = $4" WHERE_HELD,
            {job.id, worker_, job.attempts, clock_.now()}),
        job);
}

Result<void> JobQueue::fail(Job const& job, Error const& error, int most_attempts)
{
    auto const now = clock_.now();
    if (job.attempts >= most_attempts)
        return expect_held(connection_.execute(
                               "UPDATE jobs SET status = 'failed', last_error = $4, ended_at = $5" WHERE_HELD,
                               {job.id, worker_, job.attempts, error.message, now}),
            job);
    return expect_held(
        connection_.execute("UPDATE jobs SET status = 'waiting', last_error = $4, run_at = $5" WHERE_HELD,
            {job.id, worker_, job.attempts, error.message, now + pause_after(job.attempts)}),
        job);
}

Result<void> JobQueue::cancel(std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM jobs WHERE id = $1", {id})) == 0)
        return not_found(fmt::format("there is no job {}", id));
    return {};
}

Result<void> JobQueue::retry(std::string_view id)
{
    auto const changed = TRY(
        connection_.execute("UPDATE jobs SET status = 'waiting', attempts = 0, run_at = $2, ended_at = 0 "
                            "WHERE id = $1 AND status = 'failed'",
            {id, clock_.now()}));
    if (changed == 0)
        return not_found(fmt::format("there is no job {} that failed", id));
    return {};
}

Result<std::vector<JobState>> JobQueue::list(std::size_t most) const
{
    std::vector<JobState> jobs;
    auto rows = TRY(
        connection_.query("SELECT " JOB_COLUMNS ", status, last_error FROM jobs ORDER BY CASE status WHEN "
                          "'failed' THEN 0 ELSE 1 END, added_at DESC, id LIMIT $1",
            {most}));
    while (TRY(rows.next()))
        jobs.push_back({read_job(rows), rows.string(5), rows.string(6)});
    return jobs;
}

Result<std::int64_t> JobQueue::forget_done(UtcMillis before)
{
    return connection_.execute("DELETE FROM jobs WHERE status = 'done' AND ended_at < $1", {before});
}

} // namespace broadsheet::db

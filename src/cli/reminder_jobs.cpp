#include "cli/reminder_jobs.h"

#include "support/appeal_progress.h"

namespace broadsheet::cli {

namespace {

constexpr std::chrono::minutes between_looks_for_reminders{60}; // a reminder has a day, not an hour
constexpr std::chrono::minutes between_looks_at_the_ledger{15};

} // namespace

void add_reminder_jobs(JobRunner& runner, support::ReminderTools const& tools)
{
    runner.every(between_looks_for_reminders, "reminders", [tools](db::Connection& connection) {
        return support::queue_due_reminders(connection, tools.clock, tools.random);
    });
    runner.add(
        std::string(support::reminder_job),
        [tools](db::Connection& connection, db::Job const& job) {
            return support::send_reminder(connection, job, tools);
        },
        [tools] { return tools.custody.is_unlocked(); });
    runner.every(between_looks_at_the_ledger, "appeals' goals", [tools](db::Connection& connection) {
        return support::tell_appeals_what_came(connection, tools.clock, tools.random);
    });
}

} // namespace broadsheet::cli

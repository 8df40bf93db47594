#include "support/reminder_jobs.h"

#include "base/log.h"
#include "db/transaction.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::size_t at_once = 1'000;

// A job's payload is JSON: here a string of hexadecimal digits.
std::string_view id_in(std::string_view payload)
{
    return payload.size() > 2 ? payload.substr(1, payload.size() - 2) : std::string_view();
}

// Returns how the reminder has ended.
Result<ReminderStatus> settle(db::Connection& connection, Reminders& reminders, Reminder const& reminder,
    vault::Keys const& keys, ReminderTools const& tools)
{
    auto const address = TRY(reminders.address(keys, reminder));
    if (TRY(reminders.has_given(keys, reminder, address)))
        return ReminderStatus::given;
    auto const settings = TRY(newsroom::load_settings(connection));
    auto const letter = TRY(tools.letters.reminder(settings, reminder, address));
    auto const sent = tools.post.send(letter);
    if (!sent.ok() && sent.error().code != ErrorCode::invalid)
        return sent.error();
    if (!sent.ok())
        log_warning("a reminder was refused for good, and its address is erased");
    return ReminderStatus::sent;
}

} // namespace

Result<void> queue_due_reminders(db::Connection& connection, Clock const& clock, Random& random)
{
    return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        db::JobQueue jobs(connection, clock, random);
        for (auto const& id : TRY(Reminders(connection, clock, random).due(at_once)))
            TRY(jobs.add(reminder_job, fmt::format("\"{}\"", id), 0, id));
        return {};
    });
}

Result<void> send_reminder(db::Connection& connection, db::Job const& job, ReminderTools const& tools)
{
    Reminders reminders(connection, tools.clock, tools.random);
    auto const id = id_in(job.payload);
    if (auto const found = TRY(reminders.find(id)); !found || found->status != ReminderStatus::waiting)
        return {};
    auto const keys = TRY(vault::keys_or_wait(tools.custody));
    auto const reminder = TRY(
        db::transaction(connection, db::Access::write, [&] { return reminders.last_of_reader(keys, id); }));
    if (!reminder)
        return {};
    auto const status = TRY(settle(connection, reminders, *reminder, keys, tools));
    return db::transaction(
        connection, db::Access::write, [&] { return reminders.end_all_of_reader(*reminder, status); });
}

} // namespace broadsheet::support

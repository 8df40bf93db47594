#include "support/reminders.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "support/contributions.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view columns = "SELECT number, id, record, language, appeal, confirmed_day, due_day, "
                                     "status FROM reminders WHERE ";
constexpr std::string_view status_names[] = {"waiting", "sent", "cancelled", "given"};

std::string hash_of_link(std::string_view token)
{
    return to_base64url(sha256(token));
}

ReminderStatus status_from(std::string_view name)
{
    for (auto status : {ReminderStatus::sent, ReminderStatus::cancelled, ReminderStatus::given})
        if (status_names[static_cast<std::size_t>(status)] == name)
            return status;
    return ReminderStatus::waiting;
}

Reminder read(db::Cursor const& row)
{
    return {row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4), row.integer(5),
        row.integer(6), status_from(row.text(7))};
}

} // namespace

Result<std::optional<Reminder>> Reminders::read_one(std::string_view where, db::Parameter const& parameter)
{
    auto rows = TRY(connection_.query(std::string(columns).append(where), {&parameter, 1}));
    if (!TRY(rows.next()))
        return std::optional<Reminder>();
    return std::optional(read(rows));
}

Result<std::optional<Reminder>> Reminders::of_link(std::string_view token)
{
    auto const hash = hash_of_link(token);
    return read_one("link = $1", hash);
}

Result<std::optional<Reminder>> Reminders::find(std::string_view id)
{
    return read_one("id = $1", id);
}

Result<Reminder> Reminders::confirm(ReminderRequest const& request, std::string_view token)
{
    if (auto earlier = TRY(of_link(token)))
        return std::move(*earlier);
    auto const today = reminder_day(clock_.now());
    if (request.expires_day < today || request.due_day <= today)
        return not_found("This link is more than four days old. Ask to be reminded once more.");
    auto const record = TRY(records_.accept(reminder_purpose, request.address));
    Reminder reminder{0, random_.hex(12), record, request.language, request.appeal, today, request.due_day};
    TRY(connection_.execute(
        "INSERT INTO reminders (id, link, record, language, appeal, confirmed_day, due_day, "
        "status) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')",
        {reminder.id, hash_of_link(token), reminder.record, reminder.language, reminder.appeal,
            reminder.confirmed_day, reminder.due_day}));
    return reminder;
}

Result<void> Reminders::cancel(Reminder const& reminder)
{
    return reminder.status == ReminderStatus::waiting ? end(reminder, ReminderStatus::cancelled)
                                                      : Result<void>();
}

Result<std::vector<std::string>> Reminders::due(std::size_t most)
{
    std::vector<std::string> ids;
    auto rows = TRY(connection_.query("SELECT id FROM reminders WHERE status = 'waiting' AND due_day <= $1 "
                                      "ORDER BY due_day, number LIMIT $2",
        {reminder_day(clock_.now()), most}));
    while (TRY(rows.next()))
        ids.push_back(rows.string(0));
    return ids;
}

Result<std::string> Reminders::address(vault::Keys const& keys, Reminder const& reminder)
{
    return TRY(records_.open(keys, reminder.record)).address;
}

Result<void> Reminders::take_in(vault::Keys const& keys)
{
    auto const share = [&](std::string const& earlier, std::string const& arrived) -> Result<void> {
        TRY(connection_.execute("UPDATE reminders SET record = $1 WHERE record = $2", {earlier, arrived}));
        return {};
    };
    while (TRY(records_.take_in(keys, reminder_purpose, share)).records > 0)
        continue;
    return {};
}

Result<std::vector<Reminder>> Reminders::of_record(std::string_view record)
{
    std::vector<Reminder> reminders;
    auto rows = TRY(connection_.query(std::string(columns).append("record = $1 ORDER BY number"), {record}));
    while (TRY(rows.next()))
        reminders.push_back(read(rows));
    return reminders;
}

Result<std::optional<Reminder>> Reminders::last_of_reader(vault::Keys const& keys, std::string_view id)
{
    TRY(take_in(keys));
    auto reminder = TRY(find(id));
    if (!reminder || reminder->status != ReminderStatus::waiting)
        return std::optional<Reminder>();
    if (TRY(of_record(reminder->record)).back().number == reminder->number)
        return reminder;
    TRY(end(*reminder, ReminderStatus::cancelled));
    return std::optional<Reminder>();
}

Result<void> Reminders::answer(vault::Keys const& keys, std::string_view address, std::int64_t day)
{
    TRY(take_in(keys));
    auto const record = TRY(records_.find(keys, reminder_purpose, address));
    if (!record)
        return {};
    for (auto const& reminder : TRY(of_record(*record)))
        if (reminder.confirmed_day <= day)
            TRY(end(reminder, ReminderStatus::given));
    return {};
}

Result<bool> Reminders::has_given(vault::Keys const& keys, Reminder const& reminder, std::string_view address)
{
    std::vector<std::string> records;
    {
        auto rows = TRY(connection_.query(
            "SELECT receipt_to FROM pledges JOIN ledger ON ledger.pledge = pledges.number "
            "JOIN jobs ON jobs.payload = CAST(ledger.number AS TEXT) "
            "WHERE receipt_to <> '' AND ledger.kind IN ('payment', 'renewal') AND ledger.day >= $1 "
            "AND jobs.kind = $2 AND jobs.status IN ('waiting', 'running')",
            {reminder.confirmed_day, Contributions::letter_job}));
        while (TRY(rows.next()))
            records.push_back(rows.string(0));
    }
    for (auto const& record : records)
        if (auto const opened = records_.open(keys, record);
            opened.ok() && equals_ignoring_case(opened->address, address))
            return true;
    return false;
}

Result<void> Reminders::end(Reminder const& reminder, ReminderStatus status)
{
    TRY(connection_.execute("UPDATE reminders SET status = $1, record = '', appeal = '' WHERE number = $2",
        {status_names[static_cast<std::size_t>(status)], reminder.number}));
    if (TRY(read_one("record = $1", reminder.record)))
        return {};
    return records_.forget(reminder.record);
}

Result<void> Reminders::end_all_of_reader(Reminder const& reminder, ReminderStatus status)
{
    for (auto const& each : TRY(of_record(reminder.record)))
        TRY(end(each, status));
    return {};
}

} // namespace broadsheet::support

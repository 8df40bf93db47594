#pragma once

#include "support/reminder_request.h"
#include "vault/records.h"

#include <optional>
#include <vector>

namespace broadsheet::support {

// The vault's purpose for their addresses.
inline constexpr std::string_view reminder_purpose = "reminder";

enum class ReminderStatus { waiting, sent, cancelled, given };

struct Reminder {
    std::int64_t number = 0;
    std::string id; // random
    std::string record; // in the vault; empty: erased
    std::string language;
    std::string appeal;
    std::int64_t confirmed_day = 0;
    std::int64_t due_day = 0;
    ReminderStatus status = ReminderStatus::waiting;
};

// Who is to be reminded, and when. Everything is called within the caller's transaction, a write transaction
// for what writes, and works while the vault is locked, except what takes its keys. Used like its connection.
class Reminders {
public:
    Reminders(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
        , records_(connection, random)
    {
    }

    // Keeps what the reader has confirmed by this link, once: confirmed again, it is the same reminder.
    // `not_found`: the link has expired, or its day has come.
    Result<Reminder> confirm(ReminderRequest const&, std::string_view token);
    // Returns the one that the link has confirmed.
    Result<std::optional<Reminder>> of_link(std::string_view token);
    // Returns it by its random id.
    Result<std::optional<Reminder>> find(std::string_view id);
    // Takes back one that waits, and erases the address; one that does not wait stays as it is.
    Result<void> cancel(Reminder const&);

    // Returns the ids of those that are due and wait, at most so many.
    Result<std::vector<std::string>> due(std::size_t most);
    // Returns the reminder of this id if it is the one to send: it waits, and its reader has not confirmed
    // another one since. If they have, it ends, for they are written to once, on the day they chose last.
    Result<std::optional<Reminder>> last_of_reader(vault::Keys const&, std::string_view id);
    // Returns where to send it. `unavailable` if the vault's keys are of another generation.
    Result<std::string> address(vault::Keys const&, Reminder const&);
    // Ends those that wait for the reader of an address and were confirmed before this day was over: on it,
    // that reader has given, and left the address for receipts.
    Result<void> answer(vault::Keys const&, std::string_view address, std::int64_t day);
    // Whether its reader has given since, by a payment whose receipt still waits; of any other, answer() knew
    // first. Addresses are compared in memory, and nothing is written.
    Result<bool> has_given(vault::Keys const&, Reminder const&, std::string_view address);
    // Nothing more is sent: keeps how it ended, and erases the address, unless another one waits for it.
    Result<void> end(Reminder const&, ReminderStatus);
    // The same of all that wait for this one's reader, as far as they are known to be one.
    Result<void> end_all_of_reader(Reminder const&, ReminderStatus);

private:
    // Gives the reminders of one address one record.
    Result<void> take_in(vault::Keys const&);
    Result<std::vector<Reminder>> of_record(std::string_view record);
    Result<std::optional<Reminder>> read_one(std::string_view where, db::Parameter const&);

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
    vault::Records records_;
};

} // namespace broadsheet::support

#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "vault/sealed.h"

#include <string>
#include <string_view>

namespace broadsheet::support {

struct ReminderLimits {
    static constexpr int months = 24; // a reminder is at most so far away
    static constexpr int link_days
        = 4; // a confirmation link works on the day it is made and so many after it
    static constexpr std::size_t link = 4'000; // bytes
    static constexpr std::size_t appeal = 40; // bytes of an appeal's slug
};

// Days since 1970 (UTC): the finest time that is kept of a reader.
std::int64_t reminder_day(UtcMillis);

// Returns the day of a reminder: `when` is a number of months from today ("1", "3"), or a month ("2027-03"),
// whose first day it is. `invalid` for 0, the past, this month and what is too far away.
Result<std::int64_t> due_day(std::string_view when, UtcMillis now);

// What a reader has asked for and not confirmed yet. It is kept nowhere: the confirmation link holds it.
struct ReminderRequest {
    std::int64_t due_day = 0;
    std::int64_t expires_day = 0;
    std::string language;
    std::string appeal; // slug; empty: none led here
    vault::Sealed address;
    bool operator==(ReminderRequest const&) const = default;
};

// Returns the key that links are signed with, from the database, where the first call puts it. Within a write
// transaction.
Result<std::string> reminder_key(db::Connection&, Random&);

// Returns the link's token: what is asked for, and 128 bits of HMAC-SHA-256 over it.
std::string to_token(ReminderRequest const&, std::string_view key);
// Reads it, also when it has expired. `not_found` for what is none of ours or was changed.
Result<ReminderRequest> read_reminder_token(std::string_view token, std::string_view key);

} // namespace broadsheet::support

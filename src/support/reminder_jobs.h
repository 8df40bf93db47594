#pragma once

#include "db/jobs.h"
#include "support/reminder_letters.h"
#include "vault/custody.h"

namespace broadsheet::support {

inline constexpr std::string_view reminder_job = "reminder.send";

// Adds a job for each reminder that is due.
Result<void> queue_due_reminders(db::Connection&, Clock const&, Random&);

// What the job works with; all of it thread-safe.
struct ReminderTools {
    Clock const& clock;
    Random& random;
    mail::Post& post;
    vault::Custody const& custody;
    ReminderLetters const& letters;
};

// Sends the reminder that the job is about, and erases the address: sent, or not needed because its reader
// has given meanwhile or asked for another day since, or no address that mail can reach. With it end all that
// wait for the same address: its reader is written to once. `unavailable`: the vault is locked, or the post
// cannot take it now. A program killed between the two sends the same message (mail/post.h) once more.
Result<void> send_reminder(db::Connection&, db::Job const&, ReminderTools const&);

} // namespace broadsheet::support

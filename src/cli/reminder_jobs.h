#pragma once

#include "cli/job_runner.h"
#include "support/reminder_jobs.h"

namespace broadsheet::cli {

// Lets reminders be sent at their time, and appeals learn what the ledger holds for them.
void add_reminder_jobs(JobRunner&, support::ReminderTools const&);

} // namespace broadsheet::cli

#pragma once

#include "db/connection.h"
#include "support/day.h"

namespace broadsheet::support {

// How far the bank's statements reach: what is not in them by then has not come.

// Returns the newest day of which a statement was imported, never one after today; 0: none.
Result<Day> load_booked_until(db::Connection&, Day today);
// Notes that they reach so far, if that is farther. Within a write transaction.
Result<void> save_booked_until(db::Connection&, Day, Day today);

} // namespace broadsheet::support

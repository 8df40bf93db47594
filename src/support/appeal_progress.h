#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"

namespace broadsheet::support {

// Tells each appeal that readers see, and that has a goal, what the ledger holds for it in its currency.
// Called now and then rather than with each payment: pages change only with every hundredth of a goal
// (newsroom/appeals.h).
Result<void> tell_appeals_what_came(db::Connection&, Clock const&, Random&);

} // namespace broadsheet::support

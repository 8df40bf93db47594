#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "support/pledge.h"

namespace broadsheet::support {

// How many days behind its last entry a contribution that is over keeps its address: what comes in two parts,
// by bank or in bitcoin, gets two receipts.
inline constexpr Day days_with_address = 8;

// Deletes the address that receipts go to. Within the caller's write transaction; works while the vault is
// locked.
Result<void> forget_address(db::Connection&, Random&, Pledge const&);

// Deletes the address and the name, as forget_address().
Result<void> forget_person(db::Connection&, Random&, Pledge const&);

// Deletes what is of no use any more, and returns of how many contributions: name and address of those never
// paid; the address of those that are over, once no letter waits. At any time, in transactions of its own.
Result<std::int64_t> forget_ended(db::Connection&, Clock const&, Random&);

} // namespace broadsheet::support

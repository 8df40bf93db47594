#pragma once

#include "support/provider_kind.h"

namespace broadsheet::support {

// A provider that moves no money, so that the whole path can be walked without an account anywhere. Its
// hosted page is the desk's (/support/demonstration/…/); what is pressed there goes into its own books, from
// which look() reads as from any provider's.

enum class Demonstrated { paid, failed, refunded };

// Returns how many lines the books have of a pledge.
Result<std::int64_t> count_demonstrated(db::Connection&, Pledge const&);
// Writes a line behind so many; nothing if there are more by now, because a button was pressed twice. Within
// a write transaction.
Result<void> demonstrate(
    db::Connection&, Clock const&, Pledge const&, Demonstrated, std::int64_t lines_before);

} // namespace broadsheet::support

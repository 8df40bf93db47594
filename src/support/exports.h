#pragma once

#include "db/connection.h"
#include "support/day.h"

#include <functional>
#include <string_view>

namespace broadsheet::support {

using LineVisitor = std::function<Result<void>(std::string_view line)>;

// Hands on the ledger's entries of the days from `from` to `to`, both included, as CSV (RFC 4180) under a
// line of names. Amounts are decimal, with a point. No cell begins with what a spreadsheet would take for a
// formula.
Result<void> export_ledger(db::Connection&, Day from, Day to, LineVisitor const&);

// The same for a bookkeeper: one line for each day, provider, currency and kind of movement, with the
// number of entries and their sum. What moves no money is left out.
Result<void> export_for_accountant(db::Connection&, Day from, Day to, LineVisitor const&);

} // namespace broadsheet::support

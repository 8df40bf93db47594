#pragma once

#include "base/random.h"
#include "support/ledger.h"

namespace broadsheet::support {

// A receipt is a random code that finds one payment, and says nothing of who made it. One thread at a time,
// as the connection.

// Returns the code of a payment, made on the first call: "k7fd-…". Within a write transaction.
Result<std::string> receipt_code(db::Connection&, Random&, Entry const&);
// Returns it if it was made.
Result<std::optional<std::string>> find_receipt_code(db::Connection&, Entry const&);
// Returns the payment of a code as people type it; `not_found` if there is none.
Result<Entry> find_receipt(db::Connection&, std::string_view code);

} // namespace broadsheet::support

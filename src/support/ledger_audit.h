#pragma once

#include "support/ledger_heads.h"

#include <vector>

namespace broadsheet::support {

struct Audit {
    std::int64_t entries = 0;
    std::vector<std::string> troubles; // what is not as it was written; at most `most_troubles`
    static constexpr std::size_t most_troubles = 20;
};

// Compares the ledger with its own hashes, and with it the contributions and receipts: their amounts,
// currencies, ways to pay, and whether anything was paid. In time proportional to the ledger. What it cannot
// see is in docs/support.md, "The ledger".
Result<Audit> audit_ledger(db::Connection&);

// Returns the first thing wrong, with the ledger's end or with it; "" if all is well.
Result<std::string> first_trouble(db::Connection&, LedgerHeads const&);

// What the last one found that a server did by itself; "" if all was well.
Result<std::string> load_ledger_trouble(db::Connection&);
// Within a write transaction.
Result<void> save_ledger_trouble(db::Connection&, std::string_view);

} // namespace broadsheet::support

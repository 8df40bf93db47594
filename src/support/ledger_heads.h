#pragma once

#include "db/connection.h"

#include <filesystem>

namespace broadsheet::support {

// The ledger's end, written down outside the database: whoever takes entries off its end, or empties it,
// leaves a line of this file without its entry. One line for each end that was seen, "NUMBER HASH"; lines are
// only added. Safe to use by several processes at once.
class LedgerHeads {
public:
    explicit LedgerHeads(std::filesystem::path const& newspaper)
        : file_(newspaper / "ledger-heads")
    {
    }

    // Writes down the present end, if it is a new one. Errors as check(), and then nothing is written.
    Result<void> note(db::Connection&) const;
    // `invalid`: the ledger does not hold the entry that was written down last, as it was.
    Result<void> check(db::Connection&) const;

private:
    std::filesystem::path file_;
};

// The last entry as "NUMBER:HASH", to be kept anywhere; "0:" while there is none.
Result<std::string> ledger_head(db::Connection&);
// `invalid`: it does not hold this entry any more, or what was given is no such head.
Result<void> check_ledger_since(db::Connection&, std::string_view head);

} // namespace broadsheet::support

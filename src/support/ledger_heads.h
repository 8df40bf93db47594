#pragma once

#include "db/connection.h"
#include "support/day.h"

#include <filesystem>

namespace broadsheet::support {

// The ledger's end, written down outside the database: whoever takes entries off its end, or empties it,
// leaves a line of this file without its entry. One line for each end that was seen, "NUMBER HASH"; lines are
// only added, and one that was cut off while it was written counts for nothing. A backup holds the file as it was before its ledger was read, and its restoration adds the line
// "NUMBER HASH restored YYYY-MM-DD": ends that were seen after the backup are gone for a reason. Safe to use
// by several processes at once.
class LedgerHeads {
public:
    explicit LedgerHeads(std::filesystem::path const& newspaper)
        : file_(newspaper / "ledger-heads")
    {
    }

    // Writes down the present end, if it is a new one. Errors as check(), and then nothing is written.
    Result<void> note(db::Connection&) const;
    // Writes down that the ledger is that of a backup, which goes on from its present end; nothing while
    // there is no entry. Errors as check(), and then nothing is written.
    Result<void> note_restored(db::Connection&, Day) const;
    // `invalid`: the ledger does not hold the entry that was written down last, as it was.
    Result<void> check(db::Connection&) const;
    // The same of an end that was kept anywhere, "NUMBER:HASH", or it is no such end. Says so if a backup was
    // restored that had not come as far.
    Result<void> check_since(db::Connection&, std::string_view head) const;

    std::filesystem::path const& file() const { return file_; }

private:
    std::filesystem::path file_;
};

// The last entry as "NUMBER:HASH", to be kept anywhere; "0:" while there is none.
Result<std::string> ledger_head(db::Connection&);

} // namespace broadsheet::support

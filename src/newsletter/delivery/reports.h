#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "mail/report.h"
#include "newsletter/delivery/return_path.h"

namespace broadsheet::newsletter {

struct ReportLimits {
    static constexpr int soft = 3; // issues in a row that were not delivered, until nothing more is sent
    static constexpr int days = 14; // an undeliverable address is kept, in case that was a mistake
};

// Ends all subscriptions of a reader whose mailbox is dead. A relay that is wrong about one may be wrong
// about everybody, so the address is deleted only days later (erase_undeliverable()); its hash is kept, so
// that no import brings it back. Works while the vault is locked. Within the caller's write transaction.
Result<void> mark_undeliverable(db::Connection&, Clock const&, std::int64_t subscription);
// Erases the addresses that were found undeliverable ReportLimits::days ago, but for those written to again
// meanwhile. Within the caller's write transaction.
Result<void> erase_undeliverable(db::Connection&, Clock const&, Random&);

enum class ReportTaken {
    nothing, // it asks for nothing, or says the same again
    noted, // a soft failure
    ended, // the subscription
};

// Does what a report asks for: ends the subscription of a mailbox that is dead, or was full for three issues
// in a row, and of a reader who calls it spam. Whatever is reported counts once for each copy, so that a
// flood of reports does no more than one. Within the caller's write transaction.
Result<ReportTaken> take_report(db::Connection&, Clock const&, Random&, CopyNumber, mail::Report const&);

// Takes a message that has come to an address: a report about the copy which the address, or the report
// itself, names. `invalid`, as for a mailbox that is not there, if neither does. Makes a transaction of its
// own.
Result<ReportTaken> take_in_report(
    db::Connection&, Clock const&, Random&, std::string_view recipient, std::string_view message);

// Returns what a provider's program has to know to report over HTTP: a part of the address it posts to.
std::string report_key(std::string_view secret);

} // namespace broadsheet::newsletter

#pragma once

#include "support/provider_kind.h"

namespace broadsheet::support {

// Bank transfers: the reader is given a reference with check digits, and the newspaper imports its bank's
// statements.

// What a reader needs to pay.
struct BankAccount {
    std::string holder;
    std::string iban;
    std::string bic; // may be empty
    std::string bank; // may be empty
};
Result<BankAccount> load_bank_account(db::Connection&);

struct Imported {
    std::int64_t bookings = 0;
    std::int64_t contributions = 0; // new
    std::int64_t known = 0; // imported before
    std::int64_t returned = 0; // paid back, new
    std::int64_t unmatched = 0; // money that came without a reference of ours
    std::int64_t doubtful = 0; // held back: may be known under another id
};

// A booking of the same reference, day and amount as one that is known under an id this statement lacks: most
// likely the same, told in another format. A person decides.
enum class Doubtful { hold_back, take };

// Adds what a statement (camt.053 or CSV) says to the ledger; the same statement twice adds nothing. Nothing
// is taken of a statement that cannot be read.
class Contributions;
Result<Imported> import_statement(
    db::Connection&, Contributions&, std::string_view statement, Doubtful = Doubtful::hold_back);

} // namespace broadsheet::support

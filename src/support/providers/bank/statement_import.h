#pragma once

#include "support/contributions.h"
#include "support/statement.h"

#include <vector>

namespace broadsheet::support {

// Why a booking was not taken.
enum class HeldBack {
    no_reference, // of ours
    slip, // it begins like a reference of ours, and its check digits are wrong
    unknown_reference, // rightly written, and of no contribution
    two_references,
    other_account,
    other_currency, // than the account's
    day_to_come,
    ambiguous_amount, // "1,000"
    large_amount, // many times the most that can be given
    maybe_known, // another of the same reference, day and amount is known under an id this statement lacks
    repeated_id, // another booking has this id, and not this reference, day and amount
    no_money, // an amount of 0
};

// "no-reference".
std::string_view name_of(HeldBack);
// What is wrong and what to do, in English, a key for translation.
std::string_view explain(HeldBack);

struct Unbooked {
    Booking booking; // without its text
    HeldBack why = HeldBack::no_reference;
    std::int64_t entry = 0; // of the ledger, that it may be the same as or has the id of; 0: none
    // Whether it was held back for a person to decide, not just somebody else's.
    bool is_decided_by_hand() const { return why == HeldBack::maybe_known || why == HeldBack::large_amount; }
};

struct Imported {
    std::int64_t bookings = 0;
    std::int64_t contributions = 0; // new
    std::int64_t known = 0; // imported before, or told twice in the statement
    std::int64_t returned = 0; // paid back, new
    std::vector<Unbooked> unbooked; // what was not taken, by line; what left the account is not told
    std::size_t count(HeldBack) const;
};

// What a person decides: take it, or hold it back.
enum class Doubtful { hold_back, take };

// Adds what a statement (camt.053 or CSV) says to the ledger; the same statement twice adds nothing. Nothing
// is taken of a statement that cannot be read.
Result<Imported> import_statement(db::Connection&, Contributions&, Clock const&, std::string_view statement,
    Doubtful = Doubtful::hold_back);

} // namespace broadsheet::support

#pragma once

#include "support/currency.h"
#include "support/day.h"

#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::support {

// One booking on the newspaper's bank account. Who paid is not read.
struct Booking {
    std::string id; // the bank's own name for it: counted once, in however many statements it stands
    std::int64_t minor = 0; // below zero: it left the account
    Currency currency;
    Day day = 0;
    std::string text; // what the payer wrote, references among it
    std::size_t line = 0; // of the statement
    std::string account; // the IBAN it was booked on; "": the statement does not say
    bool is_ambiguous = false; // "1,000" may be a thousand or one

    // The id, if the bank has given one; "" if it was made up of the line.
    std::string_view bank_id() const { return id.starts_with(made_up) ? std::string_view() : id; }
    static constexpr std::string_view made_up = "line:"; // begins such ids
};

struct StatementLimits {
    static constexpr std::size_t bytes = 32 * 1024 * 1024;
    static constexpr std::size_t bookings = 200'000;
    static constexpr std::size_t text = 1'000; // bytes of a booking
    static constexpr int depth = 64; // of elements
    static constexpr std::size_t columns = 100;
};

using BookingVisitor = std::function<Result<void>(Booking const&)>;

// Reads a statement, handing on each booking, until `visit` returns an error, which is returned. `invalid`
// says in which line what is wrong.

// ISO 20022 camt.053 (bank to customer statement), any version; batches are taken apart into their
// transactions. Bookings that are still pending are left out. No DTD is taken.
Result<void> read_camt053(std::string_view, BookingVisitor const& visit);

// Comma-, semicolon- or tab-separated lines under a line of names. Needed are a day ("date", "booking date",
// …), an amount, and a text or reference; a currency where the account has several, and the bank's id for
// the line where it gives one: else the line itself, counted among those of the same day that are the same.
Result<void> read_csv_statement(
    std::string_view, Currency const& account_currency, BookingVisitor const& visit);

// Either, by how it begins.
Result<void> read_statement(std::string_view, Currency const& account_currency, BookingVisitor const& visit);

} // namespace broadsheet::support

#pragma once

#include "support/currency.h"
#include "support/provider_kind.h"

namespace broadsheet::support {

// Bank transfers: the reader is given a reference with check digits, and the newspaper imports its bank's
// statements.

extern ProviderKind const bank_kind;

// What a reader needs to pay.
struct BankAccount {
    std::string holder;
    std::string iban; // in groups of four
    std::string bic; // may be empty
    std::string bank; // may be empty
    Currency currency = {};
};
// `invalid` if the currency is none.
Result<BankAccount> load_bank_account(db::Connection&);

} // namespace broadsheet::support

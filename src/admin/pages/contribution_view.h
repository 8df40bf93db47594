#pragma once

#include "admin/visit.h"
#include "support/currency.h"

namespace broadsheet::admin {

// What the newspaper earns, as the newsroom's pages show it.

// An amount in the visitor's language.
std::string amount(Visit const&, std::int64_t minor, support::Currency const&);
// One plot and table a currency that moved: what each of the last twelve months brought.
Result<templates::Value> income_plots(Visit const&);
// What recurring contributions bring, one row a currency.
Result<templates::Value> recurring_rows(Visit const&);
// What this month has brought so far, one row a frequency and currency.
Result<templates::Value> month_rows(Visit const&);

} // namespace broadsheet::admin

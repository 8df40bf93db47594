#pragma once

#include "db/connection.h"
#include "support/day.h"
#include "support/offer.h"

#include <string>
#include <vector>

namespace broadsheet::support {

// What the newspaper earns, added up from the ledger. Currencies are never added to each other. Once real
// money has come, tests and demonstrations are not among it. One thread at a time, as the connection.

struct Recurring {
    Currency currency;
    std::int64_t monthly = 0; // what comes in a month: an annual contribution counts a twelfth
    std::int64_t annual = 0; // twelve times that
    std::int64_t running = 0; // contributions
    std::int64_t failing = 0; // of those, whose last payment failed
};
// Returns the figures of what runs now, one a currency.
Result<std::vector<Recurring>> recurring_figures(db::Connection&);

struct Sum {
    std::string label; // of what it is added up by: a day, a frequency, an appeal
    Currency currency;
    std::int64_t moved = 0; // payments less what was paid back
    std::int64_t payments = 0; // how many
};
// By currency alone.
Result<std::vector<Sum>> sums_since(db::Connection&, Day from);

enum class GroupBy { day, month, frequency, provider, appeal, variant };
Result<GroupBy> group_from(std::string_view);
// Returns the sums of the days from `from` to `to`, both included; labels in order, then currencies. What no
// appeal has led to has no label of a variant.
Result<std::vector<Sum>> sums_by(db::Connection&, GroupBy, Day from, Day to);

struct Renewals {
    std::int64_t due_this_week = 0;
    std::int64_t failing = 0;
};
Result<Renewals> renewals(db::Connection&, Day today);

} // namespace broadsheet::support

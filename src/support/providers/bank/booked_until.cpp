#include "support/providers/bank/booked_until.h"

#include "base/whole_number.h"
#include "support/settings.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view key = "bank.booked_until";

// The newest booking of ours.
Result<Day> newest_booking(db::Connection& connection, Day today)
{
    auto rows = TRY(connection.query(
        "SELECT COALESCE(MAX(day), 0) FROM ledger WHERE provider = 'bank' AND moved <> 0 AND day <= $1",
        {today}));
    return TRY(rows.next()) ? rows.integer(0) : 0;
}

} // namespace

Result<Day> load_booked_until(db::Connection& connection, Day today)
{
    Day const saved = whole_number(TRY(load_support_value(connection, key))).value_or(0);
    // A day to come was once believed to a statement: it tells nothing.
    return saved <= today ? Result<Day>(saved) : newest_booking(connection, today);
}

Result<void> save_booked_until(db::Connection& connection, Day day, Day today)
{
    auto const newest = std::max(std::min(day, today), TRY(load_booked_until(connection, today)));
    return save_support_value(connection, key, fmt::format("{}", newest));
}

} // namespace broadsheet::support

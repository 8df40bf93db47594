#include "support/forgetting.h"

#include "db/transaction.h"
#include "support/contributions.h"
#include "support/thanks.h"
#include "vault/records.h"

namespace broadsheet::support {

namespace {

constexpr std::size_t at_once = 500;

Result<std::vector<std::int64_t>> numbers(db::Cursor rows)
{
    std::vector<std::int64_t> found;
    while (TRY(rows.next()))
        found.push_back(rows.integer(0));
    return found;
}

Result<std::vector<std::int64_t>> never_paid(db::Connection& connection)
{
    return numbers(TRY(connection.query(
        "SELECT number FROM pledges WHERE status = 'expired' AND (receipt_to <> '' OR name <> '') "
        "ORDER BY number LIMIT $1",
        {at_once})));
}

Result<std::vector<std::int64_t>> over(db::Connection& connection, Day today)
{
    return numbers(TRY(connection.query(
        "SELECT number FROM pledges WHERE receipt_to <> '' AND status IN ('paid', 'cancelled') "
        "AND NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.pledge = pledges.number AND ledger.day > $1) "
        "AND NOT EXISTS (SELECT 1 FROM ledger JOIN jobs ON jobs.payload = CAST(ledger.number AS TEXT) "
        "WHERE ledger.pledge = pledges.number AND jobs.kind = $2 AND jobs.status IN ('waiting', 'running')) "
        "ORDER BY number LIMIT $3",
        {today - days_with_address, Contributions::letter_job, at_once})));
}

} // namespace

Result<void> forget_address(db::Connection& connection, Random& random, Pledge const& pledge)
{
    if (pledge.receipt_to.empty())
        return {};
    TRY(vault::Records(connection, random).forget(pledge.receipt_to));
    TRY(connection.execute("UPDATE pledges SET receipt_to = '' WHERE number = $1", {pledge.number}));
    return {};
}

Result<void> forget_person(db::Connection& connection, Random& random, Pledge const& pledge)
{
    TRY(forget_address(connection, random, pledge));
    return take_name_off(connection, random, pledge);
}

Result<std::int64_t> forget_ended(db::Connection& connection, Clock const& clock, Random& random)
{
    Pledges const pledges(connection, clock, random);
    return db::transaction(connection, db::Access::write, [&]() -> Result<std::int64_t> {
        auto const unpaid = TRY(never_paid(connection));
        for (auto const number : unpaid) {
            auto const pledge = TRY(pledges.find_number(number));
            TRY(forget_person(connection, random, pledge));
        }
        auto const ended = TRY(over(connection, day_of(clock.now())));
        for (auto const number : ended) {
            auto const pledge = TRY(pledges.find_number(number));
            TRY(forget_address(connection, random, pledge));
        }
        return static_cast<std::int64_t>(unpaid.size() + ended.size());
    });
}

} // namespace broadsheet::support

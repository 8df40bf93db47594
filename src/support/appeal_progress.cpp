#include "support/appeal_progress.h"

#include "newsroom/appeals.h"
#include "support/counted.h"

#include <fmt/format.h>

namespace broadsheet::support {

namespace {

// Refunds and disputes are below zero in the ledger.
Result<std::int64_t> raised(db::Connection& connection, newsroom::Appeal const& appeal)
{
    auto rows = TRY(connection.query(
        fmt::format("SELECT CAST(sum(ledger.moved) AS BIGINT) FROM ledger JOIN pledges ON "
                    "pledges.number = ledger.pledge WHERE appeal = $1 AND ledger.currency = $2 AND {}",
            is_counted),
        {appeal.slug, appeal.offer.currency}));
    if (!TRY(rows.next()))
        return 0;
    return rows.integer(0);
}

} // namespace

Result<void> tell_appeals_what_came(db::Connection& connection, Clock const& clock, Random& random)
{
    return newsroom::change(connection, clock, random, [](newsroom::Change& change) -> Result<void> {
        for (auto const& appeal : TRY(newsroom::Appeals(change.connection()).on_air())) {
            if (appeal.offer.goal == 0)
                continue;
            auto const sum = TRY(raised(change.connection(), appeal));
            TRY(newsroom::Appeals::set_raised(change, appeal.number, sum));
        }
        return {};
    });
}

} // namespace broadsheet::support

#include "newsletter/link_counter.h"

#include "db/transaction.h"

namespace broadsheet::newsletter {

Result<void> LinkCounter::flush(db::Connection& connection)
{
    return counts_.hand_over([&](auto const& counts) {
        return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
            for (auto const& [link, count] : counts)
                TRY(connection.execute(
                    "UPDATE issue_links SET followed = followed + $1 WHERE issue = $2 AND number = $3",
                    {count, link.first, link.second}));
            return {};
        });
    });
}

} // namespace broadsheet::newsletter

#pragma once

#include "base/clock.h"
#include "db/connection.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mail {

// How many messages at most go somewhere within a second, minute, hour or day.
struct Rate {
    std::int64_t most = 0;
    std::int64_t milliseconds = 0; // of the window
    bool operator==(Rate const&) const = default;
};

// Reads "14/s", or several parted by spaces: "14/s 50000/d"; "" for no limit. The units are s, m, h and d.
Result<std::vector<Rate>> parse_rates(std::string_view);
std::string to_text(std::vector<Rate> const&);

// Returns what is left to issues, which would use up everything for hours: one in twenty, and one at least
// where there are several, is kept for letters, for which somebody waits.
std::vector<Rate> without_reserve(std::vector<Rate>);

struct Permit {
    std::int64_t granted = 0;
    UtcMillis next_at = 0; // where fewer were granted than wanted: when to ask again
};

// Takes up to `wanted` messages from all the windows of a scope ("relay:main", "domain:example.org"), which
// are kept in the database, so that neither a restart nor a second process sends more. In the caller's write
// transaction.
Result<Permit> take_from_rates(
    db::Connection&, std::string_view scope, std::vector<Rate> const&, std::int64_t wanted, UtcMillis now);
// Deletes windows that are over.
Result<void> forget_old_rates(db::Connection&, UtcMillis now);

} // namespace broadsheet::mail

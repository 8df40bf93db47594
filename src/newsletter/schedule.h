#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "newsroom/newsletters.h"

#include <optional>

namespace broadsheet::newsletter {

// Returns when an issue goes out next, later than `after`: at the schedule's time on its clocks, also across
// their changes (an hour that is left out counts as the moment of the change; of one that comes twice, the
// first). Nothing where the schedule names no day.
Result<std::optional<UtcMillis>> next_time(newsroom::IssueSchedule const&, UtcMillis after);

// Returns the week that a time lies in on the schedule's clocks: weeks since 1970, from Monday on.
Result<std::int64_t> week_of(newsroom::IssueSchedule const&, UtcMillis);

} // namespace broadsheet::newsletter

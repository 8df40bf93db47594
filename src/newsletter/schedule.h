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

} // namespace broadsheet::newsletter

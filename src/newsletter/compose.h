#pragma once

#include "newsroom/change.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

#include <functional>

namespace broadsheet::newsletter {

// Returns a draft with the week's best articles, not saved: its subject is the first one's title, its time
// that of the schedule.
Result<newsroom::Issue> suggest_issue(db::Connection&, newsroom::Newsletter const&, UtcMillis now);

// Returns why the issue cannot be sent as it is, naming the field: `invalid`.
Result<void> check_complete(db::Connection&, newsroom::Issue const&);

// Hands an issue to delivery, within the change that makes it part of the archive.
using SetOut = std::function<Result<void>(newsroom::Change&, newsroom::Issue const&)>;

// Begins a send to all who are subscribed now.
Result<void> hand_to_delivery(newsroom::Change&, newsroom::Issue const&);

// Sends the issue: from now on it is in the archive, and nothing of it changes but what its articles say.
// `invalid`, saying what is missing, where it cannot be sent as it is.
Result<void> set_out(newsroom::Change&, newsroom::Issue, SetOut const&);

// Does what the schedules ask for: makes the draft of an issue two days before its time, sends what is
// approved at its time, and holds or sends, as its newsletter is set, what nobody has approved. Several
// programs may do so at once.
Result<void> keep_schedules(db::Connection&, Clock const&, Random&, SetOut const&);

inline constexpr std::int64_t suggested_ahead = 2LL * 24 * 60 * 60 * 1000; // milliseconds

} // namespace broadsheet::newsletter

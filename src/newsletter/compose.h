#pragma once

#include "newsletter/issue_renderer.h"
#include "newsroom/change.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

#include <functional>

namespace broadsheet::newsletter {

// Returns a draft with the week's best articles, not saved: its subject is the first one's title, its time
// that of the schedule.
Result<newsroom::Issue> suggest_issue(db::Connection&, newsroom::Newsletter const&, UtcMillis now);

// Returns the id of a draft that somebody begins: that of the week's issue where it is there and not sent,
// and else of a new one with the week's best. Where the week has had its issue, the new one has no time.
Result<std::string> begin_issue(newsroom::Change&, newsroom::Newsletter const&);

// Returns why the issue cannot be sent as it is, naming the field: `invalid`.
Result<void> check_complete(db::Connection&, newsroom::Issue const&);

// Hands an issue to delivery, within the change that makes it part of the archive.
using SetOut = std::function<Result<void>(newsroom::Change&, newsroom::Issue const&)>;

// Writes the issue as mail, keeps that, and begins a send to all who are subscribed now. The renderer
// outlives what is returned.
SetOut hand_to_delivery(IssueRenderer const&);

// Sends the issue: from now on it is in the archive, where nothing of it changes but what its articles say.
// `invalid`, saying what is missing, or `limit`, where it cannot be sent as it is: then the change is to be
// given up.
Result<void> set_out(newsroom::Change&, newsroom::Issue, SetOut const&);

// Does what the schedules ask for: makes the draft of a week's issue two days before its time, once, sends
// what is approved at its time, and holds or sends, as its newsletter is set, what nobody has approved; holds
// what cannot be sent as it is. Several programs may do so at once. What goes wrong with one newsletter or
// issue is logged, and the others go on.
Result<void> keep_schedules(db::Connection&, Clock const&, Random&, SetOut const&);

inline constexpr std::int64_t suggested_ahead = 2LL * 24 * 60 * 60 * 1000; // milliseconds

} // namespace broadsheet::newsletter

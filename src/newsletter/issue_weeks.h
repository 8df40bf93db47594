#pragma once

#include "newsroom/change.h"
#include "newsroom/newsletters.h"

#include <optional>
#include <string>

namespace broadsheet::newsletter {

// Which week (newsletter/schedule.h) has had its issue made, whatever has become of it since. Each call is
// made within the caller's transaction.

// Returns the id of the issue that was made for the week, which may be no more; nothing: none was.
Result<std::optional<std::string>> issue_made_for(
    db::Connection&, std::string_view newsletter, std::int64_t week);
// Whether the week needs no issue: one was made for it, or one made for another week goes out in it.
Result<bool> is_taken(db::Connection&, newsroom::Newsletter const&, std::int64_t week);
Result<void> take_week(
    newsroom::Change&, std::string_view newsletter, std::int64_t week, std::string_view issue);

} // namespace broadsheet::newsletter

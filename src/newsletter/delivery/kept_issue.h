#pragma once

#include "db/connection.h"
#include "newsletter/delivery/rendered_issue.h"

#include <optional>

namespace broadsheet::newsletter {

// What a send says, kept from the moment it set out, because its articles and the appeal may change while it
// is under way, and a copy that is tried again has to be the same. Each call is made within the caller's
// transaction.
Result<void> keep_issue(db::Connection&, std::int64_t send, RenderedIssue const&);
// Nothing for a send that keeps none: a welcome letter, which says what it says now.
Result<std::optional<RenderedIssue>> find_kept_issue(db::Connection&, std::int64_t send);

} // namespace broadsheet::newsletter

#pragma once

#include "db/connection.h"
#include "workflow/content.h"

#include <string>
#include <vector>

namespace broadsheet::workflow {

// What an article said for a while, or what was typed in it and discarded.
struct PastText {
    newsroom::Number revision = 0; // 0: what it says now
    UtcMillis saved_at = 0;
    std::string saved_by; // a name as it was then; "": a program
    bool was_typed = false; // it never was the article
    Content content;
};

// Returns what the article has said, what it says now first.
Result<std::vector<PastText>> history_of(db::Connection&, newsroom::Article const&);

// Returns what a text of the history took the place of: of one that was only typed, what the article said
// then. Null: it was the first. The text is one of the history.
PastText const* before(std::vector<PastText> const& history, PastText const&);

} // namespace broadsheet::workflow

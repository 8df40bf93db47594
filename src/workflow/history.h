#pragma once

#include "db/connection.h"
#include "newsroom/article.h"

#include <string>
#include <vector>

namespace broadsheet::workflow {

// What an article said for a while.
struct PastText {
    newsroom::Number revision = 0; // 0: what it says now
    UtcMillis saved_at = 0;
    std::string saved_by; // a name as it was then; "": a program
    std::string title;
    std::string standfirst;
    std::string body;

    // Returns all of it as lines, for comparing.
    std::string lines() const;
};

// Returns what the article has said, what it says now first.
Result<std::vector<PastText>> history_of(db::Connection&, newsroom::Article const&);

} // namespace broadsheet::workflow

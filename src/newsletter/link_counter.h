#pragma once

#include "base/tally.h"
#include "db/connection.h"
#include "newsroom/article.h"

namespace broadsheet::newsletter {

// Counts in memory how often links of issues are followed, until flush() adds the counts to their sums
// (newsletter/issue_links.h). Nothing is known of who followed one, or when. Thread-safe.
class LinkCounter {
public:
    std::shared_ptr<std::atomic<std::uint64_t>> of(newsroom::Number issue, newsroom::Number link)
    {
        return counts_.of({issue, link});
    }

    // Adds what was counted since the last time, in a transaction of its own. What cannot be written is kept.
    Result<void> flush(db::Connection&);

private:
    Tally<std::pair<newsroom::Number, newsroom::Number>> counts_;
};

} // namespace broadsheet::newsletter

#pragma once

#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

#include <vector>

namespace broadsheet::newsletter {

// An article that could go into the next issue.
struct Candidate {
    newsroom::Number article = 0;
    std::string id;
    std::string title;
    std::string standfirst;
    newsroom::Number section = 0; // a tag; 0: none
    std::string section_name;
    bool is_featured = false;
    UtcMillis published_at = 0;
    std::int64_t views = 0; // of the last week
};

struct SuggestionLimits {
    static constexpr std::size_t candidates = 200;
    static constexpr std::size_t articles = 8; // of a suggested issue
    static constexpr std::int64_t period = 7LL * 24 * 60 * 60 * 1000; // where no issue was sent yet
};

// Returns what was published in the newsletter's language since its last issue was sent, and is not in it:
// the best first. Featured articles go before others, then sections take turns in the order of the front
// page, each with what is read most, and newest.
Result<std::vector<Candidate>> find_candidates(db::Connection&, newsroom::Newsletter const&, UtcMillis now);

// The same order, of candidates in any.
std::vector<Candidate> in_order(std::vector<Candidate>);

} // namespace broadsheet::newsletter

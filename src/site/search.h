#pragma once

#include "base/result.h"
#include "newsroom/article.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// How many results can be paged through, the best of all.
constexpr std::size_t most_search_results = 300;

struct SearchRequest {
    std::string query; // as a reader types it (site/search/query.h)
    std::string language;
    std::size_t limit = 20;
    std::size_t page = 1; // one beyond the last is answered with the last
    std::vector<std::string> other_languages = {}; // in which matches are only counted
};

struct SearchHit {
    newsroom::Number article = 0;
    std::string excerpt; // HTML: escaped text with <mark>
};

struct SearchResult {
    std::vector<SearchHit> hits; // best first
    std::size_t page = 1; // that these are
    std::size_t total = 0; // of all that match
    std::vector<std::size_t> elsewhere; // the count of each of the other languages
};

// Full-text search over what is published.
class Search {
public:
    virtual ~Search() = default;
    // Thread-safe. A query without a word finds nothing.
    virtual Result<SearchResult> find(SearchRequest const&) const = 0;
};

} // namespace broadsheet::site

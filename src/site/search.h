#pragma once

#include "base/result.h"
#include "newsroom/article.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

struct SearchRequest {
    std::string query; // as a reader types it (site/search/query.h)
    std::string language;
    std::size_t limit = 20;
    std::size_t page = 1;
};

struct SearchHit {
    newsroom::Number article = 0;
    std::string excerpt; // HTML: escaped text with <mark>
};

struct SearchResult {
    std::vector<SearchHit> hits; // best first
    std::size_t total = 0;
};

// Full-text search over what is published.
class Search {
public:
    virtual ~Search() = default;
    // Thread-safe. A query without a word finds nothing.
    virtual Result<SearchResult> find(SearchRequest const&) const = 0;
};

} // namespace broadsheet::site

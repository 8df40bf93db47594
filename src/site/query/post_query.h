#pragma once

#include "site/edition/snapshot.h"
#include "site/query/nql.h"

#include <optional>

namespace broadsheet::site {

// Which articles (or pages) to list, as {{#get "posts"}} and the content API ask for them.
struct PostQuery {
    std::optional<std::size_t> language = 0; // none: all of them
    bool pages = false;
    Filter filter;
    std::string order; // "published_at desc", "featured desc, published_at asc"; empty: newest first
    std::size_t limit = 15;
    std::size_t page = 1;
};

struct PostQueryResult {
    std::vector<Ordinal> posts; // of the page asked for
    std::size_t total = 0;
};

// Errors: `invalid` for a property or order there is none of.
Result<PostQueryResult> find_posts(Snapshot const&, PostQuery const&);

} // namespace broadsheet::site

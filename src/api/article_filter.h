#pragma once

#include "db/connection.h"
#include "site/query/nql.h"

#include <deque>
#include <string>
#include <vector>

namespace broadsheet::api {

// A filter as SQL over the table `articles`, which also holds what is not published.
struct ArticleCondition {
    std::string sql;
    std::vector<db::Parameter> parameters; // of $1, $2, …; the texts are those below
    std::deque<std::string> texts;
};

// Adds a filter to a condition. Errors: `invalid` for a property that articles do not have, or a value that
// it cannot have.
Result<void> add_filter(ArticleCondition&, site::Filter const&);

// Returns ORDER BY's terms for "published_at desc, title asc"; empty: as Ghost lists posts, what is
// scheduled first, then drafts, then the newest. Errors: `invalid`.
Result<std::string> order_terms(std::string_view order);

} // namespace broadsheet::api

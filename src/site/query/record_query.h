#pragma once

#include "site/edition/catalogue.h"
#include "site/query/nql.h"

#include <optional>

namespace broadsheet::site {

// Which tags or bylines to list, as {{#get "tags"}} and Ghost's API ask for them.
struct RecordQuery {
    enum class Kind { tags, sections, bylines };

    Kind kind = Kind::tags;
    std::optional<std::size_t> language; // whose articles count; none: all, and names are in the first
    Filter filter; // of slug, name, id, visibility, count.posts
    // "name asc", "count.posts desc, slug", ascending where it does not say: of slug, name, id, count.posts; empty: as they stand in the
    // catalogue.
    std::string order;
    bool with_hidden = false; // also those without a published article, and internal tags
    std::size_t limit = 15;
    std::size_t page = 1;
};

struct FoundRecord {
    newsroom::Tag const* tag = nullptr; // one of the two
    newsroom::Byline const* byline = nullptr;
    std::size_t articles = 0;
};

struct RecordQueryResult {
    std::vector<FoundRecord> records; // of the page asked for; they live as long as the catalogue
    std::size_t total = 0;
};

// `invalid`: the order is none, or of what records are not ordered by.
Result<RecordQueryResult> find_records(Catalogue const&, RecordQuery const&);

} // namespace broadsheet::site

#pragma once

#include "site/edition/snapshot.h"

#include <functional>

namespace broadsheet::site {

using PathVisitor = std::function<Result<void>(std::string_view path)>;

// Calls `visit` with every path that has a page (EditionReader::for_each_path).
Result<void> visit_paths(Snapshot const&, PathVisitor const& visit);

// Returns the first page of every list that has articles: fronts, sections, tags, bylines.
std::vector<std::string> list_paths(Catalogue const&);

// Calls `visit` with the articles and pages of the edition, in the order of their numbers, and their paths;
// the first `skip` are left out, and no more than `most` visited.
Result<void> visit_articles(Snapshot const&, std::size_t skip, std::size_t most,
    std::function<Result<void>(Ordinal, std::string_view path)> const& visit);

} // namespace broadsheet::site

#pragma once

#include "site/fingerprints.h"

#include <functional>

namespace broadsheet::site {

using PageVisitor = std::function<Result<void>(std::string_view path, std::uint64_t fingerprint)>;

// Call `visit` with every path that has a page (EditionReader::for_each_path), and its fingerprint; without
// fingerprints, with 0: one with the files of the search without a server, the other with the rest.
Result<void> visit_search_files(Snapshot const&, Fingerprints const*, PageVisitor const& visit);
Result<void> visit_pages(Snapshot const&, Fingerprints const*, PageVisitor const& visit);

// Returns the first page of every list that has articles: fronts, sections, tags, bylines.
std::vector<std::string> list_paths(Catalogue const&);

// Calls `visit` with the articles and pages of the edition, in the order of their numbers, and their paths;
// the first `skip` are left out, and no more than `most` visited.
Result<void> visit_articles(Snapshot const&, std::size_t skip, std::size_t most,
    std::function<Result<void>(Ordinal, std::string_view path)> const& visit);

} // namespace broadsheet::site

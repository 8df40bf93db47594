#include "site/query/pagination.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

std::string Pagination::path_of(std::size_t number) const
{
    if (!query.empty())
        return number == 1 ? base + query : fmt::format("{}{}&page={}", base, query, number);
    return number == 1 ? base : fmt::format("{}page/{}/", base, number);
}

std::vector<Ordinal> articles_of_page(Listing listing, Pagination const& pagination)
{
    auto const skipped = std::min((pagination.page - 1) * pagination.limit, listing.size());
    return newest(listing.first(listing.size() - skipped), pagination.limit);
}

std::vector<Ordinal> newest(Listing listing, std::size_t most)
{
    auto const part = listing.last(std::min(most, listing.size()));
    return {part.rbegin(), part.rend()};
}

} // namespace broadsheet::site

#include "site/query/pagination.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

std::size_t Pagination::pages() const
{
    if (numbers == Numbers::from_oldest)
        return std::max<std::size_t>(total / limit, 1);
    return total == 0 ? 1 : (total + limit - 1) / limit;
}

std::size_t Pagination::newer() const
{
    if (numbers == Numbers::from_newest || page == 1)
        return page - 1;
    return page == pages() ? 1 : page + 1;
}

std::size_t Pagination::older() const
{
    if (numbers == Numbers::from_newest)
        return page < pages() ? page + 1 : 0;
    if (page == 1)
        return pages() > 1 ? pages() : 0;
    return page == 2 ? 0 : page - 1;
}

std::string Pagination::path_of(std::size_t number) const
{
    if (!query.empty())
        return number == 1 ? base + query : fmt::format("{}{}&page={}", base, query, number);
    return number == 1 ? base : fmt::format("{}page/{}/", base, number);
}

std::vector<Ordinal> articles_of_page(Listing listing, Pagination const& pagination)
{
    if (pagination.numbers == Pagination::Numbers::from_oldest) {
        auto const on_others = (pagination.pages() - 1) * pagination.limit;
        if (pagination.page == 1)
            return newest(listing, listing.size() - on_others);
        auto const before = (pagination.page - 2) * pagination.limit;
        return newest(listing.first(before + pagination.limit), pagination.limit);
    }
    auto const skipped = std::min((pagination.page - 1) * pagination.limit, listing.size());
    return newest(listing.first(listing.size() - skipped), pagination.limit);
}

std::vector<Ordinal> newest(Listing listing, std::size_t most)
{
    auto const part = listing.last(std::min(most, listing.size()));
    return {part.rbegin(), part.rend()};
}

} // namespace broadsheet::site

#pragma once

#include "site/edition/catalogue.h"

#include <string>

namespace broadsheet::site {

// One page of a list that is shown newest first.
struct Pagination {
    std::size_t page = 1;
    std::size_t limit = 0;
    std::size_t total = 0; // articles
    std::string base; // path of the first page
    std::string query; // of a search: "?q=…"; empty for paths

    std::size_t pages() const { return total == 0 ? 1 : (total + limit - 1) / limit; }
    bool exists() const { return page >= 1 && page <= pages(); }
    std::string path_of(std::size_t number) const;
};

// Returns the articles of a page, newest first.
std::vector<Ordinal> articles_of_page(Listing, Pagination const&);

// Returns the newest of a listing, newest first.
std::vector<Ordinal> newest(Listing, std::size_t most);

} // namespace broadsheet::site

#pragma once

#include "site/edition/catalogue.h"

#include <string>

namespace broadsheet::site {

// One page of a list that is shown newest first.
struct Pagination {
    enum class Numbers {
        from_newest, // 1, 2, 3, …: what a page shows moves on with every article
        // The first page is 1; the others are counted from the oldest, which is 2, and keep what they show:
        // an article more changes the first page alone. That has up to twice `limit`.
        from_oldest,
    };
    std::size_t page = 1;
    std::size_t limit = 0;
    std::size_t total = 0; // articles
    std::string base; // path of the first page
    std::string query; // of a search: "?q=…"; empty for paths
    Numbers numbers = Numbers::from_newest;

    std::size_t pages() const;
    bool exists() const { return page >= 1 && page <= pages(); }
    // Return the number of the page before and after this one; 0: there is none.
    std::size_t newer() const;
    std::size_t older() const;
    std::string path_of(std::size_t number) const;
};

// Returns the articles of a page, newest first.
std::vector<Ordinal> articles_of_page(Listing, Pagination const&);

// Returns the newest of a listing, newest first.
std::vector<Ordinal> newest(Listing, std::size_t most);

} // namespace broadsheet::site

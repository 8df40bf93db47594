#pragma once

#include "site/search/query.h"

#include <memory>
#include <string>
#include <string_view>

namespace broadsheet::site {

// Cuts out of texts the parts that show what is wanted of them. Keeps the stems of the words it has seen, so
// use one for all results of a search. Not thread-safe.
class Excerpts {
public:
    Excerpts(std::string_view language, SearchQuery const&);
    ~Excerpts();

    // Returns the part of a text (about thirty words) that has the most of what is wanted, as HTML: escaped,
    // with the words in <mark>. Where nothing is found, the beginning.
    std::string of(std::string_view text);

private:
    class Wanted;
    std::unique_ptr<Wanted> wanted_;
};

} // namespace broadsheet::site

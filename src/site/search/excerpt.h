#pragma once

#include "site/search/query.h"

#include <string>
#include <string_view>

namespace broadsheet::site {

// Returns the part of a text (about thirty words) that has the most of what is wanted, as HTML: escaped, with
// the words in <mark>. Where nothing is found, the beginning.
std::string search_excerpt(std::string_view text, std::string_view language, SearchQuery const&);

} // namespace broadsheet::site

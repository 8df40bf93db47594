#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::site {

struct SearchQueryLimits {
    std::size_t size = 1'000; // bytes
    std::size_t terms = 16; // those beyond are ignored
};

// What a reader looks for: every wanted term must occur, no unwanted one may.
//   tram strike       both words, in any form ("strikes")
//   "tram strike"     one behind the other
//   tram*             words that begin so
//   -bus              without it; also -"night bus"
// Anything else is punctuation between words. No input is an error.
struct SearchQuery {
    struct Term {
        std::vector<std::string> words; // folded (text/words.h); several are a phrase
        bool is_prefix = false; // the last word only begins so
        bool is_unwanted = false;
    };
    std::vector<Term> terms;

    // Whether it says what to find, not only what not to.
    bool wants_something() const;
};

SearchQuery parse_search_query(std::string_view text, SearchQueryLimits const& = {});

// Returns the query in FTS5's language (https://www.sqlite.org/fts5.html#full_text_query_syntax): quoted
// strings of letters and digits, and operators of ours. The query must want something.
std::string fts_expression(SearchQuery const&);

} // namespace broadsheet::site

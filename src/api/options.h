#pragma once

#include "base/form.h"
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::api {

// What a request says about the answer it wants (https://docs.ghost.org/content-api/parameters).
struct Options {
    static constexpr std::size_t default_limit = 15;
    static constexpr std::size_t largest_limit = 100;

    std::size_t limit = default_limit;
    std::size_t page = 1;
    std::string filter;
    std::string order;
    std::vector<std::string> include;
    std::vector<std::string> fields; // empty: all
    std::vector<std::string> formats; // empty: the usual one

    bool includes(std::string_view what) const;
    // Whether a form of a post's text is wanted; the usual one also where nothing is said.
    bool wants(std::string_view format, bool is_usual) const;
};

// A limit over the largest is the largest, as "all" is. Errors: `invalid` for a limit or page that is no
// number.
Result<Options> read_options(FormFields const& query);

} // namespace broadsheet::api

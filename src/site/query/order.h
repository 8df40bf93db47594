#pragma once

#include "base/result.h"

#include <optional>
#include <string_view>
#include <vector>

namespace broadsheet::site {

// One of the properties that a list is ordered by.
struct OrderTerm {
    std::string_view property;
    std::optional<bool> is_descending; // none: neither asc nor desc is said, and Ghost passes it over
};

// Returns the terms of "published_at desc, title asc", views into it; none for a blank text. `invalid` for a
// direction that is neither. What the properties are is the caller's to know.
Result<std::vector<OrderTerm>> parse_order(std::string_view);

} // namespace broadsheet::site

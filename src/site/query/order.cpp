#include "site/query/order.h"

#include "base/ascii.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::site {

namespace {

Result<std::optional<bool>> parse_direction(std::string_view direction)
{
    if (direction.empty())
        return std::optional<bool>();
    bool const is_descending = equals_ignoring_case(direction, "desc");
    if (!is_descending && !equals_ignoring_case(direction, "asc"))
        return invalid(fmt::format("an order is \"asc\" or \"desc\", not \"{}\"", direction));
    return std::optional(is_descending);
}

} // namespace

Result<std::vector<OrderTerm>> parse_order(std::string_view order)
{
    std::vector<OrderTerm> terms;
    for (order = trimmed(order); !order.empty();) {
        auto const part = order.substr(0, order.find(','));
        order.remove_prefix(std::min(part.size() + 1, order.size()));
        auto const term = trimmed(part);
        auto const property = term.substr(0, term.find(' '));
        terms.push_back({property, TRY(parse_direction(trimmed(term.substr(property.size()))))});
    }
    return terms;
}

} // namespace broadsheet::site

#pragma once

#include "templates/collections.h"

namespace broadsheet::templates {

// Returns a list of the maps that `fields` makes of each.
template <typename Range, typename Fields>
Value list_of(Range const& range, Fields const& fields)
{
    Array list;
    for (auto const& one : range)
        list.push_back(Value::make<Map>(fields(one)));
    return Value::make<Array>(std::move(list));
}

} // namespace broadsheet::templates

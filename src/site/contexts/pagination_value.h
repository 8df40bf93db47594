#pragma once

#include "site/query/pagination.h"
#include "templates/collections.h"

namespace broadsheet::site {

// `pagination` as templates see it (docs/themes.md, "Data"): a templates::Map.
inline templates::Value pagination_value(Pagination const& pagination)
{
    using templates::Map;
    using templates::Value;
    auto const page = pagination.page;
    auto const has_next = page < pagination.pages();
    auto const has_previous = page > 1;
    return Value::make<Map>(Map{
        {"page", Value(page)},
        {"pages", Value(pagination.pages())},
        {"limit", Value(pagination.limit)},
        {"total", Value(pagination.total)},
        {"next", has_next ? Value(page + 1) : Value(nullptr)},
        {"prev", has_previous ? Value(page - 1) : Value(nullptr)},
        {"next_url", has_next ? Value(pagination.path_of(page + 1)) : Value(nullptr)},
        {"prev_url", has_previous ? Value(pagination.path_of(page - 1)) : Value(nullptr)},
    });
}

} // namespace broadsheet::site

#pragma once

#include "db/connection.h"

#include <type_traits>

namespace broadsheet::db {

// Runs `body()` (which returns a Result) in a transaction: committed if it succeeds, rolled back if it fails.
// Transactions do not nest.
template <typename Body>
auto transaction(Connection& connection, Access access, Body&& body) -> std::invoke_result_t<Body>
{
    TRY(connection.begin(access));
    auto result = body();
    if (!result.ok()) {
        connection.roll_back();
        return result;
    }
    if (auto committed = connection.commit(); !committed.ok()) {
        connection.roll_back();
        return std::move(committed).error();
    }
    return result;
}

} // namespace broadsheet::db

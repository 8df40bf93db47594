#pragma once

#include "db/connection.h"

#include <type_traits>

namespace broadsheet::db {

enum class Access {
    read, // one snapshot for all queries in it; writes fail
    write, // takes the write lock at the start, so that it cannot fail half-way for lack of it
};

Result<void> begin(Connection&, Access);
Result<void> commit(Connection&);
void roll_back(Connection&);

// Runs `body()` (which returns a Result) in a transaction: committed if it succeeds, rolled back if it fails.
// Transactions do not nest.
template <typename Body>
auto transaction(Connection& connection, Access access, Body&& body) -> std::invoke_result_t<Body>
{
    TRY(begin(connection, access));
    auto result = body();
    if (!result.ok()) {
        roll_back(connection);
        return result;
    }
    if (auto committed = commit(connection); !committed.ok()) {
        roll_back(connection);
        return std::move(committed).error();
    }
    return result;
}

} // namespace broadsheet::db

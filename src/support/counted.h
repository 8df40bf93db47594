#pragma once

#include <string_view>

namespace broadsheet::support {

// A condition on the rows of `pledges`, in SQL: whether what they brought is in the newspaper's figures.
// Tests and demonstrations are, until the first real money has come.
inline constexpr std::string_view is_counted
    = "(pledges.is_live = 1 OR NOT EXISTS (SELECT 1 FROM ledger AS come JOIN pledges AS live "
      "ON live.number = come.pledge WHERE live.is_live = 1 AND come.moved <> 0))";

} // namespace broadsheet::support

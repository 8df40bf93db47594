#pragma once

#include "cli/findings.h"

#include <gmock/gmock.h>
#include <string>

namespace broadsheet::cli {

// Matches a finding of that health which says so.
inline auto is(Health health, std::string const& what)
{
    return testing::AllOf(
        testing::Field(&Finding::health, health), testing::Field(&Finding::what, testing::HasSubstr(what)));
}

} // namespace broadsheet::cli

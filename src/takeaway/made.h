#pragma once

#include <cstdint>

namespace broadsheet::takeaway {

// What has been written.
struct Made {
    std::uint64_t articles = 0;
    std::uint64_t bytes = 0;
};

} // namespace broadsheet::takeaway

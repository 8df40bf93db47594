#pragma once

#include <cstddef>
#include <cstdint>

namespace broadsheet::templates {

// What compiling one template may cost. Reaching a limit is an error that names it.
struct SourceLimits {
    std::size_t size = 1 << 20; // bytes
    std::size_t nesting = 100; // blocks within blocks, subexpressions within subexpressions
    std::size_t arguments = 100; // of one tag or subexpression; block parameters count
};

// What rendering one page may cost. Reaching a limit is an error that names it; no page is cut short
// silently.
struct RenderLimits {
    std::size_t depth = 128; // blocks, partials and layouts within one another, as they run
    std::size_t output_size
        = 16 << 20; // bytes of what is appended to, and of any one string a helper returns
    std::uint64_t steps = 2'000'000; // statements, helper calls and rounds of loops
};

} // namespace broadsheet::templates

#include "base/clock.h"

#include <chrono>

namespace broadsheet {

UtcMillis SystemClock::now() const
{
    auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

std::int64_t SystemClock::monotonic() const
{
    auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_boot).count();
}

} // namespace broadsheet

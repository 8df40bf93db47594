#pragma once

#include "base/clock.h"

#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace broadsheet::newsletter {

// Counts how often something comes within a window of time, without keeping what it is: only a keyed hash, in
// memory. Holds a bounded number of them. Thread-safe.
class RateCounter {
public:
    static constexpr std::uint32_t full = std::numeric_limits<std::uint32_t>::max();

    // `key`: 32 random bytes of this process.
    RateCounter(Clock const& clock, std::string key, std::int64_t window, std::size_t most)
        : clock_(clock)
        , key_(std::move(key))
        , window_(window)
        , most_(most)
    {
    }

    // Counts one more and returns how many there are in this window, or `full` where there is no room for
    // another.
    std::uint32_t count(std::string_view what);
    // Returns how many there are in this window, and counts none.
    std::uint32_t look(std::string_view what);

private:
    std::uint64_t hash_of(std::string_view what) const;
    void begin_window();

    Clock const& clock_;
    std::string const key_;
    std::int64_t const window_; // milliseconds
    std::size_t const most_;
    std::mutex mutex_; // guards the rest
    std::unordered_map<std::uint64_t, std::uint32_t> counts_;
    std::int64_t began_ = 0;
};

} // namespace broadsheet::newsletter

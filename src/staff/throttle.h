#pragma once

#include "base/clock.h"
#include "base/random.h"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace broadsheet::staff {

// How many failures something may make: `burst` at once, and one more each `refill` milliseconds.
struct Allowance {
    int burst = 10;
    std::int64_t refill = 5LL * 60 * 1000;
};

// Slows down whoever guesses. Held in memory alone, and under a key drawn at the start, so that no address is
// ever written down; a restart forgets, which a guesser cannot cause. Thread-safe.
class Throttle {
public:
    Throttle(Clock const&, Random&, Allowance);

    // Returns 0 if the key may try now, or else the milliseconds until it may.
    std::int64_t wait(std::string_view key) const;
    void count_failure(std::string_view key);

    // Keys held at most; beyond it those that have waited longest are forgotten.
    static constexpr std::size_t most_keys = 100'000;

private:
    // The time at which all failures will have been forgiven.
    using Debt = UtcMillis;

    std::uint64_t bucket(std::string_view key) const;
    void make_room();

    Clock const& clock_;
    Allowance allowance_;
    std::string secret_;
    mutable std::mutex mutex_;
    std::unordered_map<std::uint64_t, Debt> debts_;
};

} // namespace broadsheet::staff

#pragma once

#include "base/encoding.h"

#include <cstdint>
#include <string_view>

namespace broadsheet {

// A number that stands for what was added, in its order: the same things give the same number on every
// machine, others another one, but for chances of 1 in 2^64. Not for security.
class Fingerprint {
public:
    constexpr Fingerprint& add(std::uint64_t number)
    {
        // The finaliser of SplitMix64: every bit of what went in changes half of those that come out.
        auto mixed = (state_ ^ number) + 0x9e3779b97f4a7c15ULL;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        state_ = mixed ^ (mixed >> 31);
        return *this;
    }
    constexpr Fingerprint& add(std::string_view text) { return add(hash64(text)).add(text.size()); }

    // Never 0, which may stand for what has none.
    constexpr std::uint64_t value() const { return state_ == 0 ? 1 : state_; }

private:
    std::uint64_t state_ = 0;
};

} // namespace broadsheet

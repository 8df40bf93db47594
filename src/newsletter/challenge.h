#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "newsletter/rate_counter.h"

#include <string>
#include <string_view>

namespace broadsheet::newsletter {

// What a browser has to do before its form is taken during a flood: a little work, or, without a script, wait
// and press again. Nothing is kept until it is met, and each is met once. Thread-safe.
class Challenge {
public:
    static constexpr int bits = 18; // about 260,000 hashes: a second in a browser
    static constexpr std::int64_t wait = 20'000; // milliseconds, for those without a script
    static constexpr std::int64_t lifetime = 15 * 60'000;
    static constexpr std::size_t longest = 200; // bytes, of what a browser sends back

    Challenge(Clock const&, Random&);

    // Returns one for exactly this form.
    std::string make(std::string_view form);
    // Returns whether it is met: the work is done (SHA-256 of `challenge:solution` begins with so many zero
    // bits), or the time is over. One that is met is spent.
    bool is_met(std::string_view challenge, std::string_view solution, std::string_view form);

private:
    std::string signature(std::string_view text, std::string_view form) const;

    Clock const& clock_;
    Random& random_;
    std::string const key_; // of this process
    RateCounter spent_;
};

// Returns whether the work is done.
bool is_solution(std::string_view challenge, std::string_view solution, int bits);

} // namespace broadsheet::newsletter

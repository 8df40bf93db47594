#pragma once

#include "base/clock.h"
#include "base/random.h"

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace broadsheet::staff {

// The questions that passkeys sign: each made for one browser, answered once, within five minutes. Held in
// memory; after a restart the page is loaded again. Thread-safe.
class Challenges {
public:
    Challenges(Clock const& clock, Random& random)
        : clock_(clock)
        , random_(random)
    {
    }

    static constexpr std::int64_t lifetime = 5LL * 60 * 1000; // milliseconds
    static constexpr std::size_t most = 10'000; // beyond it the oldest are forgotten

    // Returns a challenge, base64url of 256 random bits, for whoever holds `holder` (a session's token, or
    // that of a browser that has yet to sign in).
    std::string make(std::string_view holder);
    // Returns whether the challenge was made for the holder and is still open, and closes it.
    bool use(std::string_view challenge, std::string_view holder);

private:
    struct Open {
        std::string holder; // hash
        UtcMillis until = 0;
    };
    void make_room();

    Clock const& clock_;
    Random& random_;
    std::mutex mutex_;
    std::unordered_map<std::string, Open> open_;
    std::deque<std::string> made_; // in the order of time; those used are among them
};

} // namespace broadsheet::staff

#pragma once

#include "newsletter/delivery/return_path.h"

#include <map>
#include <mutex>

namespace broadsheet::newsletter {

// How often relays did not take a copy without saying why (mail::Fate::not_sent). Where they serve nobody,
// that is no fault of the reader's; a relay that takes others' meanwhile and never this one would hold the
// whole send up, and the letters too. Thread-safe; the memory of one process.
class VainTries {
public:
    static constexpr int enough = 3;

    // Counts one more. `sent`: how many the relay has answered for up to now. True: these are enough, and the
    // relay has answered for others meanwhile.
    bool add(CopyNumber, std::int64_t sent);
    void forget(CopyNumber);

private:
    struct Tries {
        int count = 0;
        std::int64_t sent_at_first = 0;
    };
    std::mutex mutex_; // guards the rest
    std::map<std::pair<std::int64_t, std::int64_t>, Tries> tries_;
};

} // namespace broadsheet::newsletter

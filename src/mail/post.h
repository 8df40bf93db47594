#pragma once

#include "base/result.h"

#include <string>
#include <utility>
#include <vector>

namespace broadsheet::mail {

// One mail to one person, as a room above words it; UTF-8. `Auto-Submitted: auto-generated` is always added:
// issues of a newsletter do not go this way.
struct Letter {
    std::string to; // address
    std::string subject;
    std::string text; // plain part
    std::string html; // "": none
    std::string language; // "ru"
    std::string key; // the same key is the same message (Message-ID, boundary); "": a random one
    std::vector<std::pair<std::string, std::string>> headers; // further ones, e.g. List-Unsubscribe
};

// Takes letters. Thread-safe.
class Post {
public:
    virtual ~Post() = default;

    // Blocks until a relay (or the captured outbox) has taken the letter; for jobs. `unavailable`: try later;
    // `invalid`: refused for good.
    virtual Result<void> send(Letter const&) = 0;
    // Returns at once; the letter waits in memory only, because nothing of it may lie on a disk. `limit`:
    // full.
    virtual Result<void> hand_over(Letter) = 0;
};

} // namespace broadsheet::mail

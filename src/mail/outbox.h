#pragma once

#include "base/clock.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace broadsheet::mail {

struct OutboxLimits {
    static constexpr std::size_t mails = 200; // the oldest go first
    static constexpr std::size_t bytes = 16U << 20;
};

// A mail that nothing has sent.
struct CapturedMail {
    std::int64_t number = 0; // grows
    UtcMillis at = 0;
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
    std::string message; // as it would have gone over the wire
};

// Where mail goes until a relay is set: the server's memory, and nowhere else. Thread-safe.
class Outbox {
public:
    void add(CapturedMail);
    // The newest first.
    std::vector<std::shared_ptr<CapturedMail const>> list() const;
    // Null if there is none, or no longer.
    std::shared_ptr<CapturedMail const> find(std::int64_t number) const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<CapturedMail const>> mails_;
    std::size_t bytes_ = 0;
    std::int64_t last_ = 0;
};

} // namespace broadsheet::mail

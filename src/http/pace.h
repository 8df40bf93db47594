#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace broadsheet::http {

// A deadline that moving bytes push back: a peer that keeps to a rate may go on for ever, one that falls
// behind it by more than the grace is late. Times are Clock::monotonic() milliseconds.
class Pace {
public:
    Pace(std::chrono::milliseconds grace, std::size_t bytes_per_second)
        : grace_(grace.count())
        , bytes_per_second_(static_cast<std::int64_t>(std::max<std::size_t>(bytes_per_second, 1)))
    {
    }

    void start(std::int64_t now) { deadline_ = now + grace_; }
    void moved(std::int64_t now, std::size_t bytes)
    {
        auto const earned = static_cast<std::int64_t>(bytes) * 1000 / bytes_per_second_;
        deadline_ = std::min(deadline_ + earned, now + grace_);
    }
    std::int64_t deadline() const { return deadline_; }

private:
    std::int64_t grace_;
    std::int64_t bytes_per_second_;
    std::int64_t deadline_ = 0;
};

} // namespace broadsheet::http

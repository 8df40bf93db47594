#pragma once

#include <atomic>
#include <cstdint>

namespace broadsheet {

// Milliseconds since 1970-01-01T00:00:00Z. Every time inside the program is one of these; the newspaper's
// time zone is applied only where a person reads it (text/dates.h).
using UtcMillis = std::int64_t;

// Where the time comes from. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual UtcMillis now() const = 0;
    // Milliseconds that never jump, for measuring durations only.
    virtual std::int64_t monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    UtcMillis now() const override;
    std::int64_t monotonic() const override;
};

// A clock that tests set by hand.
class ManualClock final : public Clock {
public:
    explicit ManualClock(UtcMillis start)
        : now_(start)
    {
    }
    UtcMillis now() const override { return now_; }
    std::int64_t monotonic() const override { return now_; }
    void advance(std::int64_t milliseconds) { now_ += milliseconds; }

private:
    std::atomic<UtcMillis> now_;
};

} // namespace broadsheet

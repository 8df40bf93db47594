#pragma once

#include "base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::cli {

// Draws how far a piece of work is, on standard error, if that is a terminal; otherwise says nothing. At most
// ten times a second. Used by one thread at a time.
class ProgressBar {
public:
    explicit ProgressBar(Clock const&);
    ~ProgressBar();

    void begin(std::string_view what, std::uint64_t total);
    void reach(std::uint64_t done);
    void end();

private:
    void draw(std::uint64_t done);

    Clock const& clock_;
    bool on_terminal_;
    std::string what_;
    std::uint64_t total_ = 0;
    std::int64_t started_at_ = 0;
    std::int64_t drawn_at_ = 0;
    bool drawn_ = false;
};

} // namespace broadsheet::cli

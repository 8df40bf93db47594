#include "cli/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace broadsheet::cli {

namespace {

constexpr int bar_width = 30;
constexpr std::int64_t milliseconds_between_drawings = 100;

std::string remaining_text(std::int64_t elapsed_ms, std::uint64_t done, std::uint64_t total)
{
    if (done == 0 || elapsed_ms < 1000)
        return "";
    auto remaining = static_cast<double>(elapsed_ms) / 1000 * static_cast<double>(total - done)
        / static_cast<double>(done);
    return fmt::format(
        "  {}:{:02} left", static_cast<long>(remaining) / 60, static_cast<long>(remaining) % 60);
}

} // namespace

ProgressBar::ProgressBar(Clock const& clock)
    : clock_(clock)
    , on_terminal_(isatty(STDERR_FILENO) == 1)
{
}

ProgressBar::~ProgressBar()
{
    end();
}

void ProgressBar::begin(std::string_view what, std::uint64_t total)
{
    end();
    what_ = what;
    total_ = total;
    started_at_ = clock_.monotonic();
    drawn_at_ = 0;
}

void ProgressBar::reach(std::uint64_t done)
{
    if (!on_terminal_ || total_ == 0 || clock_.monotonic() - drawn_at_ < milliseconds_between_drawings)
        return;
    drawn_at_ = clock_.monotonic();
    draw(std::min(done, total_));
}

void ProgressBar::draw(std::uint64_t done)
{
    auto filled = static_cast<int>(static_cast<double>(done) / static_cast<double>(total_) * bar_width);
    fmt::print(stderr, "\r{} [{}{}] {:3.0f}%{}\033[K", what_,
        std::string(static_cast<std::size_t>(filled), '#'),
        std::string(static_cast<std::size_t>(bar_width - filled), ' '),
        100.0 * static_cast<double>(done) / static_cast<double>(total_),
        remaining_text(drawn_at_ - started_at_, done, total_));
    std::fflush(stderr);
    drawn_ = true;
}

void ProgressBar::end()
{
    if (drawn_)
        fmt::print(stderr, "\r\033[K");
    drawn_ = false;
    total_ = 0;
}

} // namespace broadsheet::cli

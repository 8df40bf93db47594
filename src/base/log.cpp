#include "base/log.h"

#include <atomic>
#include <cstdio>
#include <ctime>

namespace broadsheet {

namespace {

std::atomic<LogLevel> lowest_level{LogLevel::info};

char const* label_of(LogLevel level)
{
    switch (level) {
    case LogLevel::debug:
        return "debug";
    case LogLevel::info:
        return "info";
    case LogLevel::warning:
        return "warning";
    case LogLevel::error:
        return "error";
    }
    return "error";
}

} // namespace

void set_log_level(LogLevel level)
{
    lowest_level = level;
}

void log_line(LogLevel level, std::string_view message)
{
    if (level < lowest_level)
        return;
    std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    auto line = fmt::format("{} {} {}\n", stamp, label_of(level), message);
    // One write a line, so that lines of several threads never mix.
    std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace broadsheet

#include "base/log.h"

#include <cstdio>
#include <ctime>

namespace broadsheet {

namespace {

char const* label_of(LogLevel level)
{
    switch (level) {
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

void log_line(LogLevel level, std::string_view message)
{
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

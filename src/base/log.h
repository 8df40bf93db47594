#pragma once

#include <fmt/format.h>
#include <string_view>

namespace broadsheet {

enum class LogLevel { info, warning, error };

// Writes one line to standard error: time, level, message. Thread-safe. A message never holds a reader's
// address, user agent or requested path: nothing about a reader is ever written down.
void log_line(LogLevel, std::string_view message);

template <typename... Arguments>
void log_info(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    log_line(LogLevel::info, fmt::format(format, std::forward<Arguments>(arguments)...));
}

template <typename... Arguments>
void log_warning(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    log_line(LogLevel::warning, fmt::format(format, std::forward<Arguments>(arguments)...));
}

template <typename... Arguments>
void log_error(fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    log_line(LogLevel::error, fmt::format(format, std::forward<Arguments>(arguments)...));
}

} // namespace broadsheet

#include "base/result.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace broadsheet {

std::string_view name_of(ErrorCode code)
{
    switch (code) {
    case ErrorCode::invalid:
        return "invalid";
    case ErrorCode::not_found:
        return "not_found";
    case ErrorCode::forbidden:
        return "forbidden";
    case ErrorCode::conflict:
        return "conflict";
    case ErrorCode::limit:
        return "limit";
    case ErrorCode::io:
        return "io";
    case ErrorCode::database:
        return "database";
    case ErrorCode::unavailable:
        return "unavailable";
    case ErrorCode::internal:
        return "internal";
    }
    return "internal";
}

Error Error::within(std::string_view where) &&
{
    return {code, fmt::format("{}: {}", where, message)};
}

Error invalid(std::string message)
{
    return {ErrorCode::invalid, std::move(message)};
}

Error not_found(std::string message)
{
    return {ErrorCode::not_found, std::move(message)};
}

Error forbidden(std::string message)
{
    return {ErrorCode::forbidden, std::move(message)};
}

Error limit_reached(std::string message)
{
    return {ErrorCode::limit, std::move(message)};
}

Error io_error(std::string message)
{
    return {ErrorCode::io, std::move(message)};
}

Error system_error(std::string_view what, int errno_value)
{
    return {ErrorCode::io, fmt::format("{}: {}", what, std::strerror(errno_value))};
}

void detail::verification_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: this must never happen: %s\n", file, line, expression);
    std::abort();
}

} // namespace broadsheet

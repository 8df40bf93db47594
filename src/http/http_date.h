#pragma once

#include "base/clock.h"

#include <array>
#include <optional>
#include <string_view>

namespace broadsheet::http {

// "Sun, 06 Nov 1994 08:49:37 GMT" (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
using HttpDate = std::array<char, 29>;

HttpDate format_http_date(UtcMillis);
inline std::string_view view_of(HttpDate const& date)
{
    return {date.data(), date.size()};
}

// Reads any of the three forms of RFC 9110; nothing for anything else.
std::optional<UtcMillis> parse_http_date(std::string_view);

} // namespace broadsheet::http

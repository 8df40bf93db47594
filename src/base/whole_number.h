#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace broadsheet {

// Returns the number that a text is: digits, with a minus in front or not, and nothing else. Nothing for any
// other text, and for what 64 bits do not hold.
std::optional<std::int64_t> whole_number(std::string_view);

} // namespace broadsheet

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::text {

// Appends a number in ASCII digits, with leading zeros up to least_digits.
void append_number(std::string& out, std::int64_t number, int least_digits = 1);
// Appends an offset from UTC: "+03:00" with ":" between hours and minutes.
void append_offset(std::string& out, int offset_seconds, std::string_view separator);

} // namespace broadsheet::text

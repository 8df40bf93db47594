#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet {

// Returns the offset of the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7), or npos.
std::size_t find_invalid_utf8(std::string_view);
inline bool is_valid_utf8(std::string_view text)
{
    return find_invalid_utf8(text) == std::string_view::npos;
}

// Decodes the code point at `at` of well-formed UTF-8 and moves `at` behind it.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& out, char32_t);

// Returns the number of code points of well-formed UTF-8.
std::size_t count_code_points(std::string_view);
// Returns the first `count` code points of well-formed UTF-8.
std::string_view first_code_points(std::string_view, std::size_t count);

} // namespace broadsheet

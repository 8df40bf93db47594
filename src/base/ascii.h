#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace broadsheet {

// What bytes are in ASCII, whatever the locale: bytes of longer UTF-8 sequences are none of these.

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

constexpr bool is_letter(char c)
{
    return is_lower(c) || is_upper(c);
}

constexpr bool is_alphanumeric(char c)
{
    return is_letter(c) || is_digit(c);
}

// Space, tab, line feed, vertical tab, form feed, carriage return: C's isspace().
constexpr bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Returns whether it is a digit of a hash or id as we write them: lower case.
constexpr bool is_lower_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

constexpr char to_lower(char c)
{
    return is_upper(c) ? static_cast<char>(c | 32) : c;
}

inline std::string to_lower(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        c = to_lower(c);
    return lower;
}

// Returns the value of a hexadecimal digit in either case, -1 for any other character.
constexpr int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    char const lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Returns whether there is a digit, and nothing but digits.
constexpr bool is_number(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

constexpr bool equals_ignoring_case(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
        [](char a, char b) { return to_lower(a) == to_lower(b); });
}

constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view start)
{
    return equals_ignoring_case(text.substr(0, start.size()), start);
}

// Returns the text without is_space() at either end.
constexpr std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace broadsheet

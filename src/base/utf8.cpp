#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace broadsheet {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at)
{
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

// Returns the length of the well-formed sequence at `at`, or 0. The ranges are those of Unicode 15, table
// 3-7.
std::size_t sequence_length(std::string_view text, std::size_t at)
{
    unsigned char first = byte_at(text, at);
    unsigned char second = byte_at(text, at + 1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return is_continuation(second) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
        unsigned char high = first == 0xED ? 0x9F : 0xBF;
        return second >= low && second <= high && is_continuation(byte_at(text, at + 2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        unsigned char low = first == 0xF0 ? 0x90 : 0x80;
        unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
        return second >= low && second <= high && is_continuation(byte_at(text, at + 2))
                && is_continuation(byte_at(text, at + 3))
            ? 4
            : 0;
    }
    return 0;
}

} // namespace

std::size_t find_invalid_utf8(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
    std::size_t at = 0;
    while (at < text.size()) {
        // Eight ASCII bytes at a time: most of a newspaper's markup is ASCII in every language.
        std::uint64_t word;
        if (at + sizeof word <= text.size()) {
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & high_bits) == 0) {
                at += sizeof word;
                continue;
            }
        }
        std::size_t length = sequence_length(text, at);
        if (length == 0)
            return at;
        at += length;
    }
    return std::string_view::npos;
}

char32_t next_code_point(std::string_view text, std::size_t& at)
{
    unsigned char first = byte_at(text, at);
    auto tail = [&](std::size_t offset) { return static_cast<char32_t>(byte_at(text, at + offset) & 0x3F); };
    char32_t point = first;
    std::size_t length = 1;
    if (first >= 0xF0) {
        point = static_cast<char32_t>(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
        length = 4;
    } else if (first >= 0xE0) {
        point = static_cast<char32_t>(first & 0x0F) << 12 | tail(1) << 6 | tail(2);
        length = 3;
    } else if (first >= 0xC0) {
        point = static_cast<char32_t>(first & 0x1F) << 6 | tail(1);
        length = 2;
    }
    at += length;
    return point;
}

void append_code_point(std::string& out, char32_t point)
{
    auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | point >> 6);
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | point >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | point >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

std::size_t count_code_points(std::string_view text)
{
    std::size_t count = 0;
    for (char byte : text)
        count += !is_continuation(static_cast<unsigned char>(byte));
    return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_continuation(static_cast<unsigned char>(text[at])) && count-- == 0)
            return text.substr(0, at);
    }
    return text;
}

} // namespace broadsheet

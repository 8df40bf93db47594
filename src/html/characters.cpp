#include "html/characters.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace broadsheet::html {

namespace {

struct NamedCharacter {
    std::string_view name;
    std::string_view utf8;
    bool without_semicolon;
};

// Not a std::array: clang would deduce its type from two thousand arguments.
constexpr NamedCharacter named_characters[]{
#define X(name, utf8, without_semicolon) NamedCharacter{name, utf8, without_semicolon},
#include "html/named_characters.inc"
#undef X
};

constexpr std::size_t longest_name = 31;

NamedCharacter const* find_named(std::string_view name)
{
    auto found = std::lower_bound(std::begin(named_characters), std::end(named_characters), name,
        [](NamedCharacter const& entry, std::string_view wanted) { return entry.name < wanted; });
    return found != std::end(named_characters) && found->name == name ? found : nullptr;
}

// Controls and noncharacters: XML cannot carry some of them, and a page has no use for any.
bool is_kept(char32_t point)
{
    if (point < 0x20)
        return point == '\t' || point == '\n';
    bool control = point >= 0x7F && point <= 0x9F;
    bool noncharacter = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
    return !control && !noncharacter;
}

// https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
char32_t numeric_character(std::uint32_t number)
{
    static constexpr std::array<char16_t, 32> windows_1252{0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026,
        0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C,
        0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178};
    if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF))
        return 0xFFFD;
    if (number >= 0x80 && number <= 0x9F)
        return windows_1252[number - 0x80];
    return number;
}

// Decodes "#123;" or "#x1F;" behind an '&'; returns the bytes read, 0 when it is no reference.
std::size_t decode_numeric(std::string& out, std::string_view written)
{
    bool hexadecimal = written.size() > 1 && (written[1] == 'x' || written[1] == 'X');
    std::size_t at = hexadecimal ? 2 : 1;
    std::size_t digits = at;
    std::uint32_t number = 0;
    for (; at < written.size(); ++at) {
        int digit = hex_value(written[at]);
        if (digit < 0 || (!hexadecimal && digit > 9))
            break;
        number = std::min<std::uint32_t>(
            number * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(digit), 0x110000);
    }
    if (at == digits)
        return 0;
    if (char32_t point = numeric_character(number); is_kept(point))
        append_code_point(out, point);
    return at + (at < written.size() && written[at] == ';');
}

// Decodes "nbsp;" behind an '&'; returns the bytes read, 0 when it is no reference.
std::size_t decode_named(std::string& out, std::string_view written, Place place)
{
    std::size_t length = 0;
    while (length < written.size() && length <= longest_name && is_alphanumeric(written[length]))
        ++length;
    if (length < written.size() && written[length] == ';') {
        if (auto const* found = find_named(written.substr(0, length))) {
            out += found->utf8;
            return length + 1;
        }
    }
    for (std::size_t shorter = std::min<std::size_t>(length, 6); shorter >= 2; --shorter) {
        auto const* found = find_named(written.substr(0, shorter));
        if (!found || !found->without_semicolon)
            continue;
        char behind = shorter < written.size() ? written[shorter] : '\0';
        if (place == Place::attribute && (behind == '=' || is_alphanumeric(behind)))
            return 0;
        out += found->utf8;
        return shorter;
    }
    return 0;
}

std::size_t decode_reference(std::string& out, std::string_view written, Place place)
{
    if (written.empty())
        return 0;
    return written[0] == '#' ? decode_numeric(out, written) : decode_named(out, written, place);
}

// Other bytes need a look: '&', controls, and the first bytes of characters that may not be kept.
bool is_plain(char c)
{
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x7F)
        return (byte >= 0x20 && byte != '&') || byte == '\n' || byte == '\t';
    return byte != 0x7F && byte != 0xC2 && byte < 0xEF;
}

template <typename IsEscaped>
void append_escaped_if(std::string& out, std::string_view text, IsEscaped is_escaped)
{
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_escaped(text[at]))
            continue;
        out.append(text, from, at - from);
        out += text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : text[at] == '>' ? "&gt;" : "&quot;";
        from = at + 1;
    }
    out.append(text, from);
}

} // namespace

void append_decoded(std::string& out, std::string_view written, Place place)
{
    std::size_t at = 0;
    while (at < written.size()) {
        std::size_t from = at;
        while (at < written.size() && is_plain(written[at]))
            ++at;
        out.append(written, from, at - from);
        if (at == written.size())
            return;
        if (written[at] == '&') {
            std::size_t length = decode_reference(out, written.substr(at + 1), place);
            if (length == 0)
                out += '&';
            at += 1 + length;
        } else if (written[at] == '\r') {
            ++at;
            if (at == written.size() || written[at] != '\n')
                out += '\n';
        } else {
            from = at;
            if (is_kept(next_code_point(written, at)))
                out.append(written, from, at - from);
        }
    }
}

std::string decoded(std::string_view written, Place place)
{
    std::string out;
    out.reserve(written.size());
    append_decoded(out, written, place);
    return out;
}

void append_text(std::string& out, std::string_view text)
{
    append_escaped_if(out, text, [](char c) { return c == '&' || c == '<' || c == '>'; });
}

void append_attribute_value(std::string& out, std::string_view text)
{
    append_escaped_if(out, text, [](char c) { return c == '&' || c == '<' || c == '>' || c == '"'; });
}

} // namespace broadsheet::html

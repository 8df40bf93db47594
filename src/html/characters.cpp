#include "html/characters.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace broadsheet::html {

namespace {

struct NamedCharacter {
    std::string_view name;
    std::string_view utf8;
    bool without_semicolon;
};

constexpr std::array named_characters{
#define X(name, utf8, without_semicolon) NamedCharacter{name, utf8, without_semicolon},
#include "html/named_characters.inc"
#undef X
};

constexpr std::size_t longest_name = 31;

bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

NamedCharacter const* find_named(std::string_view name)
{
    auto found = std::lower_bound(named_characters.begin(), named_characters.end(), name,
        [](NamedCharacter const& entry, std::string_view wanted) { return entry.name < wanted; });
    return found != named_characters.end() && found->name == name ? &*found : nullptr;
}

// Characters that XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets).
bool is_carried_by_xml(char32_t point)
{
    return point >= 0x20 ? point != 0xFFFE && point != 0xFFFF : point == '\t' || point == '\n';
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
        char c = written[at];
        std::uint32_t digit = c >= '0' && c <= '9' ? static_cast<std::uint32_t>(c - '0')
            : c >= 'a' && c <= 'f'                 ? static_cast<std::uint32_t>(c - 'a' + 10)
            : c >= 'A' && c <= 'F'                 ? static_cast<std::uint32_t>(c - 'A' + 10)
                                                   : 99;
        if (digit >= (hexadecimal ? 16u : 10u))
            break;
        number = std::min<std::uint32_t>(number * (hexadecimal ? 16 : 10) + digit, 0x110000);
    }
    if (at == digits)
        return 0;
    if (char32_t point = numeric_character(number); is_carried_by_xml(point))
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

// Bytes that need a look: '&', controls, and the first byte of U+FFFE and U+FFFF.
bool is_plain(char c)
{
    auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 || byte == '\n' || byte == '\t') && byte != '&' && byte != 0xEF;
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
        char c = written[at];
        std::size_t length = 1;
        if (c == '&') {
            length = decode_reference(out, written.substr(at + 1), place);
            if (length++ == 0)
                out += '&';
        } else if (c == '\r') {
            if (at + 1 == written.size() || written[at + 1] != '\n')
                out += '\n';
        } else if (c == '\xEF') {
            length = std::min<std::size_t>(3, written.size() - at);
            std::string_view sequence = written.substr(at, length);
            if (sequence != "\xEF\xBF\xBE" && sequence != "\xEF\xBF\xBF")
                out += sequence;
        }
        at += length;
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

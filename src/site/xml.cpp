#include "site/xml.h"

#include <algorithm>
#include <array>

namespace broadsheet::site {

namespace {

constexpr std::string_view noncharacters = "\xef\xbf"; // U+FFFE and U+FFFF begin so, as do others

// Bytes that may have to be written otherwise than they are.
constexpr auto is_special = [] {
    std::array<bool, 256> table{};
    for (unsigned char byte = 0; byte < 0x20; ++byte)
        table[byte] = byte != '\t' && byte != '\n' && byte != '\r';
    for (unsigned char byte : std::string_view("&<>\"'\xef"))
        table[byte] = true;
    return table;
}();

// Returns how many bytes at the front of valid UTF-8 XML cannot carry: a control character, or U+FFFE and
// U+FFFF.
std::size_t forbidden_size(std::string_view text)
{
    auto const byte = static_cast<unsigned char>(text.front());
    if (byte < 0x20)
        return 1;
    if (text.starts_with(noncharacters) && text.size() > 2 && (text[2] == '\xbe' || text[2] == '\xbf'))
        return 3;
    return 0;
}

std::string_view escaped(char const& c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {&c, 1};
    }
}

} // namespace

void append_xml(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && !is_special[static_cast<unsigned char>(text[plain])])
            ++plain;
        out.append(text, 0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            return;
        auto const forbidden = forbidden_size(text);
        if (forbidden == 0)
            out += escaped(text.front());
        text.remove_prefix(std::max<std::size_t>(forbidden, 1));
    }
}

void append_element(std::string& out, std::string_view name, std::string_view text)
{
    out.append("<").append(name).append(">");
    append_xml(out, text);
    out.append("</").append(name).append(">\n");
}

} // namespace broadsheet::site

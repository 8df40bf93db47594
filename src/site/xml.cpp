#include "site/xml.h"

namespace broadsheet::site {

namespace {

// Returns how many bytes at the front of valid UTF-8 XML cannot carry: a control character, or U+FFFE and
// U+FFFF.
std::size_t forbidden_size(std::string_view text)
{
    auto const byte = static_cast<unsigned char>(text.front());
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
        return 1;
    if (text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf"))
        return 3;
    return 0;
}

} // namespace

void append_xml(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        if (auto const size = forbidden_size(text)) {
            text.remove_prefix(size);
            continue;
        }
        switch (text.front()) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += text.front();
        }
        text.remove_prefix(1);
    }
}

void append_element(std::string& out, std::string_view name, std::string_view text)
{
    out.append("<").append(name).append(">");
    append_xml(out, text);
    out.append("</").append(name).append(">\n");
}

} // namespace broadsheet::site

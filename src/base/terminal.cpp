#include "base/terminal.h"

#include "base/utf8.h"

#include <fmt/format.h>

namespace broadsheet {

namespace {

bool is_obeyed(char32_t c)
{
    bool const is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool const turns_direction = c == 0x061c || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
    return is_control || turns_direction || c == 0x2028 || c == 0x2029;
}

} // namespace

std::string for_terminal(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto const good = text.substr(0, find_invalid_utf8(text));
        for (std::size_t at = 0; at < good.size();) {
            auto const begin = at;
            auto const c = next_code_point(good, at);
            if (!is_obeyed(c))
                out += good.substr(begin, at - begin);
            else if (c < 0x100)
                out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
            else
                out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        }
        text.remove_prefix(good.size());
        if (!text.empty()) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
        }
    }
    return out;
}

} // namespace broadsheet

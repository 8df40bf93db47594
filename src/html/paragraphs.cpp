#include "html/paragraphs.h"

#include "base/ascii.h"

#include <algorithm>
#include <string_view>

namespace broadsheet::html {

namespace {

bool holds_tag(std::string_view text)
{
    for (auto at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
        char const next = at + 1 < text.size() ? text[at + 1] : ' ';
        if (is_letter(next) || next == '/' || next == '!' || next == '?')
            return true;
    }
    return false;
}

} // namespace

std::string paragraphs_of(std::string text)
{
    if (holds_tag(text))
        return text;
    std::string html;
    bool is_open = false;
    for (std::string_view rest = text; !rest.empty();) {
        auto const line = trimmed(rest.substr(0, rest.find('\n')));
        rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
        if (line.empty()) {
            html += is_open ? "</p>\n" : "";
            is_open = false;
            continue;
        }
        html.append(is_open ? "<br>\n" : "<p>").append(line);
        is_open = true;
    }
    return html.append(is_open ? "</p>" : "");
}

} // namespace broadsheet::html

#pragma once

#include <algorithm>
#include <string_view>

namespace broadsheet::http {

inline std::string_view trim_whitespace(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Calls `visit` with each non-empty element of a comma-separated field value, trimmed, until it returns
// false. Commas inside double quotes do not separate. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1
template <typename Visitor>
void for_each_element(std::string_view value, Visitor visit)
{
    while (!value.empty()) {
        bool quoted = false;
        std::size_t end = 0;
        while (end < value.size() && (quoted || value[end] != ',')) {
            quoted ^= value[end] == '"';
            ++end;
        }
        auto const element = trim_whitespace(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
        if (!element.empty() && !visit(element))
            return;
    }
}

} // namespace broadsheet::http

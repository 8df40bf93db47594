#include "http/route_pattern.h"

namespace broadsheet::http {

std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!pattern.empty() && !path.empty()) {
        auto const wanted = pattern.substr(0, pattern.find('/', 1));
        auto const given = path.substr(0, path.find('/', 1));
        if (wanted == "/{}" && given.size() > 1)
            parts.push_back(given.substr(1));
        else if (wanted != given)
            return {};
        pattern.remove_prefix(wanted.size());
        path.remove_prefix(given.size());
    }
    if (!pattern.empty() || !path.empty())
        return {};
    return parts;
}

} // namespace broadsheet::http

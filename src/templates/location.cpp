#include "templates/location.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::templates {

Error located(Error error, std::string_view file, std::string_view source, std::uint32_t offset)
{
    auto before = source.substr(0, offset);
    auto line = 1 + std::count(before.begin(), before.end(), '\n');
    auto line_start = before.rfind('\n') + 1;
    return std::move(error).within(fmt::format("{}:{}:{}", file, line, before.size() - line_start + 1));
}

} // namespace broadsheet::templates

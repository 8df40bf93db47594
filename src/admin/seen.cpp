#include "admin/seen.h"

#include "base/encoding.h"

namespace broadsheet::admin {

std::string version_of_values(std::vector<std::string> const& values)
{
    constexpr std::size_t digits = 16;
    std::string all;
    for (auto const& value : values)
        all.append(std::to_string(value.size())).append(":").append(value);
    return to_hex(sha256(all)).substr(0, digits);
}

Result<void> check_seen(Visit const& visit, std::string_view version)
{
    auto const seen = visit.field("version");
    if (seen.empty() || seen == version)
        return {};
    return Error{ErrorCode::conflict,
        "Not saved: somebody else changed this meanwhile. What you typed is below; to save it in place of "
        "theirs, press the button again."};
}

} // namespace broadsheet::admin

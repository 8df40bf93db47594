#include "base/id.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet {

std::string new_id(Clock const& clock, Random& random)
{
    return fmt::format("{:08x}", static_cast<std::uint32_t>(clock.now() / 1000)) + random.hex(8);
}

bool is_id(std::string_view text)
{
    return text.size() == 24 && std::ranges::all_of(text, is_lower_hex);
}

std::string derived_id(std::string_view source)
{
    return to_hex(sha256(source)).substr(0, 24);
}

std::string uuid_of(std::string_view source)
{
    auto const hex = to_hex(sha256(source));
    return fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3),
        hex.substr(17, 3), hex.substr(20, 12));
}

} // namespace broadsheet

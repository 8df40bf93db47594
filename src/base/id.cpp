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

} // namespace broadsheet

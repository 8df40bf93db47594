#include "base/readable_code.h"

#include <array>
#include <string_view>

namespace broadsheet {

namespace {

// Without i, l, o and u: 32 letters and digits.
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

} // namespace

std::string new_readable_code(Random& random)
{
    std::array<std::byte, 16> bytes{};
    random.fill(bytes);
    std::string code;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (at > 0 && at % 4 == 0)
            code += '-';
        code += alphabet[std::to_integer<unsigned>(bytes[at]) % alphabet.size()];
    }
    return code;
}

} // namespace broadsheet

#include "staff/secrets.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <array>

namespace broadsheet::staff {

namespace {

// Without i, l, o and u: 32 letters and digits (https://www.crockford.com/base32.html).
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

} // namespace

std::string make_token(Random& random)
{
    return random.hex(32);
}

std::string hash_of_token(std::string_view token)
{
    return to_hex(sha256(token));
}

std::string make_recovery_code(Random& random)
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

std::string hash_of_recovery_code(std::string_view typed)
{
    std::string plain;
    for (char c : typed)
        if (c != '-' && c != ' ')
            plain += to_lower(c);
    return hash_of_token(plain);
}

} // namespace broadsheet::staff

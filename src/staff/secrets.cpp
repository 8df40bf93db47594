#include "staff/secrets.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/readable_code.h"

namespace broadsheet::staff {

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
    return new_readable_code(random);
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

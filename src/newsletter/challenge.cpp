#include "newsletter/challenge.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "newsletter/keyed_hash.h"

#include <bit>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t most_spent = 200'000;

} // namespace

Challenge::Challenge(Clock const& clock, Random& random)
    : clock_(clock)
    , random_(random)
    , key_(random_key(random))
    , spent_(clock, random_key(random), 2 * lifetime, most_spent)
{
}

std::string Challenge::signature(std::string_view text, std::string_view form) const
{
    return to_base64url(keyed_hash(key_, "challenge", fmt::format("{}\n{}", text, form)).substr(0, 16));
}

std::string Challenge::make(std::string_view form)
{
    auto const text = fmt::format("{}.{}", clock_.now(), random_.hex(8));
    return fmt::format("{}.{}", text, signature(text, form));
}

bool Challenge::is_met(std::string_view challenge, std::string_view solution, std::string_view form)
{
    auto const end = challenge.rfind('.');
    if (challenge.size() > longest || solution.size() > longest || end == std::string_view::npos
        || !equals_in_constant_time(challenge.substr(end + 1), signature(challenge.substr(0, end), form)))
        return false;
    std::int64_t made_at = 0;
    std::from_chars(challenge.data(), challenge.data() + challenge.size(), made_at);
    auto const age = clock_.now() - made_at;
    bool const is_met = age < lifetime && (age >= wait || is_solution(challenge, solution, bits));
    return is_met && spent_.count(challenge) == 1;
}

bool is_solution(std::string_view challenge, std::string_view solution, int bits)
{
    if (!is_number(solution))
        return false;
    int zeros = 0;
    for (unsigned char byte : sha256(fmt::format("{}:{}", challenge, solution))) {
        zeros += std::countl_zero(byte);
        if (byte != 0)
            break;
    }
    return zeros >= bits;
}

} // namespace broadsheet::newsletter

#include "newsletter/flood_gate.h"

#include "base/ascii.h"
#include "newsletter/keyed_hash.h"

#include <arpa/inet.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

} // namespace

FloodGate::FloodGate(Clock const& clock, Random& random, FloodLimits const& limits)
    : limits_(limits)
    , challenge_(clock, random)
    , readers_(clock, random_key(random), day, limits.remembered)
    , letters_(clock, random_key(random), hour, 1)
    , forms_(clock, random_key(random), minute, 1)
    , networks_(clock, random_key(random), hour, limits.remembered)
    , proven_(clock, random_key(random), hour, limits.remembered)
{
}

FloodGate::Answer FloodGate::let_in(std::string_view network_address, bool is_proven)
{
    auto const network = network_of(network_address);
    if (is_proven)
        return proven_.count(network) > limits_.proven_from_network ? Answer::refuse : Answer::let_in;
    bool const is_flood = forms_.count("") > limits_.forms;
    return networks_.count(network) > limits_.forms_from_network || is_flood ? Answer::ask_for_proof
                                                                             : Answer::let_in;
}

bool FloodGate::may_write_to(std::string_view mail_address)
{
    return readers_.count(mailbox_of(mail_address)) <= limits_.letters_to_reader
        && letters_.count("") <= limits_.letters;
}

std::string network_of(std::string_view address)
{
    std::string const text(address);
    in6_addr parsed{};
    constexpr std::size_t network_bytes = 8;
    if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed))
        return text;
    return {reinterpret_cast<char const*>(parsed.s6_addr), network_bytes};
}

std::string mailbox_of(std::string_view address)
{
    auto const at = std::min(address.rfind('@'), address.size());
    auto const local_part = address.substr(0, at);
    return to_lower(local_part.substr(0, local_part.find('+'))) + to_lower(address.substr(at));
}

} // namespace broadsheet::newsletter

#include "newsletter/flood_gate.h"

#include "base/ascii.h"
#include "newsletter/keyed_hash.h"

#include <arpa/inet.h>

namespace broadsheet::newsletter {

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

// So many bytes of an IPv6 address; of another one, all.
std::string beginning_of(std::string_view address, std::size_t bytes)
{
    std::string const text(address);
    in6_addr parsed{};
    if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed))
        return text;
    return {reinterpret_cast<char const*>(parsed.s6_addr), bytes};
}

} // namespace

FloodGate::FloodGate(Clock const& clock, Random& random, FloodLimits const& limits)
    : limits_(limits)
    , challenge_(clock, random)
    , readers_(clock, random_key(random), day, limits.remembered)
    , letters_(clock, random_key(random), hour, 1)
    , forms_(clock, random_key(random), minute, 1)
    , networks_(clock, random_key(random), hour, limits.remembered)
    , proven_(clock, random_key(random), hour, limits.remembered)
    , sites_(clock, random_key(random), hour, limits.remembered)
    , proven_sites_(clock, random_key(random), hour, limits.remembered)
    , changes_(clock, random_key(random), day, limits.remembered)
    , payments_(clock, random_key(random), hour, limits.remembered)
{
}

FloodGate::Answer FloodGate::let_in(std::string_view network_address, bool is_proven)
{
    auto const network = network_of(network_address);
    auto const site = site_of(network_address);
    if (is_proven) {
        bool const is_full = proven_sites_.count(site) > limits_.proven_from_site;
        return proven_.count(network) > limits_.proven_from_network || is_full ? Answer::refuse
                                                                               : Answer::let_in;
    }
    bool const is_flood = forms_.count("") > limits_.forms;
    bool const is_full = sites_.count(site) > limits_.forms_from_site;
    return networks_.count(network) > limits_.forms_from_network || is_full || is_flood
        ? Answer::ask_for_proof
        : Answer::let_in;
}

FloodGate::Letter FloodGate::may_write_to(std::string_view mail_address)
{
    if (letters_.look("") >= limits_.letters)
        return Letter::all_have_enough;
    if (readers_.count(mailbox_of(mail_address)) > limits_.letters_to_reader)
        return Letter::reader_has_enough;
    letters_.count("");
    return Letter::write;
}

bool FloodGate::may_change(std::string_view record)
{
    return changes_.count(record) <= limits_.changes;
}

bool FloodGate::may_begin_payment(std::string_view network_address)
{
    return payments_.count(network_of(network_address)) <= limits_.payments_from_network;
}

std::string network_of(std::string_view address)
{
    return beginning_of(address, 8);
}

std::string site_of(std::string_view address)
{
    return beginning_of(address, 6);
}

std::string mailbox_of(std::string_view address)
{
    auto const at = std::min(address.rfind('@'), address.size());
    auto const local_part = address.substr(0, at);
    return to_lower(local_part.substr(0, local_part.find('+'))) + to_lower(address.substr(at));
}

} // namespace broadsheet::newsletter

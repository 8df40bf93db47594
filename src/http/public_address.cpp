#include "http/public_address.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace broadsheet::http {

namespace {

struct Range4 {
    std::uint32_t start;
    int prefix; // bits
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c)
{
    return a << 24 | b << 16 | c << 8;
}

constexpr Range4 special4[] = {
    {ipv4(0, 0, 0), 8}, // this network
    {ipv4(10, 0, 0), 8}, // private
    {ipv4(100, 64, 0), 10}, // shared by a provider's customers
    {ipv4(127, 0, 0), 8}, // this host
    {ipv4(169, 254, 0), 16}, // the link, and the clouds' metadata
    {ipv4(172, 16, 0), 12}, // private
    {ipv4(192, 0, 0), 24}, // protocol assignments
    {ipv4(192, 0, 2), 24}, // documentation
    {ipv4(192, 88, 99), 24}, // 6to4 relays
    {ipv4(192, 168, 0), 16}, // private
    {ipv4(198, 18, 0), 15}, // benchmarks
    {ipv4(198, 51, 100), 24}, // documentation
    {ipv4(203, 0, 113), 24}, // documentation
    {ipv4(224, 0, 0), 3}, // multicast, reserved, broadcast
};

struct Range6 {
    std::uint32_t start; // the first 32 bits
    int prefix;
};

constexpr Range6 global6 = {0x20000000, 3};
constexpr Range6 special6[] = {
    {0x20010000, 23}, // protocol assignments, Teredo
    {0x20010db8, 32}, // documentation
    {0x20020000, 16}, // 6to4
    {0x3fff0000, 20}, // documentation
};

template <typename Range>
bool is_in(std::uint32_t address, Range range)
{
    return (address ^ range.start) >> (32 - range.prefix) == 0;
}

} // namespace

bool is_public_address(sockaddr const& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        auto const number = ntohl(v4.sin_addr.s_addr);
        return std::ranges::none_of(special4, [&](Range4 range) { return is_in(number, range); });
    }
    if (address.sa_family != AF_INET6)
        return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::uint32_t first = 0;
    std::memcpy(&first, &v6.sin6_addr, sizeof first);
    first = ntohl(first);
    return is_in(first, global6)
        && std::ranges::none_of(special6, [&](Range6 range) { return is_in(first, range); });
}

} // namespace broadsheet::http

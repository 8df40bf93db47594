#include "http/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string_view>
#include <sys/un.h>

namespace broadsheet::http {

namespace {

bool is_public(std::string_view text)
{
    sockaddr_storage storage{};
    auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    bool const is_v6 = text.find(':') != std::string_view::npos;
    storage.ss_family = is_v6 ? AF_INET6 : AF_INET;
    EXPECT_EQ(inet_pton(storage.ss_family, text.data(),
                  is_v6 ? static_cast<void*>(&v6->sin6_addr) : static_cast<void*>(&v4->sin_addr)),
        1)
        << text;
    return is_public_address(reinterpret_cast<sockaddr const&>(storage));
}

TEST(PublicAddress, IsOneOfTheInternet)
{
    for (auto const* address : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
             "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
             "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
             "2001:4860:4860::8888", "2606:4700::1", "2a00:1450::1"})
        EXPECT_TRUE(is_public(address)) << address;
}

TEST(PublicAddress, IsNoneOfOurOwnNetworks)
{
    for (auto const* address :
        {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
            "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
            "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
            "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
            "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1",
            "fe80::1", "fec0::1", "ff02::1"})
        EXPECT_FALSE(is_public(address)) << address;
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_FALSE(is_public_address(reinterpret_cast<sockaddr const&>(local)));
}

} // namespace

} // namespace broadsheet::http

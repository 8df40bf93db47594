#include "http/peer.h"

#include <gtest/gtest.h>

namespace broadsheet::http {

namespace {

enum class By { proxy, itself };

Request from(By by, std::string address, std::vector<Header> headers)
{
    Request request;
    request.came_by_proxy = by == By::proxy;
    request.address = std::move(address);
    request.headers = std::move(headers);
    return request;
}

TEST(Peer, IsBelievedAboutOthersOnlyIfItIsOurProxy)
{
    EXPECT_EQ(
        client_address(from(By::proxy, "127.0.0.1", {{"X-Forwarded-For", "203.0.113.5, 198.51.100.1"}})),
        "198.51.100.1");
    EXPECT_EQ(client_address(from(By::proxy, "", {{"x-forwarded-for", "198.51.100.1"}})), "198.51.100.1");
    EXPECT_EQ(client_address(from(By::proxy, "::1", {})), "::1");
    EXPECT_TRUE(came_securely(from(By::proxy, "", {{"X-Forwarded-Proto", "https"}})));
    for (auto const* address : {"192.0.2.7", "127.0.0.1", "::1", ""}) {
        EXPECT_EQ(client_address(from(By::itself, address, {{"X-Forwarded-For", "198.51.100.1"}})), address);
        EXPECT_FALSE(came_securely(from(By::itself, address, {{"X-Forwarded-Proto", "https"}})));
    }
}

} // namespace

} // namespace broadsheet::http

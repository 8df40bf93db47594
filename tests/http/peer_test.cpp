#include "http/peer.h"

#include <gtest/gtest.h>

namespace broadsheet::http {

namespace {

Request from(std::string address, std::vector<Header> headers)
{
    Request request;
    request.address = std::move(address);
    request.headers = std::move(headers);
    return request;
}

TEST(Peer, IsBelievedAboutOthersOnlyIfItIsOnThisMachine)
{
    EXPECT_EQ(client_address(from("192.0.2.7", {{"X-Forwarded-For", "198.51.100.1"}})), "192.0.2.7");
    EXPECT_EQ(client_address(from("127.0.0.1", {{"X-Forwarded-For", "203.0.113.5, 198.51.100.1"}})),
        "198.51.100.1");
    EXPECT_EQ(client_address(from("", {{"x-forwarded-for", "198.51.100.1"}})), "198.51.100.1");
    EXPECT_EQ(client_address(from("::1", {})), "::1");
    EXPECT_TRUE(came_securely(from("127.0.0.1", {{"X-Forwarded-Proto", "https"}})));
    EXPECT_FALSE(came_securely(from("192.0.2.7", {{"X-Forwarded-Proto", "https"}})));
}

} // namespace

} // namespace broadsheet::http

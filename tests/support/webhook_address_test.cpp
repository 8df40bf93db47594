#include "support/webhook_address.h"

#include <gtest/gtest.h>

namespace broadsheet::support {

namespace {

TEST(WebhookAddress, IsBelowTheNewspapersOwn)
{
    EXPECT_EQ(webhook_address("https://lantern.example", "stripe"),
        "https://lantern.example/support/webhook/stripe/");
}

TEST(WebhookAddress, IsReachedByHttpsFromOutsideOnly)
{
    for (auto const* reached : {"https://lantern.example", "https://lantern.example:8443/paper",
             "HTTPS://Lantern.example", "https://192.0.2.7", "https://[2001:db8::1]:443"})
        EXPECT_TRUE(can_receive_webhooks(reached)) << reached;
    for (auto const* never :
        {"", "http://127.0.0.1:8080", "http://lantern.example", "https://127.0.0.1", "https://localhost:8443",
            "https://[::1]:8443", "https://lantern.onion", "https://", "lantern.example", "/paper"})
        EXPECT_FALSE(can_receive_webhooks(never)) << never;
}

} // namespace

} // namespace broadsheet::support

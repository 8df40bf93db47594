#include "newsletter/link_rule.h"

#include <gmock/gmock.h>

namespace broadsheet::newsletter {

namespace {

TEST(LinkRule, TakesHttpsAndWhatNoNetworkSeesInTheClear)
{
    for (auto const* url : {"https://paper.example", "HTTPS://paper.example/a/", "http://127.0.0.1:8080",
             "http://127.3.2.1", "http://localhost:8080/newsletter/leave/", "http://[::1]:8080",
             "http://lantern2abc.onion", "http://Lantern2abc.ONION:80/x/"})
        EXPECT_TRUE(check_mail_links(url).ok()) << url;
}

TEST(LinkRule, RefusesPlainHttpAndWhatOnlyLooksLikeOurOwnMachine)
{
    for (auto const* url : {"", "http://", "http://paper.example", "http://127.0.0.1.paper.example",
             "http://127.0.0.1@paper.example", "http://localhost@paper.example",
             "http://localhost.paper.example", "http://paper.example/.onion", "http://paper.example?x.onion",
             "http://.onion", "http://192.168.0.1", "http://127.1", "http://[::2]", "ftp://127.0.0.1",
             "http://paper.example\\.onion"}) {
        auto const checked = check_mail_links(url);
        ASSERT_FALSE(checked.ok()) << url;
        EXPECT_THAT(checked.error().message, testing::StartsWith("url: ")) << url;
        EXPECT_THAT(checked.error().message, testing::HasSubstr("broadsheet settings url https://"));
    }
}

} // namespace

} // namespace broadsheet::newsletter

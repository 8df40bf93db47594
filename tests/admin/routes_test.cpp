#include "admin/route.h"

#include "admin/browser.h"

#include <gmock/gmock.h>
#include <set>

namespace broadsheet::admin {

namespace {

using staff::Role;
using testing::StartsWith;

// Any address of the route; what it names need not exist.
std::string address_of(std::string_view pattern)
{
    std::string address(pattern);
    for (auto at = address.find("{}"); at != std::string::npos; at = address.find("{}"))
        address.replace(at, 2, "0123456789abcdef01234567");
    return address;
}

http::Response ask(Browser& browser, Route const& route)
{
    auto const address = address_of(route.pattern);
    return route.method == http::Method::get ? browser.get(address) : browser.post(address, {});
}

bool is_sent_to_sign_in(http::Response const& response)
{
    return response.status == 303 && header_of(response, "Location").starts_with("/admin/sign-in/?next=");
}

TEST(Routes, LetNobodyInWhoHasNotSignedIn)
{
    Newsroom newsroom;
    Browser stranger(newsroom);
    for (auto const& route : all_routes())
        EXPECT_EQ(is_sent_to_sign_in(ask(stranger, route)), !route.admission.is_for_everyone())
            << route.pattern;
    stranger.cookies["broadsheet"] = "made up";
    EXPECT_TRUE(is_sent_to_sign_in(stranger.get("/admin/")));
}

TEST(Routes, LetNobodyInWhoIsHalfWay)
{
    Newsroom newsroom;
    auto const account = newsroom.add(Role::owner);
    test::must(newsroom.accounts().set_totp(account.number, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    Browser browser(newsroom);
    browser.sign_in("owner");
    for (auto const& route : all_routes()) {
        if (!route.admission.is_for_everyone()) {
            EXPECT_TRUE(is_sent_to_sign_in(ask(browser, route))) << route.pattern;
        }
    }
}

TEST(Routes, AskForEveryActThereIs)
{
    // These are asked of each article (workflow/rights.h).
    std::set<staff::Act> asked{staff::Act::publish_own, staff::Act::read_drafts, staff::Act::edit_any};
    for (auto const& route : all_routes())
        if (auto const act = route.admission.act())
            asked.insert(*act);
    for (int number = 0; number < staff::act_count; ++number)
        EXPECT_TRUE(asked.contains(static_cast<staff::Act>(number)))
            << name_of(static_cast<staff::Act>(number)) << " is an act in name only";
}

TEST(Routes, LetEachRoleDoWhatTheTableSays)
{
    for (auto role : staff::all_roles) {
        Newsroom newsroom;
        newsroom.add(Role::owner);
        if (role != Role::owner)
            newsroom.add(role);
        for (auto const& route : all_routes()) {
            if (route.pattern == "/admin/sign-out/")
                continue;
            Browser browser(newsroom);
            browser.sign_in(name_of(role));
            auto const response = ask(browser, route);
            bool const is_allowed = !route.admission.act() || staff::may(role, *route.admission.act());
            bool const was_turned_away = response.status == 403
                && body_of(response).find("Your role does not allow") != std::string::npos;
            EXPECT_EQ(was_turned_away, !is_allowed) << name_of(role) << " " << route.pattern;
            EXPECT_LT(response.status, 500) << name_of(role) << " " << route.pattern;
        }
    }
}

TEST(Routes, AskAgainForWhatIsSensitive)
{
    Newsroom newsroom;
    newsroom.add(Role::owner);
    Browser browser(newsroom);
    browser.sign_in("owner");
    newsroom.clock.advance(staff::SessionLimits().confirmation);
    for (auto const& route : all_routes()) {
        if (!route.admission.act() || !staff::is_sensitive(*route.admission.act()))
            continue;
        EXPECT_THAT(header_of(ask(browser, route), "Location"), StartsWith("/admin/confirm/?next="))
            << route.pattern;
    }
}

TEST(Routes, TakeNoFormOfAnotherSite)
{
    Newsroom newsroom;
    newsroom.add(Role::owner);
    for (auto const& route : all_routes()) {
        if (route.method != http::Method::post || route.pattern == "/admin/sign-in/")
            continue;
        Browser browser(newsroom);
        browser.sign_in("owner");
        browser.has_form_token = false;
        EXPECT_EQ(ask(browser, route).status, 403) << route.pattern;
    }
    for (auto const& header : {http::Header{"Origin", "https://evil.example"}, http::Header{"Origin", "null"},
             http::Header{"Sec-Fetch-Site", "cross-site"}, http::Header{"Sec-Fetch-Site", "same-site"}})
        for (auto const& route : all_routes()) {
            if (route.method != http::Method::post)
                continue;
            Browser browser(newsroom);
            browser.sign_in("owner");
            browser.headers = {header};
            EXPECT_EQ(ask(browser, route).status, 403) << route.pattern << " " << header.value;
        }
}

} // namespace

} // namespace broadsheet::admin

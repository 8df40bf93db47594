#include "admin/browser.h"
#include "staff/invitations.h"
#include "staff/one_time_password.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::Not;

class SignInTest : public testing::Test {
protected:
    std::string link()
    {
        auto lease = must((*newsroom_.database).connect());
        return must(staff::Invitations(*lease, newsroom_.clock, newsroom_.random).invite_first_owner())
            .value_or("none");
    }

    Newsroom newsroom_;
    Browser browser_{newsroom_};
};

TEST_F(SignInTest, BeginsWithAnInvitation)
{
    auto const address = "/admin/invitation/" + link() + "/";
    EXPECT_THAT(body_of(browser_.get(address)), HasSubstr("Make your account"));
    Browser::Fields form{
        {"login", "anna"}, {"name", "Anna"}, {"password", "short"}, {"password_again", "short"}};
    auto refused = browser_.post(address, form);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("fewer than 12 characters"));
    EXPECT_THAT(body_of(refused), HasSubstr(R"(value="anna")")) << "what was typed is still there";
    EXPECT_THAT(body_of(refused), Not(HasSubstr(R"(value="short")"))) << "but not the password";
    form[2].second = form[3].second = "ferry granite moss lantern";
    EXPECT_EQ(browser_.post(address, form).status, 303);
    EXPECT_EQ(browser_.get("/admin/").status, 200);
    EXPECT_EQ(must(newsroom_.accounts().by_login("anna")).role, Role::owner);

    Browser second(newsroom_);
    EXPECT_EQ(second.get(address).status, 404) << "the link works once";
    EXPECT_EQ(second.post(address, form).status, 404);
}

TEST_F(SignInTest, GoesOnWhereItWasGoing)
{
    newsroom_.add(Role::owner);
    auto const away = header_of(browser_.get("/admin/staff/"), "Location");
    EXPECT_EQ(away, "/admin/sign-in/?next=/admin/staff/");
    EXPECT_THAT(body_of(browser_.get(away)), HasSubstr(R"(name="next" value="/admin/staff/")"));
    auto const entered = browser_.post("/admin/sign-in/",
        {{"login", "owner"}, {"password", std::string(Newsroom::password)}, {"next", "/admin/staff/"}});
    EXPECT_EQ(header_of(entered, "Location"), "/admin/staff/");
    EXPECT_EQ(header_of(browser_.get("/admin/sign-in/?next=/admin/log/"), "Location"), "/admin/log/");
}

TEST_F(SignInTest, LeadsNowhereElse)
{
    newsroom_.add(Role::owner);
    for (std::string next :
        {"https://evil.example/", "//evil.example/", "/admin/..//evil.example", "\\\\evil.example",
            "/admin/\\evil.example", "javascript:alert(1)", "/admin//evil.example/", ""}) {
        Browser browser(newsroom_);
        auto const entered = browser.post("/admin/sign-in/",
            {{"login", "owner"}, {"password", std::string(Newsroom::password)}, {"next", next}});
        EXPECT_EQ(header_of(entered, "Location"), "/admin/") << next;
    }
}

TEST_F(SignInTest, GivesACookieThatScriptsDoNotSee)
{
    newsroom_.add(Role::owner);
    Browser::Fields const form{{"login", "owner"}, {"password", std::string(Newsroom::password)}};
    EXPECT_THAT(header_of(browser_.post("/admin/sign-in/", form), "Set-Cookie"),
        testing::MatchesRegex("broadsheet=[0-9a-f]+; Path=/; HttpOnly; SameSite=Lax"));
    Browser secure(newsroom_);
    secure.headers = {{"X-Forwarded-Proto", "https"}};
    EXPECT_THAT(header_of(secure.post("/admin/sign-in/", form), "Set-Cookie"),
        testing::MatchesRegex("__Host-broadsheet=[0-9a-f]+; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

TEST_F(SignInTest, ChangesTheSessionAtEachStep)
{
    auto const account = newsroom_.add(Role::owner);
    std::string const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    must(newsroom_.accounts().set_totp(account.number, secret));
    browser_.cookies["broadsheet"] = "fixed by an attacker";
    browser_.has_form_token = false;
    browser_.cookies.clear();
    browser_.sign_in("owner");
    auto const half_open = browser_.cookies["broadsheet"];
    browser_.has_form_token = true;
    auto const code = must(staff::totp_code(secret, staff::totp_step(newsroom_.clock.now())));
    EXPECT_EQ(browser_.post("/admin/sign-in/code/", {{"code", code}}).status, 303);
    EXPECT_NE(browser_.cookies["broadsheet"], half_open);
    EXPECT_EQ(browser_.get("/admin/").status, 200);

    Browser thief(newsroom_);
    thief.cookies["broadsheet"] = half_open;
    EXPECT_EQ(thief.get("/admin/").status, 303);
}

TEST_F(SignInTest, EndsWithSigningOut)
{
    newsroom_.add(Role::owner);
    browser_.sign_in("owner");
    auto const token = browser_.cookies["broadsheet"];
    EXPECT_EQ(browser_.post("/admin/sign-out/", {}).status, 303);
    EXPECT_TRUE(browser_.cookies.empty());
    browser_.cookies["broadsheet"] = token;
    EXPECT_EQ(browser_.get("/admin/").status, 303) << "the token is worth nothing any more";
}

TEST_F(SignInTest, SignsNobodyOutWhenTheDatabaseDoesNotAnswer)
{
    newsroom_.add(Role::owner);
    browser_.sign_in("owner");
    auto const connection = must((*newsroom_.database).connect());
    must(connection->execute("ALTER TABLE sessions RENAME TO hidden"));
    EXPECT_EQ(browser_.get("/admin/").status, 503);
    EXPECT_EQ(browser_.post("/admin/articles/0123456789abcdef01234567/working-copy/", {}).status, 503)
        << "the editor keeps what it has and sends it again";
    must(connection->execute("ALTER TABLE hidden RENAME TO sessions"));
    EXPECT_EQ(browser_.get("/admin/").status, 200);
}

TEST_F(SignInTest, HoldsUpWhoeverGuessesBehindAProxy)
{
    newsroom_.add(Role::owner);
    Browser guesser(newsroom_);
    guesser.headers = {{"X-Forwarded-For", "203.0.113.9, 192.0.2.1"}};
    Browser::Fields const wrong{{"login", "owner"}, {"password", "guess"}};
    int status = 0;
    for (int attempt = 0; attempt < 21; ++attempt)
        status = guesser.post("/admin/sign-in/", wrong).status;
    EXPECT_EQ(status, 429);
    guesser.headers = {{"X-Forwarded-For", "198.51.100.1, 192.0.2.1"}};
    EXPECT_EQ(guesser.post("/admin/sign-in/", wrong).status, 429) << "only the proxy's own word counts";
    browser_.headers = {{"X-Forwarded-For", "192.0.2.2"}};
    browser_.sign_in("owner");
}

TEST_F(SignInTest, SpeaksTheVisitorsLanguage)
{
    newsroom_.add(Role::owner);
    browser_.headers = {{"Accept-Language", "de, ru-RU;q=0.8, en;q=0.5"}};
    EXPECT_THAT(body_of(browser_.get("/admin/sign-in/")), HasSubstr("<h1>Войти</h1>"));
    EXPECT_THAT(body_of(browser_.post("/admin/sign-in/", {{"login", "owner"}, {"password", "x"}})),
        HasSubstr("логин или пароль неверен"));
}

TEST_F(SignInTest, LetsNoForgottenBrowserAddASecondFactor)
{
    newsroom_.add(Role::owner);
    browser_.sign_in("owner");
    EXPECT_EQ(browser_.get("/admin/account/app/").status, 200);
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    EXPECT_EQ(
        header_of(browser_.get("/admin/account/app/"), "Location"), "/admin/confirm/?next=/admin/account/");
    EXPECT_EQ(header_of(browser_.post("/admin/account/passkeys/", {}), "Location"),
        "/admin/confirm/?next=/admin/account/");
}

TEST_F(SignInTest, EscapesWhatPeopleAreCalled)
{
    newsroom_.add(Role::owner);
    browser_.sign_in("owner");
    for (auto path : {"/admin/", "/admin/account/", "/admin/staff/", "/admin/log/"}) {
        auto const response = browser_.get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_THAT(body_of(response), Not(HasSubstr("<b>O</b>"))) << path;
        EXPECT_THAT(response.content_security_policy, Not(HasSubstr("unsafe"))) << path;
    }
}

} // namespace

} // namespace broadsheet::admin

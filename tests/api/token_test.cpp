#include "api/token.h"

#include "api/client.h"

#include <fmt/format.h>

namespace broadsheet::api {

namespace {

using http::Method;

// A newspaper whose drafts are asked for with tokens of every kind.
class AdminToken : public testing::Test {
protected:
    Answer ask(std::string_view authorization)
    {
        return paper.ask(Method::get, "admin/posts/", "", {{"Authorization", std::string(authorization)}});
    }

    std::string header(std::string_view algorithm = "HS256") const
    {
        return fmt::format(
            R"({{"alg":"{}","typ":"JWT","kid":"{}"}})", algorithm, paper.integration.admin_key_id);
    }

    std::string claims(std::int64_t issued, std::int64_t expires, std::string_view audience = "/admin/") const
    {
        return fmt::format(R"({{"iat":{},"exp":{},"aud":"{}"}})", now + issued, now + expires, audience);
    }

    ApiNewspaper paper;
    std::int64_t const now = paper.clock.now() / 1000;
};

TEST_F(AdminToken, OpensTheDoor)
{
    for (auto const& token : {paper.token(header(), claims(0, 300)), paper.token(header(), claims(-290, 10)),
             paper.token(header(), claims(20, 320)), paper.token(header(), claims(0, 60, "admin")),
             paper.token(header(), claims(0, 60, "/v3/admin/"))}) {
        EXPECT_EQ(ask("Ghost " + token).status, 200) << token;
        EXPECT_EQ(ask("ghost " + token).status, 200);
    }
}

TEST_F(AdminToken, IsRefused)
{
    struct Case {
        std::string what;
        std::string token;
        int status;
        char const* code;
    };
    auto const good = paper.fresh_token();
    auto const body = good.substr(0, good.rfind('.'));
    auto with_header = [&](std::string_view text) { return paper.token(text, claims(0, 300)); };
    auto with_claims = [&](std::string_view text) { return paper.token(header(), text); };
    Case const cases[] = {
        {"nothing", "", 401, "INVALID_AUTH_HEADER"},
        {"no token", "hello", 400, "INVALID_JWT"},
        {"two parts", body, 400, "INVALID_JWT"},
        {"not base64url", "a+b.c=.d", 400, "INVALID_JWT"},
        {"not JSON", paper.token("alg", "{}"), 400, "INVALID_JWT"},
        {"too deep", paper.token("[[[[[[[[[[]]]]]]]]]]", "{}"), 400, "INVALID_JWT"},
        {"too long", std::string(10'000, 'a'), 400, "INVALID_JWT"},
        {"no key", with_header(R"({"alg":"HS256"})"), 400, "MISSING_ADMIN_API_KID"},
        {"a key that is no text", with_header(R"({"alg":"HS256","kid":1})"), 400, "MISSING_ADMIN_API_KID"},
        {"another key", with_header(R"({"alg":"HS256","kid":"0123456789abcdef01234567"})"), 401,
            "UNKNOWN_ADMIN_API_KEY"},
        {"SQL for a key", with_header(R"({"alg":"HS256","kid":"' OR 1=1 --"})"), 401,
            "UNKNOWN_ADMIN_API_KEY"},
        {"no algorithm", paper.token(header("none"), claims(0, 300)), 401, "INVALID_JWT"},
        {"alg none without a signature", fmt::format("{}.", body), 401, "INVALID_JWT"},
        {"another algorithm", paper.token(header("HS512"), claims(0, 300)), 401, "INVALID_JWT"},
        {"an extension",
            with_header(
                fmt::format(R"({{"alg":"HS256","kid":"{}","crit":["x"]}})", paper.integration.admin_key_id)),
            400, "INVALID_JWT"},
        {"another signature", body + "." + std::string(43, 'A'), 401, "INVALID_JWT"},
        {"a shorter signature", body + "." + std::string(42, 'A'), 401, "INVALID_JWT"},
        {"another audience", with_claims(claims(0, 300, "/content/")), 401, "INVALID_JWT"},
        {"an audience that only ends so", with_claims(claims(0, 300, "notadmin")), 401, "INVALID_JWT"},
        {"no audience", with_claims(fmt::format(R"({{"iat":{},"exp":{}}})", now, now + 300)), 401,
            "INVALID_JWT"},
        {"expired", with_claims(claims(-300, -1)), 401, "INVALID_JWT"},
        {"expiring now", with_claims(claims(-300, 0)), 401, "INVALID_JWT"},
        {"from the future", with_claims(claims(600, 660)), 401, "INVALID_JWT"},
        {"not yet",
            with_claims(
                fmt::format(R"({{"iat":{},"exp":{},"nbf":{},"aud":"/admin/"}})", now, now + 300, now + 200)),
            401, "INVALID_JWT"},
        {"for a day", with_claims(claims(0, 86'400)), 401, "INVALID_JWT"},
        {"made long ago", with_claims(claims(-86'400, 60)), 401, "INVALID_JWT"},
        {"without end", with_claims(fmt::format(R"({{"iat":{},"aud":"/admin/"}})", now)), 401, "INVALID_JWT"},
        {"without beginning", with_claims(fmt::format(R"({{"exp":{},"aud":"/admin/"}})", now + 60)), 401,
            "INVALID_JWT"},
        {"times that overflow",
            with_claims(R"({"iat":-9223372036854775808,"exp":9223372036854775807,"aud":"/admin/"})"), 401,
            "INVALID_JWT"},
        {"times that are no numbers", with_claims(R"({"iat":"0","exp":1e300,"aud":"/admin/"})"), 400,
            "INVALID_JWT"},
    };
    for (auto const& [what, token, status, code] : cases) {
        auto const answer = ask(token.empty() ? "Bearer x" : "Ghost " + token);
        EXPECT_EQ(answer.status, status) << what;
        EXPECT_EQ(answer.error("code"), code) << what;
        EXPECT_EQ(answer.at("/posts"), "") << what;
    }
    EXPECT_EQ(paper.ask(Method::get, "admin/posts/").status, 403);
    EXPECT_EQ(paper.ask(Method::get, "admin/posts/?key=" + paper.integration.content_key).status, 403);
}

TEST_F(AdminToken, IsAskedForOfEverythingButTheSite)
{
    EXPECT_EQ(paper.ask(Method::get, "admin/site/").status, 200);
    EXPECT_EQ(paper.ask(Method::get, "admin/site/").at("/site/title"), R"("The Lantern")");
    for (auto [method, path] : {std::pair(Method::get, "posts/"), {Method::post, "posts/"},
             {Method::put, "posts/a/"}, {Method::delete_, "posts/a/"}, {Method::get, "posts/slug/a/"},
             {Method::get, "pages/"}, {Method::post, "pages/"}, {Method::get, "tags/"},
             {Method::post, "tags/"}, {Method::put, "tags/a/"}, {Method::delete_, "tags/a/"},
             {Method::get, "users/"}, {Method::post, "images/upload/"}, {Method::get, "nothing/"}})
        EXPECT_EQ(paper.ask(method, fmt::format("admin/{}", path)).status, 403) << path;
    paper.change([&](newsroom::Change& change) {
        return staff::Integrations(change.connection(), paper.clock, paper.random)
            .remove(paper.integration.id);
    });
    EXPECT_EQ(paper.admin(Method::get, "posts/").status, 401);
}

} // namespace

} // namespace broadsheet::api

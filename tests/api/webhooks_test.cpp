#include "api/client.h"

#include "api/webhook_sender.h"
#include "base/encoding.h"
#include "newsroom/articles.h"
#include "newsroom/happenings.h"
#include "support/fake_client.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace broadsheet::api {

namespace {

using http::Method;
using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WebhooksApi : public testing::TestWithParam<db::Dialect> {
protected:
    Answer add(std::string_view webhook)
    {
        return paper.admin(Method::post, "webhooks/", fmt::format(R"({{"webhooks":[{}]}})", webhook));
    }
    static std::string id_of(Answer const& answer)
    {
        return std::string(answer.json.at_pointer("/webhooks/0/id").as_string());
    }
    Answer add_post(std::string_view status = "published")
    {
        return paper.admin(Method::post, "posts/?source=html",
            fmt::format(
                R"({{"posts":[{{"title":"A day in court","html":"<p>Text</p>","status":"{}"}}]}})", status));
    }
    // Does the jobs that are due; returns the error of the last one.
    std::string run()
    {
        std::string error;
        db::JobQueue jobs(*paper.lease, paper.clock, paper.random);
        while (auto const job = must(jobs.claim({std::string(newsroom::webhook_job)}, 60'000))) {
            auto const sent = sender.send(*paper.lease, *job);
            if (!sent.ok()) {
                error = sent.error().message;
                must(jobs.fail(*job, sent.error()));
            } else
                must(jobs.finish(*job));
        }
        return error;
    }
    newsroom::Webhooks webhooks() { return {*paper.lease, paper.clock, paper.random}; }

    ApiNewspaper paper{GetParam()};
    site::Site site{*paper.database, paper.clock, test::small_theme()};
    test::FakeClient client;
    WebhookSender sender{site, client, paper.clock, paper.random};
};

ON_BOTH_DATABASES(WebhooksApi);

TEST_P(WebhooksApi, AreAddedChangedAndRemoved)
{
    auto const added = add(R"({"event":"post.added","target_url":"https://a.example/hook","name":"Rebuild",
        "secret":"hush","integration_id":"000000000000000000000000","id":"ffffffffffffffffffffffff","last_triggered_error":"x"})");
    ASSERT_EQ(added.status, 201);
    EXPECT_EQ(added.at("/webhooks/0/event"), R"("post.added")");
    EXPECT_EQ(added.at("/webhooks/0/api_version"), R"("v5")");
    EXPECT_EQ(added.at("/webhooks/0/integration_id"), fmt::format("\"{}\"", paper.integration.id));
    EXPECT_NE(id_of(added), "ffffffffffffffffffffffff");
    EXPECT_EQ(added.at("/webhooks/0/last_triggered_error"), "null");

    auto const target = fmt::format("webhooks/{}/", id_of(added));
    auto const edited
        = paper.admin(Method::put, target, R"({"webhooks":[{"event":"post.published","name":null}]})");
    ASSERT_EQ(edited.status, 200);
    EXPECT_EQ(edited.at("/webhooks/0/event"), R"("post.published")");
    EXPECT_EQ(edited.at("/webhooks/0/target_url"), R"("https://a.example/hook")");
    EXPECT_EQ(edited.at("/webhooks/0/name"), "null");

    EXPECT_EQ(paper.admin(Method::delete_, target).status, 204);
    EXPECT_EQ(paper.admin(Method::delete_, target).status, 404);
    EXPECT_EQ(paper.admin(Method::put, target, R"({"webhooks":[{}]})").status, 404);
}

TEST_P(WebhooksApi, AreRefused)
{
    EXPECT_EQ(add(R"({"event":"post.exploded","target_url":"https://a.example/"})").status, 422);
    EXPECT_EQ(add(R"({"event":"post.added"})").status, 422);
    EXPECT_EQ(add(R"({"event":1,"target_url":"https://a.example/"})").status, 422);
    EXPECT_EQ(paper.admin(Method::post, "webhooks/", "{}").status, 400);
    EXPECT_EQ(paper.ask(Method::post, "admin/webhooks/", "{}").status, 403);
    ASSERT_EQ(add(R"({"event":"post.added","target_url":"https://a.example/"})").status, 201);
    EXPECT_EQ(add(R"({"event":"post.added","target_url":"https://a.example/"})").status, 422);
}

TEST_P(WebhooksApi, AreNoBusinessOfOtherIntegrations)
{
    auto const target = fmt::format(
        "webhooks/{}/", id_of(add(R"({"event":"post.added","target_url":"https://a.example/"})")));
    paper.change([&](newsroom::Change& change) -> Result<void> {
        paper.integration
            = TRY(staff::Integrations(change.connection(), paper.clock, paper.random).add("Another"));
        return {};
    });
    EXPECT_EQ(paper.admin(Method::put, target, R"({"webhooks":[{"secret":"mine"}]})").status, 403);
    EXPECT_EQ(paper.admin(Method::delete_, target).status, 403);
}

TEST_P(WebhooksApi, AreSentSigned)
{
    must(add(R"({"event":"post.published","target_url":"https://a.example/hook","secret":"hush"})").status
                == 201
            ? Result<void>()
            : invalid("not added"));
    auto const post = add_post();
    EXPECT_EQ(run(), "");
    ASSERT_THAT(client.requests(), SizeIs(1));
    auto const request = client.requests().front();
    EXPECT_EQ(request.method, Method::post);
    EXPECT_EQ(request.url, "https://a.example/hook");
    EXPECT_EQ(request.reach, http::Reach::public_only);
    auto const sent = boost::json::parse(request.body);
    EXPECT_EQ(sent.at_pointer("/post/current/id"), post.json.at_pointer("/posts/0/id"));
    EXPECT_EQ(sent.at_pointer("/post/current/title"), "A day in court");
    EXPECT_EQ(sent.at_pointer("/post/current/status"), "published");
    std::string signature;
    for (auto const& header : request.headers)
        if (header.name == "X-Ghost-Signature")
            signature = header.value;
    auto const now = paper.clock.now();
    EXPECT_EQ(signature,
        fmt::format(
            "sha256={}, t={}", to_hex(hmac_sha256("hush", fmt::format("{}{}", request.body, now))), now));
}

TEST_P(WebhooksApi, AreTriedAgain)
{
    auto const id = id_of(add(R"({"event":"post.added","target_url":"https://a.example/"})"));
    add_post();
    client.answer_with([](auto const&) { return http::ClientResponse{503, {}, {}}; });
    EXPECT_EQ(run(), "the receiver answered 503");
    EXPECT_EQ(must(webhooks().by_id(id)).last_status, "503");
    EXPECT_EQ(run(), "") << "not at once";
    client.answer_with([](auto const&) {
        return Error{ErrorCode::forbidden, "an address of its own network"};
    });
    paper.clock.advance(3'600'000);
    EXPECT_EQ(run(), "an address of its own network");
    EXPECT_EQ(must(webhooks().by_id(id)).last_status, "");
    client.answer_with([](auto const&) {
        return http::ClientResponse{302, {{"Location", "http://127.0.0.1/"}}, {}};
    });
    paper.clock.advance(3'600'000);
    EXPECT_EQ(run(), "the receiver answered 302");
    client.answer_with([](auto const&) { return http::ClientResponse{204, {}, {}}; });
    paper.clock.advance(3'600'000);
    EXPECT_EQ(run(), "");
    EXPECT_THAT(client.requests(), SizeIs(4));
    EXPECT_EQ(must(webhooks().by_id(id)).last_error, "");
}

TEST_P(WebhooksApi, EndWhereNobodyListens)
{
    auto const id = id_of(add(R"({"event":"post.added","target_url":"https://a.example/"})"));
    add_post();
    client.answer_with([](auto const&) { return http::ClientResponse{410, {}, {}}; });
    EXPECT_EQ(run(), "");
    EXPECT_EQ(webhooks().by_id(id).error().code, ErrorCode::not_found);
    add_post();
    EXPECT_EQ(run(), "");
    EXPECT_THAT(client.requests(), SizeIs(1));
}

TEST_P(WebhooksApi, TellOfWhatIsGone)
{
    add(R"({"event":"post.deleted","target_url":"https://a.example/"})");
    add(R"({"event":"site.changed","target_url":"https://a.example/"})");
    auto const post = add_post("draft");
    paper.admin(Method::delete_,
        fmt::format("posts/{}/", std::string(post.json.at_pointer("/posts/0/id").as_string())));
    EXPECT_EQ(run(), "");
    ASSERT_THAT(client.requests(), SizeIs(1));
    auto const sent = boost::json::parse(client.requests().front().body);
    EXPECT_THAT(sent.at_pointer("/post/current").as_object(), IsEmpty());
    EXPECT_EQ(sent.at_pointer("/post/previous/title"), "A day in court");
    add_post();
    EXPECT_EQ(run(), "");
    EXPECT_EQ(client.requests().back().body, "{}");
}

} // namespace

} // namespace broadsheet::api

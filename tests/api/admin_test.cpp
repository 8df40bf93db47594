#include "api/client.h"

#include "staff/accounts.h"
#include "staff/audit_log.h"
#include "workflow/previews.h"

#include <gmock/gmock.h>

#include <array>
#include <fmt/format.h>

namespace broadsheet::api {

namespace {

namespace json = boost::json;
using http::Method;
using testing::HasSubstr;
using testing::Not;

class AdminApi : public testing::TestWithParam<db::Dialect> {
protected:
    Answer add(std::string_view post, std::string_view target = "posts/?source=html")
    {
        auto const resource = target.substr(0, target.find('/'));
        return paper.admin(Method::post, target, fmt::format(R"({{"{}":[{}]}})", resource, post));
    }
    Answer edit(std::string const& id, std::string_view post)
    {
        return paper.admin(
            Method::put, fmt::format("posts/{}/?source=html", id), fmt::format(R"({{"posts":[{}]}})", post));
    }
    static std::string id_of(Answer const& answer)
    {
        return std::string(answer.json.at_pointer("/posts/0/id").as_string());
    }
    static std::string updated_at(Answer const& answer)
    {
        return std::string(answer.json.at_pointer("/posts/0/updated_at").as_string());
    }
    std::vector<std::string> acts()
    {
        std::vector<std::string> names;
        for (auto const& entry : test::must(staff::AuditLog(*paper.lease, paper.clock).list({}))) {
            EXPECT_EQ(entry.account_name, "Planner");
            names.insert(names.begin(), entry.act);
        }
        return names;
    }

    ApiNewspaper paper{GetParam()};
};

ON_BOTH_DATABASES(AdminApi);

TEST_P(AdminApi, AddsADraftThatNoReaderSees)
{
    auto const added = add(R"({"title":"A day in court","html":"<p>Text</p>","tags":["Courts",{"name":"New"}],
        "authors":[{"slug":"mira-dolan"}],"custom_excerpt":"In short","featured":true})");
    ASSERT_EQ(added.status, 201);
    EXPECT_EQ(added.at("/posts/0/slug"), R"("a-day-in-court")");
    EXPECT_EQ(added.at("/posts/0/status"), R"("draft")");
    EXPECT_EQ(added.at("/posts/0/published_at"), "null");
    EXPECT_EQ(added.at("/posts/0/tags/0/id"),
        fmt::format("\"{}\"",
            std::string(
                paper.admin(Method::get, "tags/slug/courts/").json.at_pointer("/tags/0/id").as_string())));
    EXPECT_EQ(added.at("/posts/0/tags/1/slug"), R"("new")");
    EXPECT_EQ(added.at("/posts/0/primary_author/name"), R"("Mira Dolan")");
    EXPECT_EQ(added.at("/posts/0/featured"), "true");
    EXPECT_EQ(paper.content("posts/slug/a-day-in-court/").status, 404);
    EXPECT_EQ(paper.admin(Method::get, "posts/slug/a-day-in-court/?formats=html").at("/posts/0/html"),
        R"("<p>Text</p>")");
    EXPECT_EQ(add(R"({"title":"A day in court"})").at("/posts/0/slug"), R"("a-day-in-court-2")");
    EXPECT_EQ(add(R"({"title":"Tag"})").at("/posts/0/slug"), R"("tag-2")") << "a reserved one";
}

TEST_P(AdminApi, PublishesSchedulesAndTakesBack)
{
    auto post = add(R"({"title":"News","html":"<p>1</p>","tags":[{"slug":"politics"}]})");
    auto const id = id_of(post);
    post = edit(id, fmt::format(R"({{"status":"published","updated_at":"{}"}})", updated_at(post)));
    ASSERT_EQ(post.status, 200) << post.error("context");
    EXPECT_EQ(
        paper.content("posts/slug/news/?include=tags").at("/posts/0/primary_tag/slug"), R"("politics")");
    post = edit(id, fmt::format(R"({{"html":"<p>2</p>","updated_at":"{}"}})", updated_at(post)));
    EXPECT_EQ(paper.content("posts/slug/news/").at("/posts/0/html"), R"("<p>2</p>")");
    post = edit(id, fmt::format(R"({{"status":"draft","updated_at":"{}"}})", updated_at(post)));
    EXPECT_EQ(paper.content("posts/slug/news/").status, 404);
    post = edit(id,
        fmt::format(R"({{"status":"scheduled","published_at":"2030-01-01T00:00:00.000Z","updated_at":"{}"}})",
            updated_at(post)));
    EXPECT_EQ(post.at("/posts/0/status"), R"("scheduled")");
    EXPECT_THAT(acts(),
        testing::ElementsAre("article.added", "article.published", "article.saved", "article.unpublished",
            "article.scheduled"));
}

TEST_P(AdminApi, OverwritesNothingSilently)
{
    auto const first = add(R"({"title":"News","html":"<p>1</p>"})");
    auto const id = id_of(first);
    EXPECT_EQ(
        edit(id, fmt::format(R"({{"title":"Second","updated_at":"{}"}})", updated_at(first))).status, 200);
    auto const late = edit(id, fmt::format(R"({{"title":"Late","updated_at":"{}"}})", updated_at(first)));
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.error("type"), "UpdateCollisionError");
    EXPECT_EQ(late.error("code"), "UPDATE_COLLISION");
    EXPECT_EQ(paper.admin(Method::get, "posts/" + id + "/").at("/posts/0/title"), R"("Second")");
    EXPECT_EQ(edit(id, R"({"title":"Without"})").status, 422);
}

TEST_P(AdminApi, GivesBackWhatItTook)
{
    auto post = add(
        R"({"title":"News","html":"<p><a href=\"https://lantern.example/about/\">About</a> <a href=\"/b/\">b</a> <a href=\"https://other.example/\">o</a></p>",
            "feature_image":"https://lantern.example/media/ab/ab12.webp"})");
    auto const id = id_of(post);
    auto stored = test::must(newsroom::Articles(*paper.lease).by_id(id));
    EXPECT_EQ(stored.body,
        R"(<p><a href="/about/">About</a> <a href="/b/">b</a> <a href="https://other.example/" rel="noopener">o</a></p>)");
    EXPECT_EQ(stored.picture.path, "/media/ab/ab12.webp");
    // What a client reads and sends back whole changes nothing.
    auto const whole = paper.admin(Method::get, "posts/" + id + "/");
    auto const again = paper.admin(
        Method::put, "posts/" + id + "/", json::serialize(json::object{{"posts", whole.json.at("posts")}}));
    EXPECT_EQ(again.status, 200) << again.error("context");
    EXPECT_EQ(test::must(newsroom::Articles(*paper.lease).by_id(id)), stored);
}

TEST_P(AdminApi, SanitisesEveryFormOfText)
{
    auto const attack = R"(<p onclick=\"x()\">a<script>x()</script><a href=\"javascript:x\">b</a></p>)";
    auto const html
        = add(fmt::format(R"({{"title":"1","html":"{0}","feature_image_caption":"{0}"}})", attack));
    json::string card(
        R"({"root":{"children":[{"type":"html","html":"<img src=x onerror=x()><p>c</p>"}],"type":"root"}})");
    auto const lexical = add(json::serialize(json::object{{"title", "2"}, {"lexical", card}}), "posts/");
    auto const ignored = add(R"({"title":"3","html":"<p>not asked for</p>"})", "posts/");
    for (auto const& answer : {html, lexical, ignored})
        ASSERT_EQ(answer.status, 201) << answer.error("context");
    for (auto const& answer : {html, lexical}) {
        auto const article = test::must(newsroom::Articles(*paper.lease).by_id(id_of(answer)));
        EXPECT_THAT(article.body + article.picture.caption,
            Not(testing::AnyOf(HasSubstr("onclick"), HasSubstr("script"), HasSubstr("onerror"))));
        EXPECT_THAT(article.body, HasSubstr("<p>"));
    }
    EXPECT_EQ(test::must(newsroom::Articles(*paper.lease).by_id(id_of(ignored))).body, "");
}

TEST_P(AdminApi, TakesNoFieldThatIsNotListed)
{
    auto const added
        = add(R"({"title":"News","id":"0123456789abcdef01234567","number":1,"source":"x","no_appeal":true,
        "created_at":"2001-01-01T00:00:00Z","kind":"page","type":"page","codeinjection_head":"<script>","uuid":"x",
        "email":{"x":[1]},"url":"https://evil.example/"})");
    ASSERT_EQ(added.status, 201);
    auto const article = test::must(newsroom::Articles(*paper.lease).by_id(id_of(added)));
    EXPECT_NE(article.id, "0123456789abcdef01234567");
    EXPECT_EQ(article.kind, newsroom::ArticleKind::article);
    EXPECT_EQ(article.source, "");
    EXPECT_FALSE(article.no_appeal);
    EXPECT_EQ(article.created_at, paper.clock.now());
}

TEST_P(AdminApi, SaysWhatIsWrong)
{
    struct Case {
        std::string body;
        int status;
        char const* type;
    };
    for (auto const& [body, status, type] : {
             Case{"", 400, "BadRequestError"},
             Case{"{", 400, "BadRequestError"},
             Case{"[]", 400, "BadRequestError"},
             Case{R"({"pages":[{"title":"x"}]})", 400, "BadRequestError"},
             Case{R"({"posts":[]})", 400, "BadRequestError"},
             Case{R"({"posts":[1]})", 400, "BadRequestError"},
             Case{R"({"posts":{"title":"x"}})", 400, "BadRequestError"},
             Case{R"({"posts":[{"title":"x"},{"title":"y"}]})", 400, "BadRequestError"},
             Case{R"({"posts":)" + std::string(100, '[') + std::string(100, ']') + "}", 400,
                 "BadRequestError"},
             Case{"{\"posts\":[{\"title\":\"\xff\"}]}", 400, "BadRequestError"},
             Case{R"({"posts":[{}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":""}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":1}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"a\u0000b"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","featured":"yes"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","status":"withdrawn"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","status":"scheduled"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","status":"scheduled","published_at":"2001-01-01"}]})", 422,
                 "ValidationError"},
             Case{R"({"posts":[{"title":"x","status":"published","published_at":"2101-01-01"}]})", 422,
                 "ValidationError"},
             Case{R"({"posts":[{"title":"x","published_at":"yesterday"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","visibility":"paid"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","language":"xx"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","authors":[{"email":"a@b.example"}]}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","tags":[{}]}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","tags":"courts"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","canonical_url":"javascript:x"}]})", 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","feature_image":"javascript:x"}]
})",
                 422, "ValidationError"},
             Case{R"({"posts":[{"title":"x","lexical":"{"}]})", 422, "ValidationError"},
         }) {
        auto const answer = paper.admin(Method::post, "posts/?source=html", body);
        EXPECT_EQ(answer.status, status) << body;
        EXPECT_EQ(answer.error("type"), type) << body;
    }
    EXPECT_EQ(paper.admin(Method::get, "posts/").at("/meta/pagination/total"), "0")
        << "nothing is half-written";
    EXPECT_THAT(acts(), testing::IsEmpty());
    EXPECT_EQ(edit("0123456789abcdef01234567", R"({"title":"x","updated_at":"2024-01-01"})").status, 404);
    EXPECT_EQ(paper.admin(Method::get, "posts/slug/nothing/").status, 404);
}

TEST_P(AdminApi, ListsAndFilters)
{
    add(R"({"title":"Draft one","tags":["Courts"]})");
    add(R"({"title":"Draft 100% two","authors":[{"slug":"mira-dolan"}]})");
    add(R"({"title":"Published","status":"published","published_at":"2024-01-01T00:00:00Z","featured":true})");
    add(R"({"title":"A page","status":"published"})", "pages/");
    auto slugs = [&](std::string_view target) {
        auto const answer = paper.admin(Method::get, target);
        std::string text = answer.status == 200 ? "" : answer.error("context");
        if (auto const* list = answer.json.as_object().if_contains(target.substr(0, target.find('/'))))
            for (auto const& post : list->as_array())
                text += (text.empty() ? "" : " ") + std::string(post.at("slug").as_string());
        return text;
    };
    EXPECT_EQ(slugs("posts/"), "draft-100-two draft-one published");
    EXPECT_EQ(slugs("pages/"), "a-page");
    EXPECT_EQ(slugs("posts/?filter=status:published"), "published");
    EXPECT_EQ(slugs("posts/?filter=status:[draft,scheduled]%2Btag:courts"), "draft-one");
    EXPECT_EQ(slugs("posts/?filter=status:-draft,author:mira-dolan"), "draft-100-two published");
    EXPECT_EQ(slugs("posts/?filter=title:~%27100%25%20T%27"), "draft-100-two");
    EXPECT_EQ(slugs("posts/?filter=title:~%27_%27"), "") << "no wildcard of SQL's";
    EXPECT_EQ(slugs("posts/?filter=tag:null"), "draft-100-two published");
    EXPECT_EQ(slugs("posts/?filter=featured:true"), "published");
    EXPECT_EQ(slugs("posts/?filter=published_at:%3C%272024-02-01%27"), "published");
    EXPECT_EQ(slugs("posts/?filter=published_at:null%2Bslug:~^draft"), "draft-100-two draft-one");
    EXPECT_EQ(slugs("posts/?order=title%20asc&limit=1&page=2"), "draft-one");
    EXPECT_EQ(slugs("tags/?filter=slug:hash-hidden"), "hash-hidden");
    EXPECT_EQ(slugs("users/"), "jonas-petrak mira-dolan");
    EXPECT_EQ(paper.admin(Method::get, "posts/?filter=password:x").status, 400);
    EXPECT_EQ(paper.admin(Method::get, "posts/?filter=published_at:x").status, 400);
    EXPECT_EQ(paper.admin(Method::get, "posts/?order=(select%201)").status, 400);
    EXPECT_EQ(paper.admin(Method::get, "posts/?filter=slug:%27a%00b%27").status, 422);
    EXPECT_EQ(paper.admin(Method::get, "posts/?limit=1").at("/meta/pagination"),
        R"({"page":1,"limit":1,"pages":3,"total":3,"next":2,"prev":null})");
}

TEST_P(AdminApi, DeletesWhatNobodySawAndWithdrawsTheRest)
{
    auto const draft = id_of(add(R"({"title":"Draft"})"));
    auto const news = id_of(add(R"({"title":"News","status":"published"})"));
    EXPECT_EQ(paper.content("posts/slug/news/").status, 200);
    for (auto const& id : {draft, news}) {
        EXPECT_EQ(paper.admin(Method::delete_, "posts/" + id + "/").status, 204);
        EXPECT_EQ(paper.admin(Method::get, "posts/" + id + "/").status, 404);
        EXPECT_EQ(paper.admin(Method::delete_, "posts/" + id + "/").status, 404);
    }
    EXPECT_EQ(paper.content("posts/slug/news/").status, 404);
    EXPECT_FALSE(newsroom::Articles(*paper.lease).by_id(draft).ok());
    EXPECT_EQ(test::must(newsroom::Articles(*paper.lease).by_id(news)).status, newsroom::Status::withdrawn);
    // A draft that readers once saw is not forgotten by whoever still shows its edition.
    auto const seen = add(R"({"title":"Seen","status":"published"})");
    EXPECT_EQ(paper.content("posts/slug/seen/").status, 200);
    edit(id_of(seen), fmt::format(R"({{"status":"draft","updated_at":"{}"}})", updated_at(seen)));
    paper.admin(Method::delete_, "posts/" + id_of(seen) + "/");
    EXPECT_EQ(paper.content("posts/slug/seen/").status, 404);
    EXPECT_EQ(paper.content("posts/").at("/posts"), "[]");
}

TEST_P(AdminApi, EndsTheLinksToWhatReadersLose)
{
    auto const change = [&](auto const& body) {
        return test::must(newsroom::change(*paper.lease, paper.clock, paper.random, body));
    };
    auto const owner = change([&](newsroom::Change&) {
        return staff::Accounts(*paper.lease, paper.clock, paper.random)
            .add("owner", "Owner", staff::Role::owner);
    });
    workflow::Previews previews(*paper.lease, paper.clock, paper.random);
    auto const link_to = [&](std::string const& id) {
        auto const article = test::must(newsroom::Articles(*paper.lease).by_id(id));
        return change([&](newsroom::Change&) { return previews.make(article.number, owner, 5000); });
    };
    auto const deleted = id_of(add(R"({"title":"Deleted","status":"published"})"));
    auto const taken_back = add(R"({"title":"Taken back","status":"published"})");
    auto const links = std::array{link_to(deleted), link_to(id_of(taken_back))};
    for (auto const& link : links)
        EXPECT_TRUE(previews.article(link).ok());
    paper.admin(Method::delete_, "posts/" + deleted + "/");
    edit(id_of(taken_back), fmt::format(R"({{"status":"draft","updated_at":"{}"}})", updated_at(taken_back)));
    for (auto const& link : links)
        EXPECT_FALSE(previews.article(link).ok());
}

TEST_P(AdminApi, KeepsTags)
{
    auto const added = add(R"({"name":"Elections","description":"All of them"})", "tags/");
    ASSERT_EQ(added.status, 201);
    EXPECT_EQ(added.at("/tags/0/slug"), R"("elections")");
    auto const id = std::string(added.json.at_pointer("/tags/0/id").as_string());
    auto const post = add(R"({"title":"News","status":"published","tags":[{"slug":"elections"}]})");
    EXPECT_EQ(paper.content("tags/slug/elections/").status, 200);
    auto const renamed = paper.admin(
        Method::put, "tags/" + id + "/", R"({"tags":[{"name":"The elections","slug":"the-elections"}]})");
    EXPECT_EQ(renamed.at("/tags/0/description"), R"("All of them")");
    EXPECT_EQ(paper.content("posts/?filter=tag:the-elections").at("/meta/pagination/total"), "1");
    EXPECT_EQ(add(R"({"name":"#secret"})", "tags/").at("/tags/0/visibility"), R"("internal")");
    EXPECT_EQ(add(R"({"name":""})", "tags/").status, 422);
    EXPECT_EQ(add(R"({"name":"x","slug":"courts"})", "tags/").status, 422);
    EXPECT_EQ(paper.admin(Method::delete_, "tags/" + id + "/").status, 204);
    EXPECT_EQ(paper.admin(Method::delete_, "tags/" + id + "/").status, 404);
    EXPECT_EQ(paper.content("posts/slug/news/?include=tags").at("/posts/0/tags"), "[]");
    EXPECT_EQ(paper.content("posts/?filter=tag:the-elections").at("/meta/pagination/total"), "0");
}

TEST_P(AdminApi, TakesOnlyPictures)
{
    auto upload = [&](std::string_view name, std::string_view content,
                      std::string type = "multipart/form-data; boundary=XX") {
        return paper.admin(Method::post, "images/upload/",
            fmt::format("--XX\r\nContent-Disposition: form-data; name=\"{}\"; "
                        "filename=\"../../a.png\"\r\n\r\n{}\r\n--XX--",
                name, content),
            std::move(type));
    };
    EXPECT_EQ(upload("file", "<script>x</script>").status, 415);
    EXPECT_EQ(upload("file", "%PDF-1.7 x").status, 415);
    EXPECT_EQ(upload("file", "\x89PNG\r\n\x1a\n and then nothing").status, 415);
    EXPECT_EQ(
        upload("file", "\x89PNG\r\n\x1a\n<script>x</script>").error("type"), "UnsupportedMediaTypeError");
    EXPECT_EQ(upload("other", "x").status, 422);
    EXPECT_EQ(upload("file", "x", "application/json").status, 400);
    EXPECT_THAT(acts(), testing::IsEmpty());
    EXPECT_TRUE(test::must(newsroom::MediaLibrary(*paper.lease).after(0, 10)).empty());
}

TEST_P(AdminApi, EntersPicturesInTheLibraryUnderTheirNameAndOnce)
{
    auto const upload = [&](std::string_view name) {
        return paper.admin(Method::post, "images/upload/",
            fmt::format("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n"
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"/>\r\n--XX--",
                name),
            "multipart/form-data; boundary=XX");
    };
    auto const first = upload("sea.svg");
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(upload("again.svg").at("/images/0/url"), first.at("/images/0/url"));
    auto const items = test::must(newsroom::MediaLibrary(*paper.lease).after(0, 10));
    ASSERT_EQ(items.size(), 1u);
    EXPECT_EQ(items[0].name, "sea.svg");
    EXPECT_THAT(acts(), testing::ElementsAre("media.added"));
}

TEST_P(AdminApi, ShowsBylinesAndNeverAccounts)
{
    auto const users = paper.admin(Method::get, "users/");
    EXPECT_EQ(users.at("/users/1/name"), R"("Mira Dolan")");
    EXPECT_EQ(users.at("/users/1/email"), "null");
    EXPECT_EQ(paper.admin(Method::get, "users/slug/mira-dolan/").status, 200);
}

} // namespace

} // namespace broadsheet::api

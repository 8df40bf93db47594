#include "api/client.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace broadsheet::api {

namespace {

using http::Method;
using newsroom::Status;
using testing::HasSubstr;
using testing::Not;

// Two articles in English, one in Russian, a page, and what readers must not see.
class ContentApi : public testing::TestWithParam<db::Dialect> {
protected:
    ContentApi()
    {
        auto first = paper.draft("first", "The first");
        first.published_at = first.created_at = first.updated_at = paper.clock.now() - 2'000;
        first.tags = {paper.politics, paper.courts, paper.internal};
        first.bylines = {paper.mira, paper.jonas};
        first.body = "<p>See <a href=\"/second/\">more</a>.</p>";
        first.picture = {"/media/ab/ab12.webp", "A lamp", "", "Photo: nobody"};
        id = must_save(first);
        auto second = paper.draft("second", "The second");
        second.published_at = paper.clock.now() - 1'000;
        second.featured = true;
        must_save(second);
        auto third = paper.draft("tretya", "Третья");
        third.language = "ru";
        must_save(third);
        auto page = paper.draft("about", "About");
        page.kind = newsroom::ArticleKind::page;
        must_save(page);
        auto draft = paper.draft("secret-draft", "Secret");
        draft.status = Status::draft;
        draft.published_at = {};
        draft.tags = {paper.energy};
        draft.section = {};
        must_save(draft);
        auto scheduled = paper.draft("secret-scheduled", "Secret");
        scheduled.status = Status::scheduled;
        scheduled.published_at = paper.clock.now() + 1'000;
        must_save(scheduled);
        auto withdrawn = paper.draft("secret-withdrawn", "Secret");
        withdrawn.status = Status::withdrawn;
        must_save(withdrawn);
    }

    std::string must_save(newsroom::Article const& article)
    {
        auto const number = paper.save(article);
        return test::must(newsroom::Articles(*paper.lease).by_number(number)).id;
    }

    std::string slugs(std::string_view target)
    {
        auto const answer = paper.content(target);
        if (answer.status != 200)
            return fmt::format("{} {}", answer.status, answer.error("context"));
        std::string text;
        for (auto const& record : answer.json.as_object().begin()->value().as_array())
            text += (text.empty() ? "" : " ") + std::string(record.at("slug").as_string());
        return text;
    }

    ApiNewspaper paper{GetParam()};
    std::string id;
};

ON_BOTH_DATABASES(ContentApi);

TEST_P(ContentApi, AnswersOnlyWhoHasAKey)
{
    struct Case {
        std::string query;
        int status;
        char const* type;
        char const* code;
    };
    auto const& integration = paper.integration;
    for (auto const& [query, status, type, code] : {
             Case{"", 403, "NoPermissionError", "null"},
             Case{"?key=", 403, "NoPermissionError", "null"},
             Case{"?key=0123456789abcdef0123456789", 401, "UnauthorizedError", "UNKNOWN_CONTENT_API_KEY"},
             Case{"?key=" + integration.admin_secret, 401, "UnauthorizedError", "UNKNOWN_CONTENT_API_KEY"},
             Case{"?key=" + integration.admin_key_id, 401, "UnauthorizedError", "UNKNOWN_CONTENT_API_KEY"},
             Case{"?key=%27%20OR%201=1", 401, "UnauthorizedError", "UNKNOWN_CONTENT_API_KEY"},
             Case{"?KEY=" + integration.content_key, 403, "NoPermissionError", "null"},
         })
        for (auto path : {"posts/", "posts/slug/first/", "pages/", "tags/", "authors/", "tiers/", "settings/",
                 "nothing/"}) {
            auto const answer = paper.ask(Method::get, fmt::format("content/{}{}", path, query));
            EXPECT_EQ(answer.status, status) << path << query;
            EXPECT_EQ(answer.error("type"), type);
            EXPECT_EQ(answer.error("code"), code);
            EXPECT_EQ(answer.at("/posts"), "");
        }
    paper.change([&](newsroom::Change& change) {
        return staff::Integrations(change.connection(), paper.clock, paper.random).remove(integration.id);
    });
    EXPECT_EQ(paper.content("posts/").status, 401);
}

TEST_P(ContentApi, ListsWhatIsPublished)
{
    EXPECT_EQ(slugs("posts/"), "tretya second first");
    EXPECT_EQ(slugs("posts"), "tretya second first");
    EXPECT_EQ(slugs("pages/"), "about");
    EXPECT_EQ(slugs("tags/"), "courts politics") << "neither internal ones nor those of drafts";
    EXPECT_EQ(slugs("authors/"), "jonas-petrak mira-dolan");
    EXPECT_EQ(slugs("tiers/"), "");
    for (auto target : {"posts/slug/secret-draft/", "posts/slug/secret-scheduled/",
             "posts/slug/secret-withdrawn/", "posts/slug/about/", "pages/slug/first/", "tags/slug/energy/",
             "tags/slug/hash-hidden/", "authors/slug/nobody/", "posts/0123456789abcdef01234567/", "nothing/",
             "posts/slug/", "posts/a/b/c/", "settings/title/"}) {
        EXPECT_EQ(paper.content(target).status, 404) << target;
        EXPECT_EQ(paper.content(target).error("type"), "NotFoundError") << target;
    }
    EXPECT_THAT(boost::json::serialize(paper.content("posts/?limit=all&include=tags,authors").json),
        Not(testing::AnyOf(HasSubstr("Secret"), HasSubstr("hidden"))));
}

TEST_P(ContentApi, ReadsOne)
{
    EXPECT_EQ(slugs("posts/" + id + "/"), "first");
    EXPECT_EQ(slugs("posts/slug/first/"), "first");
    EXPECT_EQ(slugs("posts/slug/tretya/"), "tretya");
    EXPECT_EQ(slugs("pages/slug/about/"), "about");
    EXPECT_EQ(slugs("tags/slug/courts/"), "courts");
    EXPECT_EQ(slugs("authors/slug/mira-dolan/"), "mira-dolan");
    EXPECT_EQ(paper.content("posts/slug/first/").at("/meta"), "")
        << "Ghost's client takes the list apart without it";
}

// The index of folded titles knows neither what a former version has saved nor what stands far behind.
TEST_P(ContentApi, FindsTitlesThatAreNotFoldedOrTooLong)
{
    auto article = paper.draft("long", std::string(600, 'x') + " the Ferry");
    must_save(article);
    ASSERT_TRUE(paper.lease->execute("UPDATE articles SET title_words = '' WHERE slug = 'second'").ok());
    EXPECT_EQ(slugs("posts/?filter=title:~%27FERRY%27"), "long");
    EXPECT_EQ(slugs("posts/?filter=title:~%27Second%27"), "second");
}

TEST_P(ContentApi, TakesWhatGhostTakes)
{
    struct Case {
        char const* target;
        char const* slugs;
    };
    for (auto const& [target, wanted] : {
             Case{"posts/?filter=tag:courts", "first"},
             Case{"posts/?filter=tags:politics%2Bfeatured:true", "second"},
             Case{"posts/?filter=featured:true,tag:courts", "second first"},
             Case{"posts/?filter=tag:-courts", "tretya second"},
             Case{"posts/?filter=author:jonas-petrak", "first"},
             Case{"posts/?filter=primary_author:jonas-petrak", ""},
             Case{"posts/?filter=language:ru", "tretya"},
             Case{"posts/?filter=slug:[first,tretya]", "tretya first"},
             Case{"posts/?filter=title:~%27second%27", "second"},
             Case{"posts/?filter=title:~%27cond%27", "second"},
             Case{"posts/?filter=title:~%27SECOND%27", "second"}, // whatever the case, as Ghost's
             Case{"posts/?filter=title:~^%27THE%20s%27%2Blanguage:en", "second"},
             Case{"posts/?filter=title:~$%27the%27", ""},
             Case{"posts/?filter=title:~%27%D0%A2%D0%A0%D0%95%27", "tretya"},
             Case{"posts/?filter=title:~[second,first]", "second first"},
             Case{"posts/?filter=title:~second,slug:first", "second first"},
             Case{"posts/?filter=title:~%27!%27", ""},
             Case{"posts/?filter=title:-~%27second%27", "tretya first"},
             Case{"posts/?filter=tag:nothing", ""},
             Case{"posts/?filter=status:draft", ""},
             Case{"posts/?filter=published_at:%3Enow", ""},
             Case{"posts/?order=published_at%20asc", "first second tretya"},
             Case{"posts/?order=published_at", "tretya second first"},
             Case{"posts/?limit=1", "tretya"},
             Case{"posts/?limit=1&page=3", "first"},
             Case{"posts/?limit=1&page=4", ""},
             Case{"posts/?limit=all", "tretya second first"},
             Case{"posts/?limit=0", "tretya second first"},
             Case{"tags/?order=slug%20desc", "politics courts"},
             Case{"tags/?order=slug%20DESC,name%20asc", "politics courts"},
             Case{"tags/?order=slug", "courts politics"},
             Case{"tags/?order=created_at%20desc,slug", "courts politics"}, // which Ghost has and we have not
             Case{"tags/?filter=slug:courts", "courts"},
             Case{"authors/?limit=1&page=2", "mira-dolan"},
             Case{"posts/?filter=", "tretya second first"},
             Case{"posts/?unknown=1&include=nonsense", "tretya second first"},
         })
        EXPECT_EQ(slugs(target), wanted) << target;
}

TEST_P(ContentApi, SaysWhatIsWrong)
{
    struct Case {
        char const* target;
        int status;
        char const* type;
    };
    for (auto const& [target, status, type] : {
             Case{"posts/?filter=tag", 400, "BadRequestError"},
             Case{"posts/?filter=((tag:a)", 400, "BadRequestError"},
             Case{"posts/?filter=password:a", 400, "BadRequestError"},
             Case{"posts/?order=password%20asc", 400, "BadRequestError"},
             Case{"posts/?order=published_at%20sideways", 400, "BadRequestError"},
             Case{"tags/?order=slug%20sideways", 400, "BadRequestError"},
             Case{"tags/?order=nameless%20desc", 400, "BadRequestError"},
             Case{"authors/?order=password%20asc", 400, "BadRequestError"},
             Case{"tags/?filter=:", 400, "BadRequestError"},
             Case{"posts/?limit=many", 422, "ValidationError"},
             Case{"posts/?limit=-1", 422, "ValidationError"},
             Case{"posts/?page=1.5", 422, "ValidationError"},
         }) {
        auto const answer = paper.content(target);
        EXPECT_EQ(answer.status, status) << target;
        EXPECT_EQ(answer.error("type"), type) << target;
        EXPECT_EQ(answer.error("id").size(), 36u);
    }
    auto const deep = paper.content("posts/?filter=" + std::string(1000, '('));
    EXPECT_EQ(deep.status, 400);
}

TEST_P(ContentApi, CountsPages)
{
    EXPECT_EQ(paper.content("posts/?limit=2").at("/meta/pagination"),
        R"({"page":1,"limit":2,"pages":2,"total":3,"next":2,"prev":null})");
    EXPECT_EQ(paper.content("posts/?limit=2&page=2").at("/meta/pagination"),
        R"({"page":2,"limit":2,"pages":2,"total":3,"next":null,"prev":1})");
    EXPECT_EQ(paper.content("posts/?filter=tag:nothing").at("/meta/pagination"),
        R"({"page":1,"limit":15,"pages":1,"total":0,"next":null,"prev":null})");
    EXPECT_EQ(paper.content("posts/?limit=5000").at("/meta/pagination/limit"), "100");
}

TEST_P(ContentApi, WritesThePostAsGhostDoes)
{
    auto const post = paper.content("posts/slug/first/");
    EXPECT_EQ(
        post.at("/posts/0/html"), R"("<p>See <a href=\"https://lantern.example/second/\">more</a>.</p>")");
    EXPECT_EQ(post.at("/posts/0/url"), R"("https://lantern.example/first/")");
    EXPECT_EQ(post.at("/posts/0/feature_image"), R"("https://lantern.example/media/ab/ab12.webp")");
    EXPECT_EQ(post.at("/posts/0/published_at"), R"("2024-05-20T14:59:58.000+03:00")");
    EXPECT_EQ(post.at("/posts/0/excerpt"), R"("See more.")");
    EXPECT_EQ(post.at("/posts/0/custom_excerpt"), "null");
    EXPECT_EQ(post.at("/posts/0/og_title"), "null");
    for (auto absent : {"status", "tags", "authors", "primary_tag", "plaintext", "lexical"})
        EXPECT_EQ(post.at(fmt::format("/posts/0/{}", absent)), "") << absent;
}

TEST_P(ContentApi, GivesWhatIsAskedFor)
{
    auto const full = paper.content("posts/slug/first/?include=tags,authors,tiers&formats=html,plaintext");
    EXPECT_EQ(full.at("/posts/0/tags/0/slug"), R"("politics")");
    EXPECT_EQ(full.at("/posts/0/tags/1/slug"), R"("courts")");
    EXPECT_EQ(full.at("/posts/0/tags/2"), "") << "an internal tag";
    EXPECT_EQ(full.at("/posts/0/primary_tag/url"), R"("https://lantern.example/section/politics/")");
    EXPECT_EQ(full.at("/posts/0/primary_author/name"), R"("Mira Dolan")");
    EXPECT_EQ(full.at("/posts/0/authors/1/email"), "");
    EXPECT_EQ(full.at("/posts/0/plaintext"), R"("See more.")");
    EXPECT_EQ(full.at("/posts/0/tiers"), "[]");
    EXPECT_EQ(paper.content("posts/?fields=title,slug&limit=1").at("/posts"),
        R"([{"title":"Третья","slug":"tretya"}])");
    EXPECT_EQ(paper.content("posts/slug/first/?fields=slug&formats=plaintext").at("/posts"),
        R"([{"slug":"first","plaintext":"See more."}])");
    EXPECT_EQ(paper.content("tags/slug/politics/?include=count.posts&fields=slug").at("/tags"),
        R"([{"slug":"politics","count":{"posts":3}}])");
    EXPECT_EQ(paper.content("settings/").at("/settings/title"), R"("The Lantern")");
    EXPECT_EQ(paper.content("settings/").at("/settings/navigation/0"),
        R"({"label":"Politics","url":"/section/politics/"})");
}

TEST_P(ContentApi, MayBeReadByPagesOfOtherSites)
{
    auto const answer = paper.content("settings/");
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(answer.header("Content-Version"), "v5.0");
    auto const preflight = paper.ask(Method::options, "content/posts/");
    EXPECT_EQ(preflight.status, 204);
    EXPECT_THAT(preflight.header("Access-Control-Allow-Headers"), HasSubstr("Accept-Version"));
    EXPECT_EQ(paper.ask(Method::get, "admin/site/").header("Access-Control-Allow-Origin"), "");
    EXPECT_EQ(paper.ask(Method::get, "v3/content/posts/?key=" + paper.integration.content_key).status, 200);
}

TEST_P(ContentApi, NotesItsUseOnceAnHour)
{
    auto used_at = [&] {
        return test::must(
            staff::Integrations(*paper.lease, paper.clock, paper.random).by_id(paper.integration.id))
            .used_at;
    };
    paper.content("settings/");
    auto const first = used_at();
    EXPECT_EQ(first, paper.clock.now());
    paper.clock.advance(59 * 60'000);
    paper.content("settings/");
    EXPECT_EQ(used_at(), first);
    paper.clock.advance(60'000);
    paper.content("settings/");
    EXPECT_EQ(used_at(), paper.clock.now());
}

} // namespace

} // namespace broadsheet::api

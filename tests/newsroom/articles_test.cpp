#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "text/signature.h"

#include <gmock/gmock.h>
#include <numeric>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class ArticlesTest : public NewsroomTest {
protected:
    Result<Number> save(Article const& article)
    {
        return change([&](Change& unit) { return Articles::save(unit, article); });
    }
    Number tag(std::string const& slug)
    {
        Tag tag;
        tag.slug = tag.text.name = slug;
        return must(change([&](Change& unit) { return Tags::save(unit, tag); }));
    }
    Number byline(std::string const& slug)
    {
        Byline byline;
        byline.slug = byline.text.name = slug;
        return must(change([&](Change& unit) { return Bylines::save(unit, byline); }));
    }
    Article by_number(Number number) { return must(Articles(connection_).by_number(number)); }
    std::string message(Article const& article) { return message_of(save(article)); }
};

TEST_P(ArticlesTest, KeepsEveryField)
{
    Article article = published("ferry");
    article.kind = ArticleKind::page;
    article.picture = {"/media/ab/ab12.jpg", "A ferry in ice", "The <em>Maria</em>", "Mira Dolan"};
    article.tags = {tag("harbour"), tag("winter")};
    article.section = article.tags[1];
    article.bylines = {byline("mira-dolan"), byline("ivan-orlov")};
    article.corrections = {{start - 500, "The ferry is the Maria."}, {start - 400, "It froze on Monday."}};
    article.created_at = start - 5000;
    article.updated_at = start - 400;
    article.translation_key = "ferry";
    article.canonical_url = "https://example.org/ferry";
    article.no_appeal = true;
    article.featured = true;
    article.template_name = "custom-long";
    article.meta_title = "Ferry";
    article.meta_description = "Why it stays";
    article.source = "ghost:5f1";
    article.source_hash = "abc";

    article.number = must(save(article));
    auto const loaded = by_number(article.number);
    EXPECT_THAT(loaded.id, SizeIs(24));
    article.id = loaded.id;
    EXPECT_EQ(loaded, article);
    EXPECT_EQ(must(Articles(connection_).by_slug("en", "ferry")), article);
    EXPECT_EQ(must(Articles(connection_).by_id(article.id)), article);

    auto const state = must(Articles(connection_).by_source("ghost:5f1"));
    ASSERT_TRUE(state);
    EXPECT_EQ(state->number, article.number);
    EXPECT_EQ(state->id, article.id);
    EXPECT_EQ(state->source_hash, "abc");
    EXPECT_FALSE(must(Articles(connection_).by_source("ghost:5f2")));
}

TEST_P(ArticlesTest, ReplacesEveryField)
{
    auto const number = must(save(published("ferry")));
    Article article = published("tram");
    article.number = number;
    article.id = by_number(number).id;
    article.kind = ArticleKind::page;
    article.language = "ru";
    article.title = "Трамвай";
    article.picture = {"/media/ab/ab12.jpg", "alt", "caption", "credit"};
    article.tags = {tag("trams")};
    article.section = article.tags[0];
    article.bylines = {byline("mira-dolan")};
    article.corrections = {{start, "A correction"}};
    article.status = Status::withdrawn;
    article.created_at = 5;
    article.updated_at = 6;
    article.published_at = 7;
    article.translation_key = "tram";
    article.canonical_url = "https://example.org/tram";
    article.no_appeal = article.featured = true;
    article.template_name = "custom-x";
    article.meta_title = "m";
    article.meta_description = "d";
    article.source = "ghost:1";
    article.source_hash = "h";
    EXPECT_EQ(must(save(article)), number);
    EXPECT_EQ(by_number(number), article);
}

TEST_P(ArticlesTest, SuppliesWhatIsLeftOut)
{
    auto const number = must(save(draft("ferry")));
    auto const article = by_number(number);
    EXPECT_EQ(article.created_at, start);
    EXPECT_EQ(article.updated_at, start);
    EXPECT_THAT(article.id, SizeIs(24));
}

TEST_P(ArticlesTest, PagesThroughAllByNumberWithTheirParts)
{
    std::vector<Number> numbers;
    auto const tags = std::vector{tag("a"), tag("b"), tag("c")};
    for (int index = 0; index < 7; ++index) {
        auto article = draft("article-" + std::to_string(index));
        if (index % 2)
            article.tags = {tags[index % 3]};
        numbers.push_back(must(save(article)));
    }
    Articles const articles(connection_);
    auto const first = must(articles.after(0, 4));
    auto const second = must(articles.after(first.back().number, 4));
    ASSERT_THAT(first, SizeIs(4));
    ASSERT_THAT(second, SizeIs(3));
    for (int index = 0; index < 7; ++index) {
        auto const& article = index < 4 ? first[index] : second[index - 4];
        EXPECT_EQ(article, by_number(numbers[index]));
        EXPECT_EQ(article.tags.size(), index % 2);
    }
    EXPECT_THAT(must(articles.after(second.back().number, 4)), IsEmpty());
}

TEST_P(ArticlesTest, MakesAnEditionOnlyOfWhatReadersSee)
{
    auto const before = edition();
    auto article = draft("ferry");
    article.number = must(save(article));
    article.title = "Another title";
    must(save(article));
    EXPECT_EQ(edition(), before);

    article.status = Status::published;
    article.published_at = start - 1;
    must(save(article));
    EXPECT_EQ(edition(), before + 1);

    article = by_number(article.number);
    must(save(article));
    EXPECT_EQ(edition(), before + 1) << "nothing changed";

    article.status = Status::draft;
    must(save(article));
    EXPECT_EQ(edition(), before + 2) << "it disappears";
}

TEST_P(ArticlesTest, LeavesARedirectWhereAPublishedArticleWas)
{
    Settings settings;
    settings.languages = {"en", "ru"};
    must(change([&](Change& unit) { return save_settings(unit, settings); }));
    auto article = published("ferry");
    article.number = must(save(article));
    article.slug = "ferry-stays";
    must(save(article));
    article.slug = "паром";
    article.language = "ru";
    must(save(article));

    Redirects const redirects(connection_);
    auto const first = must(redirects.from("/ferry/"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->to, "/ru/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC/");
    EXPECT_TRUE(first->permanent);

    article.slug = "ferry";
    article.language = "en";
    must(save(article));
    EXPECT_FALSE(must(redirects.from("/ferry/"))) << "it moved back";
    EXPECT_EQ(must(redirects.from("/ferry-stays/"))->to, "/ferry/");
    EXPECT_EQ(must(redirects.from("/ru/паром/"))->to, "/ferry/");
}

// Whoever has the former address of what was withdrawn is told that, too.
TEST_P(ArticlesTest, LeavesARedirectWhereAWithdrawnArticleWas)
{
    auto article = published("ferry");
    article.number = must(save(article));
    article.status = Status::withdrawn;
    must(save(article));
    article.slug = "tram";
    must(save(article));
    auto const redirect = must(Redirects(connection_).from("/ferry/"));
    ASSERT_TRUE(redirect);
    EXPECT_EQ(redirect->to, "/tram/");
}

TEST_P(ArticlesTest, LeavesNoRedirectWhereADraftWas)
{
    auto article = draft("ferry");
    article.number = must(save(article));
    article.slug = "tram";
    must(save(article));
    EXPECT_THAT(must(Redirects(connection_).all()), IsEmpty());
}

TEST_P(ArticlesTest, PublishesWhatIsDue)
{
    auto article = draft("ferry");
    article.status = Status::scheduled;
    article.published_at = start + 100;
    article.number = must(save(article));
    auto later = article;
    later.number = 0;
    later.slug = "tram";
    later.published_at = start + 200;
    later.number = must(save(later));
    EXPECT_EQ(must(Articles(connection_).next_scheduled()), start + 100);

    auto const before = edition();
    auto const publish
        = [&] { return must(change([](Change& unit) { return Articles::publish_due(unit); })); };
    EXPECT_EQ(publish(), 0);
    EXPECT_EQ(edition(), before);
    clock_.advance(100);
    EXPECT_EQ(publish(), 1);
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(by_number(article.number).status, Status::published);
    EXPECT_EQ(by_number(later.number).status, Status::scheduled);
    EXPECT_EQ(must(Articles(connection_).next_scheduled()), start + 200);
    clock_.advance(1000);
    EXPECT_EQ(publish(), 1);
    EXPECT_FALSE(must(Articles(connection_).next_scheduled()));
}

TEST_P(ArticlesTest, NamesEachTagOnce)
{
    auto const harbour = tag("harbour");
    auto const winter = tag("winter");
    auto article = draft("ferry");
    article.tags = {harbour, winter, harbour, winter};
    EXPECT_THAT(by_number(must(save(article))).tags, ElementsAre(harbour, winter));
}

TEST_P(ArticlesTest, RefusesAndSaysWhy)
{
    must(save(published("taken")));
    auto const with = [](auto&& edit) {
        auto article = published("ferry");
        edit(article);
        return article;
    };
    struct Case {
        Article article;
        std::string message;
    };
    std::vector<Case> const cases{
        {published("taken"), "slug: \"taken\" belongs to \"The ferry will not sail\" already"},
        {published("../.."), "slug: \"../..\" is not letters"},
        {published(""), "slug: \"\" is not letters"},
        {published(std::string(201, 'a')), "is not letters, digits"},
        {published("a b"), "slug: \"a b\""},
        {published("\xff"), "slug: "},
        {published("search"), "slug: \"search\" is reserved"},
        {published("2026"), "slug: \"2026\" is reserved"},
        {published("ru"), "slug: \"ru\" is reserved"},
        {with([](Article& a) { a.language = "English!"; }), "language: \"English!\""},
        {with([](Article& a) { a.title = " \n"; }), "title: it is empty"},
        {with([](Article& a) { a.title = std::string(2001, 'a'); }),
            "title: 2001 bytes are more than the 2000"},
        {with([](Article& a) { a.title = "a\x01"; }), "title: byte 1 is a control character (0x01)"},
        {with([](Article& a) { a.title = std::string("a\0b", 3); }), "title: byte 1 is a control character"},
        {with([](Article& a) { a.standfirst = std::string(10'001, 'a'); }), "standfirst: 10001 bytes"},
        {with([](Article& a) { a.body = std::string(4'000'001, 'a'); }), "body: 4000001 bytes"},
        {with([](Article& a) { a.body = "<p>\xc3(</p>"; }), "body: byte 3 is not UTF-8"},
        {with([](Article& a) { a.picture.path = "javascript:alert(1)"; }),
            "picture: \"javascript:alert(1)\""},
        {with([](Article& a) { a.picture.path = "//evil.example/x.png"; }), "picture: "},
        {with([](Article& a) { a.canonical_url = "javascript:alert(1)"; }), "canonical_url: "},
        {with([](Article& a) {
             a.corrections = {{1, ""}};
         }),
            "corrections: it is empty"},
        {with([](Article& a) { a.tags = {77}; }), "tags: 77 does not exist"},
        {with([](Article& a) { a.bylines = {77}; }), "bylines: 77 does not exist"},
        {with([](Article& a) {
             a.tags.resize(101);
             std::iota(a.tags.begin(), a.tags.end(), 1);
         }),
            "tags: 101 are more than the 100"},
        {with([](Article& a) {
             a.bylines.resize(51);
             std::iota(a.bylines.begin(), a.bylines.end(), 1);
         }),
            "bylines: 51 are more than the 50"},
        {with([](Article& a) { a.section = 77; }), "section: 77 is not one of the article's tags"},
        {with([](Article& a) { a.published_at.reset(); }), "published_at: a published article has a time"},
        {with([](Article& a) { a.published_at = start + 1; }), "published_at: it is in the future"},
        {with([](Article& a) { a.status = Status::scheduled; }), "published_at: it has passed"},
        {with([](Article& a) {
             a.status = Status::scheduled;
             a.published_at.reset();
         }),
            "published_at: a scheduled article has a time"},
        {with([](Article& a) { a.number = 77; }), "there is no such article"},
    };
    auto const before = edition();
    for (auto const& refused : cases)
        EXPECT_THAT(message(refused.article), HasSubstr(refused.message));
    EXPECT_EQ(edition(), before);
    EXPECT_THAT(must(Articles(connection_).after(0, 10)), SizeIs(1));
}

TEST_P(ArticlesTest, RefusesASourceThatWasImported)
{
    auto article = draft("ferry");
    article.source = "ghost:1";
    must(save(article));
    article.slug = "tram";
    EXPECT_THAT(message(article), StartsWith("source: the article "));
}

TEST_P(ArticlesTest, CountsWordsAndSignsTheText)
{
    auto const number = must(save(published("ferry")));
    auto rows = must(connection_.query("SELECT words, signature FROM articles WHERE number = $1", {number}));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.integer(0), 5);
    auto const text = "The harbour froze on Tuesday.";
    EXPECT_EQ(
        rows.text(1), text::encode_signature(text::signature_of("The ferry will not sail", text, "en")));
    EXPECT_FALSE(rows.text(1).empty());
}

TEST_P(ArticlesTest, AFreeSlugIsOneThatMayBeSaved)
{
    auto const free = [&](std::string const& wanted) {
        return must(change([&](Change& unit) { return Articles::free_slug(unit, published("x"), wanted); }));
    };
    EXPECT_EQ(free("ferry"), "ferry");
    must(save(published("ferry")));
    EXPECT_EQ(free("ferry"), "ferry-2");
    EXPECT_EQ(free("search"), "search-2"); // reserved
    std::string const longest(ArticleLimits::slug, 'a');
    must(save(published(longest)));
    EXPECT_EQ(free(longest), longest.substr(2) + "-2");
    auto const letters = longest.substr(2) + "\xd0\xb6"; // "ж", which is not cut in two
    must(save(published(letters)));
    EXPECT_EQ(free(letters), longest.substr(2) + "-2");
    must(save(published(free(letters))));
    EXPECT_EQ(free(letters), longest.substr(2) + "-3");
}

TEST_P(ArticlesTest, AllowsTheSameSlugInAnotherLanguage)
{
    must(save(published("ferry")));
    auto article = published("ferry");
    article.language = "ru";
    EXPECT_TRUE(save(article).ok());
}

ON_BOTH_DATABASES(ArticlesTest);

} // namespace

} // namespace broadsheet::newsroom

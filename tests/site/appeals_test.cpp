// Appeals on the pages of an edition.
#include "newsroom/appeals.h"

#include "newsroom/appeal_fixture.h"
#include "site/appeals/appeal_html.h"
#include "site/newspaper.h"

#include <gmock/gmock.h>

namespace broadsheet::site {

namespace {

using newsroom::Appeal;
using newsroom::PageKind;
using newsroom::Placement;
using test::body;
using test::live_appeal;
using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class AppealPagesTest : public testing::Test {
protected:
    AppealPagesTest()
    {
        auto article = newspaper.draft("ferry", "The ferry will not sail");
        article.body = "<p>One.</p><blockquote><p>Quoted.</p></blockquote><p>Two.</p><p>Three.</p>";
        newspaper.save(article);
        article.slug = "ferry-ru";
        article.language = "ru";
        newspaper.save(article);
    }

    void save(Appeal const& appeal)
    {
        newspaper.change([&](newsroom::Change& change) -> Result<void> {
            TRY(newsroom::Appeals::save(change, appeal));
            return {};
        });
    }
    std::string page(std::string_view path) { return body(site.page(path)); }

    test::Newspaper newspaper;
    Site site{*newspaper.database, newspaper.clock, must(Theme::built_in())};
    Site in_other_theme{*newspaper.database, newspaper.clock, test::small_theme()};
};

constexpr auto bar = "data-appeal=\"bar\"";
constexpr auto message = "data-appeal=\"message\"";

TEST_F(AppealPagesTest, StandOnPagesThatWereThereBefore)
{
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr("appeal")));
    save(live_appeal());
    auto const article = site.page("/ferry/");
    EXPECT_THAT(body(article),
        AllOf(HasSubstr(bar), HasSubstr(message), HasSubstr("Support The Lantern!"),
            HasSubstr("<p>the harbour is frozen &amp; we are not.</p>"),
            HasSubstr("href=\"../support/?appeal=autumn&amp;variant=\""),
            HasSubstr("href=\"../remind/?appeal=autumn\"")));
    EXPECT_THAT(article.content_security_policy, HasSubstr("script-src 'self'"));
    EXPECT_LT(body(article).find("class=\"skip\""), body(article).find(bar)) << "the keyboard may skip it";
    for (auto const* path : {"/", "/section/politics/", "/author/mira-dolan/", "/archive/", "/nothing/"})
        EXPECT_THAT(page(path), AllOf(HasSubstr(bar), Not(HasSubstr(message)))) << path;
    EXPECT_THAT(page("/ru/ferry-ru/"),
        AllOf(HasSubstr("Поддержите «Фонарь»!"), HasSubstr("Не готовы поддержать сегодня?"),
            HasSubstr("href=\"../../ru/support/?appeal=autumn")));
    EXPECT_THAT(page("/ar/"), Not(HasSubstr(bar))) << "it says nothing in Arabic";
    EXPECT_THAT(page("/rss.xml"), Not(HasSubstr("appeal")));
}

TEST_F(AppealPagesTest, LetAReaderBeginToGive)
{
    auto appeal = live_appeal();
    appeal.offer.goal = 1'000'000;
    save(appeal);
    EXPECT_THAT(page("/ferry/"),
        AllOf(HasSubstr("<form class=\"appeal-form\" action=\"../support/\">"),
            HasSubstr("name=\"appeal\" value=\"autumn\""), HasSubstr("name=\"currency\" value=\"EUR\""),
            HasSubstr("name=\"frequency\" value=\"monthly\" id=\"appeal-monthly\" checked"),
            HasSubstr("name=\"amount_once\" value=\"25.50\"> €25.50"),
            HasSubstr("name=\"amount_monthly\" value=\"5\" checked> €5"), Not(HasSubstr("appeal-annual\"")),
            Not(HasSubstr("<progress"))));
    EXPECT_THAT(page("/ru/ferry-ru/"), HasSubstr("value=\"25.50\"> 25,50\u00a0€"));
    newspaper.change(
        [](newsroom::Change& change) { return newsroom::Appeals::set_raised(change, 1, 372'500); });
    EXPECT_THAT(page("/ferry/"),
        AllOf(HasSubstr("<progress max=\"100\" value=\"37\""), HasSubstr("€3,725 of €10,000 raised")));
    appeal.number = 1;
    appeal.offer = {};
    save(appeal);
    EXPECT_THAT(page("/ferry/"),
        AllOf(Not(HasSubstr("<form class=\"appeal-form\"")),
            HasSubstr("href=\"../support/?appeal=autumn&amp;variant=\">Continue")));
}

TEST_F(AppealPagesTest, CostAPageNothingWhereThereAreNone)
{
    auto const article = site.page("/ferry/");
    EXPECT_THAT(body(article), Not(HasSubstr("<script async")));
}

TEST_F(AppealPagesTest, StandOnceInAThemeThatKnowsNothingOfThem)
{
    save(live_appeal());
    auto const article = body(in_other_theme.page("/ferry/"));
    EXPECT_THAT(
        article, HasSubstr("<body class=\"post-template tag-politics\"><aside class=\"appeal appeal-bar\""));
    EXPECT_THAT(article, HasSubstr("<p>Three.</p><aside class=\"appeal appeal-message\""));
    EXPECT_EQ(article.find(bar), article.rfind(bar));
    EXPECT_THAT(article, AllOf(HasSubstr(".appeal-bar"), HasSubstr("appeal/appeal.js?v=")));
    EXPECT_THAT(body(in_other_theme.page("/ru/ferry-ru/")), HasSubstr("Напомните мне позже"));
    EXPECT_EQ(in_other_theme.page("/assets/appeal/appeal.js").status, 200);
}

TEST_F(AppealPagesTest, StandWhereAThemeWantsThem)
{
    save(live_appeal());
    Site const own(*newspaper.database, newspaper.clock,
        test::small_theme(
            {{"post.hbs", "{{!< default}}{{#post}}{{content appeal=false}}<hr>{{appeal_message}}{{/post}}"},
                {"partials/appeal-message.hbs", "<i>{{variants.[0].heading}}</i>"}}));
    EXPECT_THAT(body(own.page("/ferry/")), HasSubstr("<p>Three.</p><hr><i>A message from the editor</i>"));
}

TEST_F(AppealPagesTest, StandWithinAnArticleOfEnoughParagraphs)
{
    auto appeal = live_appeal();
    appeal.after_paragraphs = 2;
    save(appeal);
    EXPECT_THAT(page("/ferry/"), HasSubstr("<p>Two.</p><aside class=\"appeal appeal-message\""));
}

TEST(PlaceAfterParagraphs, CountsThoseThatStandInNothingElse)
{
    constexpr std::string_view body = "<p>One<br>.</p><blockquote><p>Quoted.</p></blockquote><figure><img "
                                      "src=\"a>b\"></figure><p>Two.</p><p>Three.</p>";
    EXPECT_EQ(body.substr(0, place_after_paragraphs(body, 1)), "<p>One<br>.</p>");
    EXPECT_THAT(
        std::string(body.substr(0, place_after_paragraphs(body, 2))), testing::EndsWith("<p>Two.</p>"));
    EXPECT_EQ(place_after_paragraphs(body, 3), body.size());
    EXPECT_EQ(place_after_paragraphs(body, 100), body.size());
    EXPECT_EQ(place_after_paragraphs("", 1), 0U);
}

TEST_F(AppealPagesTest, HaveBothVariantsInThePage)
{
    auto appeal = live_appeal();
    appeal.words["en"].b.heading = "Another letter";
    save(appeal);
    EXPECT_THAT(page("/ferry/"),
        AllOf(HasSubstr("<div class=\"appeal-a\">\n<h2>A message from the editor</h2>"),
            HasSubstr("<div class=\"appeal-b\">\n<h2>Another letter</h2>"),
            HasSubstr("data-message=\"autumn b\"")));
    EXPECT_THAT(page("/ru/ferry-ru/"), HasSubstr("data-message=\"autumn\""));
}

TEST_F(AppealPagesTest, KeepToTheirPages)
{
    auto appeal = live_appeal();
    appeal.target.kinds = {PageKind::front};
    save(appeal);
    EXPECT_THAT(page("/"), HasSubstr(bar));
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr(bar)));

    auto about_culture = live_appeal("culture");
    about_culture.target.tags = {newspaper.culture};
    about_culture.words["en"].a.bar = "Support our critics!";
    save(about_culture);
    EXPECT_THAT(page("/section/culture/"), HasSubstr("Support our critics!"));
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr(bar)));

    auto not_politics = live_appeal("not-politics");
    not_politics.target.excluded_tags = {newspaper.politics};
    save(not_politics);
    EXPECT_THAT(page("/archive/"), HasSubstr(bar));
    EXPECT_THAT(page("/section/politics/"), Not(HasSubstr(bar)));
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr(bar)));
}

TEST_F(AppealPagesTest, HaveAPageOfTheirOwnWhereTheNewsroomSaysSo)
{
    auto appeal = live_appeal();
    save(appeal);
    EXPECT_EQ(site.page("/appeal/autumn/").status, 404);
    appeal.number = 1;
    appeal.placements.insert(Placement::page);
    save(appeal);
    for (auto const* each : {&site, &in_other_theme}) {
        auto const own = each->page("/appeal/autumn/");
        EXPECT_EQ(own.status, 200);
        EXPECT_THAT(body(own),
            AllOf(HasSubstr("<title>A message from the editor – The Lantern</title>"), HasSubstr(message),
                HasSubstr("action=\"../../support/\""), Not(HasSubstr(bar)),
                Not(HasSubstr("<script async"))));
    }
    EXPECT_EQ(site.page("/ru/appeal/autumn/").status, 200);
    EXPECT_EQ(site.page("/ar/appeal/autumn/").status, 404);
    EXPECT_EQ(site.page("/appeal/").status, 404);
    std::vector<std::string> paths;
    must(must(site.read()).for_each_path([&](std::string_view path) -> Result<void> {
        paths.emplace_back(path);
        return {};
    }));
    EXPECT_THAT(paths, testing::IsSupersetOf({"/appeal/autumn/", "/ru/appeal/autumn/"}));
}

TEST_F(AppealPagesTest, AreNotOnArticlesThatAskNothing)
{
    save(live_appeal());
    auto article = newspaper.draft("obituary", "Obituary");
    article.no_appeal = true;
    newspaper.save(article);
    EXPECT_THAT(page("/obituary/"), Not(HasSubstr("data-appeal")));
}

TEST_F(AppealPagesTest, ArePreviewedOnAnyPageBeforeTheyGoLive)
{
    auto appeal = live_appeal();
    appeal.status = newsroom::AppealStatus::draft;
    appeal.target.kinds = {PageKind::front};
    save(appeal);
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr(bar)));
    auto const preview = must(site.preview(appeal, "/ferry/"));
    EXPECT_THAT(body(preview),
        AllOf(HasSubstr(bar), HasSubstr(message), HasSubstr("href=\"/support/?appeal=autumn"),
            HasSubstr("The ferry will not sail")));
    EXPECT_THAT(page("/ferry/"), Not(HasSubstr(bar)));
    EXPECT_THAT(body(must(site.preview(appeal, "/nothing/"))), HasSubstr(bar));
    EXPECT_THAT(page("/nothing/"), Not(HasSubstr(bar))) << "the shared page of an error is as it was";
}

} // namespace

} // namespace broadsheet::site

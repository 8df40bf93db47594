#include "newsroom/media_library.h"
#include "site/newspaper.h"
#include "site/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

using newsroom::Article;
using newsroom::Change;
using test::body;
using test::Newspaper;
using testing::HasSubstr;
using testing::Not;

class SiteTest : public testing::Test {
protected:
    Page get(std::string_view path) { return site_->page(path); }
    // Goes on with a theme that has these files instead.
    void use(std::vector<Theme::File> files)
    {
        site_.emplace(*paper_.database, paper_.clock, test::small_theme(std::move(files)));
    }

    Newspaper paper_;
    std::optional<Site> site_{std::in_place, *paper_.database, paper_.clock, test::small_theme()};
};

TEST_F(SiteTest, AnEmptyNewspaperHasAFrontPageInEveryLanguage)
{
    for (auto const* path : {"/", "/ru/", "/ar/"})
        EXPECT_EQ(get(path).status, 200) << path;
    EXPECT_THAT(body(get("/ar/")), HasSubstr("lang=\"ar\" dir=\"rtl\""));
}

TEST_F(SiteTest, ShowsWhatIsPublishedAndNothingElse)
{
    paper_.save(paper_.draft("published", "A published article"));
    auto draft = paper_.draft("a-draft", "A draft");
    draft.status = newsroom::Status::draft;
    draft.published_at.reset();
    paper_.save(draft);
    auto scheduled = paper_.draft("scheduled", "A scheduled article");
    scheduled.status = newsroom::Status::scheduled;
    scheduled.published_at = paper_.clock.now() + 3'600'000;
    paper_.save(scheduled);

    EXPECT_EQ(get("/published/").status, 200);
    EXPECT_THAT(body(get("/published/")), HasSubstr("<h1>A published article</h1><p>The text of it.</p>"));
    EXPECT_EQ(get("/a-draft/").status, 404);
    EXPECT_EQ(get("/scheduled/").status, 404);
    EXPECT_EQ(get("/ru/published/").status, 404);
    for (auto const* path :
        {"/", "/section/politics/", "/author/mira-dolan/", "/rss.xml", "/sitemap-1.xml", "/2024/05/20/"}) {
        EXPECT_THAT(body(get(path)), HasSubstr("published")) << path;
        EXPECT_THAT(body(get(path)), Not(HasSubstr("draft"))) << path;
        EXPECT_THAT(body(get(path)), Not(HasSubstr("scheduled"))) << path;
    }
}

TEST_F(SiteTest, APreviewSaysWhatItIs)
{
    auto const ferry = paper_.draft("ferry", "The ferry");
    EXPECT_THAT(body(test::must(site_->preview(ferry))),
        HasSubstr("><aside class=\"frame rule\"><mark>A preview of what may not be"));
    paper_.save(ferry);
    EXPECT_THAT(body(get("/ferry/")), Not(HasSubstr("A preview of")));
}

TEST_F(SiteTest, AWithdrawnArticleIsGoneEverywhere)
{
    auto article = paper_.draft("withdrawn", "Something withdrawn");
    article.number = paper_.save(article);
    EXPECT_EQ(get("/withdrawn/").status, 200);
    article = test::must(newsroom::Articles(*paper_.lease).by_number(article.number));
    article.status = newsroom::Status::withdrawn;
    paper_.save(article);
    EXPECT_EQ(get("/withdrawn/").status, 410);
    for (auto const* path : {"/", "/section/politics/", "/rss.xml", "/sitemap-1.xml", "/sitemap-news.xml"})
        EXPECT_THAT(body(get(path)), Not(HasSubstr("withdrawn"))) << path;
    EXPECT_EQ(get("/2024/05/20/").status, 404);
    EXPECT_EQ(get("/author/mira-dolan/").status, 404);
}

TEST_F(SiteTest, ANewEditionShowsAtOnce)
{
    auto const before = get("/").edition;
    paper_.save(paper_.draft("news", "News"));
    auto const page = get("/");
    EXPECT_GT(page.edition, before);
    EXPECT_THAT(body(page), HasSubstr("News"));
}

TEST_F(SiteTest, AReaderKeepsItsEditionWhileOthersArePublished)
{
    paper_.save(paper_.draft("old", "Old news"));
    auto const reader = test::must(site_->read());
    paper_.save(paper_.draft("new", "New news"));
    EXPECT_THAT(body(get("/")), HasSubstr("New news"));
    auto const page = test::must(reader.page("/"));
    EXPECT_THAT(body(page), HasSubstr("Old news"));
    EXPECT_THAT(body(page), Not(HasSubstr("New news")));
    EXPECT_EQ(test::must(reader.page("/new/")).status, 404);
}

TEST_F(SiteTest, PagesOfAListAreDividedWithoutLossOrRepetition)
{
    paper_.publish_many(11);
    std::string all;
    for (auto const* path : {"/", "/page/2/"})
        all += body(get(path));
    for (int i = 1; i <= 11; ++i) {
        auto const link = ">article " + std::to_string(i) + "</a>";
        EXPECT_NE(all.find(link), std::string::npos) << link;
        EXPECT_EQ(all.find(link), all.rfind(link)) << link;
    }
    EXPECT_LT(all.find(">article 11<"), all.find(">article 1<"));
    EXPECT_EQ(get("/page/3/").status, 404);
    EXPECT_THAT(body(get("/page/2/")), HasSubstr("rel=\"prev\" href=\"../../\""));
    EXPECT_THAT(body(get("/page/2/")), Not(HasSubstr("rel=\"next\"")));
    paper_.publish_many(4, "more"); // fifteen
    EXPECT_THAT(body(get("/page/2/")), HasSubstr("rel=\"prev\" href=\"../../page/3/\""));
    EXPECT_THAT(body(get("/page/3/")), HasSubstr("rel=\"next\" href=\"../../page/2/\""));
    EXPECT_THAT(body(get("/page/3/")), HasSubstr("rel=\"prev\" href=\"../../\""));
    EXPECT_EQ(get("/page/4/").status, 404);
    auto const kept = body(get("/page/2/"));
    paper_.publish_many(5, "still"); // twenty: a page more, and the others keep what they show
    EXPECT_EQ(get("/page/4/").status, 200);
    EXPECT_EQ(body(get("/page/2/")), kept);
}

TEST_F(SiteTest, AFullLastPageIsTheLast)
{
    paper_.publish_many(10);
    EXPECT_EQ(get("/page/2/").status, 200);
    EXPECT_EQ(get("/page/3/").status, 404);
    EXPECT_THAT(body(get("/page/2/")), Not(HasSubstr("rel=\"next\"")));
}

TEST_F(SiteTest, ASectionIsNotReachedAsATag)
{
    auto article = paper_.draft("one", "One");
    article.tags = {paper_.politics, paper_.courts, paper_.internal};
    paper_.save(article);
    EXPECT_EQ(get("/tag/politics/").status, 301);
    EXPECT_EQ(get("/tag/politics/").location, "/section/politics/");
    EXPECT_EQ(get("/section/courts/").location, "/tag/courts/");
    EXPECT_EQ(get("/tag/courts/").status, 200);
    EXPECT_EQ(get("/tag/energy/").status, 404);
    EXPECT_EQ(get("/tag/hash-hidden/").status, 404);
    EXPECT_EQ(get("/section/culture/").status, 200); // empty, but in the navigation
}

TEST_F(SiteTest, EveryThemeHasAnIconForBrowsersThatReadNoPage)
{
    auto const ours = get("/favicon.ico");
    EXPECT_EQ(ours.status, 200);
    EXPECT_EQ(ours.content_type, "image/png");
    EXPECT_THAT(body(ours), testing::StartsWith("\x89PNG"));
    use({{"assets/icon-48.png", "its own"}});
    EXPECT_EQ(body(get("/favicon.ico")), "its own");
    paper_.change([](Change& change) -> Result<void> {
        auto settings = TRY(newsroom::load_settings(change.connection()));
        settings.icon = "/media/ab/ab000000000000000000000000000001.png";
        return newsroom::save_settings(change, settings);
    });
    EXPECT_EQ(get("/favicon.ico").status, 302) << "it may change";
    EXPECT_EQ(get("/favicon.ico").location, "/media/ab/ab000000000000000000000000000001.png");
}

TEST_F(SiteTest, OurOwnThemeNamesItsIcon)
{
    site_.emplace(*paper_.database, paper_.clock, test::must(Theme::built_in()));
    EXPECT_THAT(body(get("/")), HasSubstr("<link rel=\"icon\" href=\"./assets/icon.svg?v"));
    EXPECT_THAT(body(get("/ru/nothing/")), HasSubstr("<link rel=\"icon\" href=\"/assets/icon.svg?v"));
    EXPECT_EQ(get("/assets/icon.svg").content_type, "image/svg+xml");
}

TEST_F(SiteTest, FollowsTheTableOfRedirects)
{
    paper_.save(paper_.draft("new-place", "New place"));
    paper_.change([](Change& change) -> Result<void> {
        TRY(newsroom::Redirects::save(change, {"/old/place.html", "/new-place/", true}));
        return newsroom::Redirects::save(change, {"/for-now/", "https://elsewhere.example/", false});
    });
    EXPECT_EQ(get("/old/place.html").status, 301);
    EXPECT_EQ(get("/old/place.html").location, "/new-place/");
    EXPECT_EQ(get("/for-now").status, 302);
    EXPECT_EQ(get("/for-now/").location, "https://elsewhere.example/");
    EXPECT_EQ(get("/nothing-here/").status, 404);
}

TEST_F(SiteTest, FollowsWhatWordpressNamesByAParameter)
{
    EXPECT_FALSE(get("/").may_lead_on);
    paper_.save(paper_.draft("ferry", "Ferry"));
    paper_.change([](Change& change) -> Result<void> {
        TRY(newsroom::Redirects::save(change, {"/?p=12", "/ferry/", true}));
        TRY(newsroom::Redirects::save(change, {"/?p=14", "/secret/", true}));
        return newsroom::Redirects::save(change, {"/blog/?page_id=3", "/ferry/", true});
    });
    auto secret = paper_.draft("secret", "Secret");
    secret.status = newsroom::Status::draft;
    secret.published_at.reset();
    auto const number = paper_.save(secret);
    EXPECT_EQ(get("/?p=14").status, 200) << "the front page: nobody learns of a draft";
    secret = test::must(newsroom::Articles(*paper_.lease).by_number(number));
    secret.status = newsroom::Status::published;
    secret.published_at = paper_.clock.now();
    paper_.save(secret);
    EXPECT_EQ(get("/?p=14").location, "/secret/");
    EXPECT_EQ(get("/?p=12").status, 301);
    EXPECT_EQ(get("/?utm_source=x&p=12&y").location, "/ferry/");
    EXPECT_EQ(get("/blog/?page_id=3").location, "/ferry/");
    EXPECT_EQ(get("/?p=13").status, 200) << "the front page";
    EXPECT_EQ(get("/?page_id=12").status, 200);
    EXPECT_EQ(get("/ferry/?p=12").status, 200);
    EXPECT_TRUE(get("/").may_lead_on);
    EXPECT_FALSE(get("/ferry/").may_lead_on) << "kept for any query";
}

TEST_F(SiteTest, TheFeedsOfARenamedSectionRedirect)
{
    auto section = test::must(newsroom::Tags(*paper_.lease).by_slug("politics")).value();
    std::vector<std::string> former;
    for (auto const format : front_feed_formats)
        former.emplace_back(file_name(format));
    section.slug = "reports";
    paper_.change([&](newsroom::Change& change) -> Result<void> {
        TRY(newsroom::Tags::save(change, section));
        return {};
    });
    for (auto const& file : former) {
        EXPECT_EQ(get("/section/politics/" + file).location, "/section/reports/" + file);
        EXPECT_EQ(get("/section/reports/" + file).status, 200) << file;
    }
}

TEST_F(SiteTest, ARenamedArticleRedirects)
{
    auto article = paper_.draft("first-name", "Renamed");
    auto const number = paper_.save(article);
    article = test::must(newsroom::Articles(*paper_.lease).by_number(number));
    article.slug = "second-name";
    paper_.save(article);
    EXPECT_EQ(get("/first-name/").location, "/second-name/");
    EXPECT_EQ(get("/second-name/").status, 200);
}

TEST_F(SiteTest, ErrorPagesAreInTheLanguageOfThePath)
{
    EXPECT_EQ(get("/ru/nothing/").status, 404);
    EXPECT_THAT(body(get("/ru/nothing/")), HasSubstr("lang=\"ru\""));
    EXPECT_THAT(body(get("/ru/nothing/")), HasSubstr("noindex"));
    EXPECT_EQ(get("/404.html").status, 200);
    EXPECT_THAT(body(get("/404.html")), HasSubstr("<h1>404</h1>"));
}

TEST_F(SiteTest, AnErrorIsRenderedOnceAnEditionAndLanguage)
{
    auto const first = get("/nothing/");
    EXPECT_EQ(get("/no/such/page/").body, first.body);
    EXPECT_EQ(get("/2031/").body, first.body);
    EXPECT_NE(get("/ru/nothing/").body, first.body);
    EXPECT_EQ(get("/404.html").body, first.body);
    EXPECT_TRUE(get("/404.html").shared_as.empty());
    EXPECT_NE(first.shared_as, get("/ru/nothing/").shared_as);
    paper_.save(paper_.draft("news", "News"));
    EXPECT_NE(get("/nothing/").body, first.body);
}

TEST_F(SiteTest, LinksOfErrorPagesAreBelowThePathOfTheNewspapersAddress)
{
    use({{"error.hbs", "<a href=\"/archive/\">Archive</a>"}});
    EXPECT_THAT(body(get("/no/such/page/")), HasSubstr("<a href=\"/archive/\">"));
    paper_.change([](Change& change) -> Result<void> {
        auto settings = TRY(newsroom::load_settings(change.connection()));
        settings.url = "https://host.example/the/news";
        return newsroom::save_settings(change, settings);
    });
    EXPECT_THAT(body(get("/no/such/page/")), HasSubstr("<a href=\"/the/news/archive/\">"));
    EXPECT_THAT(body(get("/404.html")), HasSubstr("<a href=\"/the/news/archive/\">"));
}

// Themes by name whose articles say which theme it is; "broken" is none.
Result<std::shared_ptr<Theme const>> load_test_theme(std::string const& name)
{
    if (name == "broken")
        return invalid("post.hbs:1:1: broken");
    return test::small_theme({{"post.hbs", name}, {"error.hbs", name}});
}

class ThemesTest : public SiteTest {
protected:
    ThemesTest()
    {
        site_.emplace(
            *paper_.database, paper_.clock, test::must(load_test_theme("first")), nullptr, &load_test_theme);
    }
    void choose(std::string theme)
    {
        paper_.change([&](Change& change) -> Result<void> {
            auto settings = TRY(newsroom::load_settings(change.connection()));
            settings.theme = std::move(theme);
            return newsroom::save_settings(change, settings);
        });
    }
};

TEST_F(ThemesTest, FollowTheSettings)
{
    paper_.save(paper_.draft("one", "One"));
    EXPECT_EQ(body(get("/one/")), "first");
    EXPECT_EQ(body(get("/nothing/")), "first");
    auto const reader = test::must(site_->read());
    choose("second");
    EXPECT_EQ(body(get("/one/")), "second");
    EXPECT_EQ(body(get("/nothing/")), "second");
    EXPECT_EQ(body(test::must(reader.page("/one/"))), "first") << "an export ends as it began";
    paper_.save(paper_.draft("two", "Two"));
    EXPECT_EQ(body(get("/two/")), "second");
}

TEST_F(ThemesTest, ABrokenOneKeepsTheFormer)
{
    paper_.save(paper_.draft("one", "One"));
    EXPECT_EQ(body(get("/one/")), "first");
    choose("broken");
    EXPECT_EQ(body(get("/one/")), "first");
    auto const reloaded = site_->reload_theme();
    ASSERT_FALSE(reloaded.ok());
    EXPECT_THAT(reloaded.error().message, HasSubstr("post.hbs:1:1"));
    EXPECT_EQ(body(get("/one/")), "first");
}

TEST_F(ThemesTest, AreReadAgainWhenAsked)
{
    paper_.save(paper_.draft("one", "One"));
    EXPECT_EQ(body(get("/nothing/")), "first");
    ASSERT_TRUE(site_->reload_theme().ok()); // the settings say "broadsheet"
    EXPECT_EQ(body(get("/one/")), "broadsheet");
    EXPECT_EQ(body(get("/nothing/")), "broadsheet");
}

TEST_F(SiteTest, AThemeThatFailsIsAnsweredWithItsErrorPage)
{
    use({{"post.hbs", "{{#get \"nonsense\"}}{{/get}}"}});
    paper_.save(paper_.draft("one", "One"));
    auto const page = get("/one/");
    EXPECT_EQ(page.status, 500);
    EXPECT_THAT(body(page), HasSubstr("<h1>500</h1>"));
}

TEST_F(SiteTest, AThemeWhoseErrorPageFailsIsAnsweredPlainly)
{
    use({{"error.hbs", "{{#get \"nonsense\"}}{{/get}}"}});
    auto const page = get("/nothing/");
    EXPECT_EQ(page.status, 404);
    EXPECT_THAT(body(page), HasSubstr("Page not found"));
}

TEST_F(SiteTest, TranslationsKnowEachOther)
{
    auto english = paper_.draft("bread", "Bread");
    english.translation_key = "bread";
    paper_.save(english);
    auto russian = paper_.draft("hleb", "Хлеб");
    russian.language = "ru";
    russian.translation_key = "bread";
    paper_.save(russian);
    EXPECT_THAT(body(get("/bread/")), HasSubstr("hreflang=\"ru\" href=\"https://lantern.example/ru/hleb/\""));
    EXPECT_THAT(body(get("/ru/hleb/")), HasSubstr("hreflang=\"en\" href=\"https://lantern.example/bread/\""));
    EXPECT_THAT(body(get("/ru/section/politics/")), HasSubstr("<title>Политика – Фонарь</title>"));
    EXPECT_THAT(body(get("/bread/")), Not(HasSubstr("hreflang=\"ar\"")));
}

TEST_F(SiteTest, OnlyHeadsAndFeedsNameTheHost)
{
    paper_.publish_many(10);
    for (auto const* path : {"/", "/page/2/", "/article-1/", "/section/politics/", "/2024/05/20/"}) {
        auto const html = body(get(path));
        auto const content = html.substr(html.find("<body"));
        EXPECT_EQ(content.find("lantern.example"), std::string::npos) << path;
        EXPECT_THAT(
            html, HasSubstr("rel=\"canonical\" href=\"https://lantern.example" + std::string(path) + "\""));
    }
}

TEST_F(SiteTest, TheKeyboardReachesWhatScrollsSideways)
{
    use({{"post.hbs", "{{#post}}{{content}}{{/post}}"}});
    auto article = paper_.draft("prices", "Prices");
    article.body = "<table><tbody><tr><td>a</td></tr></tbody></table><pre>b &lt;table</pre>";
    paper_.save(article);
    EXPECT_EQ(body(get("/prices/")),
        "<table tabindex=\"0\"><tbody><tr><td>a</td></tr></tbody></table>"
        "<pre tabindex=\"0\">b &lt;table</pre>");
}

// Were the body moved for each of them, this would move some hundred gigabytes.
TEST_F(SiteTest, TheKeyboardReachesEachOfManyListings)
{
    use({{"post.hbs", "{{#post}}{{content}}{{/post}}"}});
    auto article = paper_.draft("listings", "Listings");
    article.body.clear();
    std::string expected;
    for (int i = 0; i < 100'000; ++i) {
        article.body += i % 2 == 0 ? "<pre>a</pre>" : "<table></table>";
        expected += i % 2 == 0 ? "<pre tabindex=\"0\">a</pre>" : "<table tabindex=\"0\"></table>";
    }
    paper_.save(article);
    EXPECT_TRUE(body(get("/listings/")) == expected); // too long to print
}

TEST_F(SiteTest, AnArticleHasOnePlaceAtTheTopOfTheFrontPage)
{
    use({{"home.hbs",
        "{{lead.slug}}{{#foreach top}} {{slug}}{{/foreach}} |{{#foreach latest}} {{slug}}{{/foreach}}"}});
    paper_.publish_many(9);
    EXPECT_EQ(body(get("/")),
        "article-9 article-8 article-7 article-6 article-5 article-4 article-3 | article-2 article-1");
}

TEST_F(SiteTest, InlineStylesAreInThePolicyByTheirHash)
{
    use({{"index.hbs", "<style>a{color:red}</style><script type=\"application/ld+json\">{}</script>"}});
    auto const page = get("/");
    // printf 'a{color:red}' | openssl dgst -sha256 -binary | base64
    EXPECT_THAT(
        page.content_security_policy, HasSubstr("'sha256-6hWWMOcF+mJesSJGYhmK2lkIIEw9Xc5XKGLPVzh8yxs='"));
    EXPECT_THAT(page.content_security_policy, Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(page.content_security_policy, HasSubstr("; script-src 'self'; "));
    EXPECT_THAT(page.content_security_policy, HasSubstr("default-src 'none'"));
}

TEST_F(SiteTest, HostileTextStaysText)
{
    auto const evil
        = std::string("</script><script>alert(1)</script> ]]> \"quoted\" & 'single' \xF0\x9F\x92\xA5 "
                      "\u202Eright to left\u2028line");
    auto article = paper_.draft("hostile", evil);
    article.standfirst = evil;
    article.picture = {"/media/aa/bb.jpg", evil, "", evil};
    article.corrections = {{paper_.clock.now(), evil}};
    paper_.save(article);
    for (auto const* path : {"/", "/hostile/", "/section/politics/", "/rss.xml", "/atom.xml",
             "/sitemap-news.xml", "/sitemap-1.xml"}) {
        auto const text = body(get(path));
        EXPECT_EQ(get(path).status, 200) << path;
        EXPECT_EQ(text.find("<script>alert"), std::string::npos) << path;
        EXPECT_EQ(text.find("]]>"), std::string::npos) << path;
    }
    EXPECT_THAT(body(get("/hostile/")), HasSubstr("\\u003c/script\\u003e"));
}

TEST_F(SiteTest, ListsCropAPictureAroundItsFocalPoint)
{
    newsroom::MediaItem picture;
    picture.path = "/media/ab/ab000000000000000000000000000001.jpg";
    picture.type = "image/jpeg";
    picture.width = 1'600;
    picture.height = 900;
    auto const set_focus = [&](std::int64_t x, std::int64_t y) {
        paper_.change([&](Change& change) -> Result<void> {
            auto item = *TRY(newsroom::MediaLibrary(change.connection()).by_path(picture.path));
            item.focus_x = x;
            item.focus_y = y;
            return newsroom::MediaLibrary::save(change, item);
        });
    };
    paper_.change([&](Change& change) -> Result<void> {
        TRY(newsroom::MediaLibrary::add(change, picture));
        return {};
    });
    auto article = paper_.draft("harbour", "In the harbour");
    article.picture.path = picture.path;
    paper_.save(article);
    use({{"home.hbs", "{{#foreach posts}}[{{feature_image_focus}}]{{/foreach}}"}});
    EXPECT_THAT(body(get("/")), HasSubstr("[]"));
    auto const before = get("/harbour/").edition;
    set_focus(4, 85);
    EXPECT_THAT(body(get("/")), HasSubstr("[focus-x-0 focus-y-90]"));
    EXPECT_GT(get("/harbour/").edition, before);
    set_focus(50, 54);
    EXPECT_THAT(body(get("/")), HasSubstr("[]"));
}

TEST_F(SiteTest, DaysBeginByTheNewspapersClock)
{
    auto article = paper_.draft("late", "Late in the evening of the thirtieth");
    article.published_at
        = test::at("2024-03-30T21:59:59Z"); // 23:59:59 in Vilnius, which is an hour before the clocks change
    paper_.save(article);
    article = paper_.draft("early", "Early on the thirty-first");
    article.published_at = test::at("2024-03-30T22:00:00Z"); // 00:00
    paper_.save(article);
    article = paper_.draft("end", "The end of the thirty-first");
    article.published_at = test::at("2024-03-31T20:59:59Z"); // 23:59:59, now three hours ahead
    paper_.save(article);
    article = paper_.draft("april", "The first of April");
    article.published_at = test::at("2024-03-31T21:00:00Z");
    paper_.save(article);

    EXPECT_THAT(body(get("/2024/03/30/")), HasSubstr("Late"));
    EXPECT_THAT(body(get("/2024/03/30/")), Not(HasSubstr("Early")));
    EXPECT_THAT(body(get("/2024/03/31/")), HasSubstr("Early"));
    EXPECT_THAT(body(get("/2024/03/31/")), HasSubstr("The end"));
    EXPECT_THAT(body(get("/2024/03/31/")), Not(HasSubstr("April")));
    EXPECT_THAT(body(get("/2024/03/")), Not(HasSubstr("April")));
    EXPECT_THAT(body(get("/2024/04/")), HasSubstr("April"));
    EXPECT_EQ(get("/2024/02/30/").status, 404);
    EXPECT_EQ(get("/2023/").status, 404);
}

TEST_F(SiteTest, EveryPathItNamesIsThere)
{
    paper_.publish_many(12);
    auto russian = paper_.draft("novost", "Новость");
    russian.language = "ru";
    russian.tags = {paper_.politics, paper_.energy};
    paper_.save(russian);
    auto page = paper_.draft("about", "About");
    page.kind = newsroom::ArticleKind::page;
    page.section.reset();
    page.tags.clear();
    paper_.save(page);

    auto const reader = test::must(site_->read());
    std::vector<std::string> paths;
    ASSERT_TRUE(reader
                    .for_each_path([&](std::string_view path) -> Result<void> {
                        paths.emplace_back(path);
                        return {};
                    })
                    .ok());
    for (auto const& path : paths) {
        auto const found = test::must(reader.page(path));
        EXPECT_EQ(found.status, 200) << path;
        EXPECT_FALSE(found.body->empty()) << path;
    }
    auto sorted = paths;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end()) << "a path is named twice";
    for (auto const* path : {"/", "/page/2/", "/ru/", "/ar/", "/about/", "/ru/novost/", "/ru/tag/energy/",
             "/section/politics/page/2/", "/author/mira-dolan/rss.xml", "/ru/atom.xml", "/archive/",
             "/2024/05/20/page/2/", "/404.html", "/robots.txt"})
        EXPECT_TRUE(std::binary_search(sorted.begin(), sorted.end(), path)) << path;
}

} // namespace

} // namespace broadsheet::site

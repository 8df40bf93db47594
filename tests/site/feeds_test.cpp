#include "base/file.h"
#include "places.h"
#include "site/feeds/feed.h"
#include "site/newspaper.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace broadsheet::site {

namespace {

using test::body;
using test::must;
using test::Newspaper;
using testing::Contains;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;

// A newspaper with one ordinary article in each language and one that tries to break out of every format.
class FeedsTest : public testing::Test {
protected:
    FeedsTest()
    {
        auto article = paper_.draft("ordinary", "An ordinary article");
        article.standfirst = "What it is about.";
        article.body
            = "<p>Text with a <a href=\"/other/\">link</a>, a <a href=\"#u-note\">note</a> and "
              "<img src=\"/media/a.jpg\" srcset=\"/media/a-320.webp 320w, /media/a.jpg 640w\" alt=\"\"></p>";
        article.tags = {paper_.politics, paper_.courts};
        article.bylines = {paper_.mira, paper_.jonas};
        paper_.save(article);
        article.language = "ru";
        article.title = "Обычная статья";
        paper_.save(article);
        article.language = "ar";
        article.title = "مقال عادي";
        paper_.save(article);
        article = paper_.draft(
            "hostile", "]]></title><script>alert(1)</script> & \"quotes\" \u202E \xF0\x9F\x92\xA5");
        article.standfirst = article.title;
        article.bylines = {};
        paper_.save(article);
    }

    std::string get(std::string_view path)
    {
        auto const page = site_.page(path);
        EXPECT_EQ(page.status, 200) << path;
        return body(page);
    }

    // Runs a judge over a text in a file, "{}" in the command, and returns whether it is content.
    bool approves(std::string command, std::string const& text)
    {
        auto const file = folder_.path() / "judged";
        EXPECT_TRUE(write_file_atomically(file, text, Durability::cached).ok());
        for (std::size_t at; (at = command.find("{}")) != command.npos;)
            command.replace(at, 2, file.string());
        return std::system(command.c_str()) == 0;
    }

    static std::string cases() { return BROADSHEET_SOURCE_DIR "/tests/cases/site"; }

    test::TemporaryFolder folder_;
    Newspaper paper_;
    Site site_{*paper_.database, paper_.clock, test::small_theme()};
};

constexpr char const* folders[] = {
    "/", "/ru/", "/ar/", "/section/politics/", "/ru/tag/courts/", "/author/mira-dolan/", "/section/culture/"};

TEST_F(FeedsTest, AreWellFormed)
{
    for (std::string folder : folders)
        for (auto const* name : {"rss.xml", "atom.xml"})
            EXPECT_TRUE(approves("xmllint --noout {}", get(folder + name))) << folder << name;
}

TEST_F(FeedsTest, AtomIsValid)
{
    for (std::string folder : folders)
        EXPECT_TRUE(approves("jing -c " + cases() + "/atom.rnc {}", get(folder + "atom.xml"))) << folder;
}

TEST_F(FeedsTest, AParserOfOthersReadsThem)
{
    auto const script
        = "/usr/bin/python3 -c \"import feedparser,sys; f=feedparser.parse(open(sys.argv[1],'rb').read()); "
          "sys.exit(bool(f.bozo) or f.feed.title=='' or any('<p' not in e.content[0].value or not e.link or "
          "not e.id "
          "or not e.updated_parsed and not e.published_parsed for e in f.entries))\" {}";
    for (std::string folder : folders)
        for (auto const* name : {"rss.xml", "atom.xml"})
            EXPECT_TRUE(approves(script, get(folder + name))) << folder << name;
}

TEST_F(FeedsTest, JsonFeedSaysTheSame)
{
    for (std::string folder : folders) {
        auto const feed = boost::json::parse(get(folder + "feed.json")).as_object();
        EXPECT_EQ(feed.at("version"), "https://jsonfeed.org/version/1.1");
        EXPECT_EQ(feed.at("feed_url").as_string(), "https://lantern.example" + folder + "feed.json");
        for (auto const& item : feed.at("items").as_array()) {
            EXPECT_TRUE(item.at("content_html").as_string().starts_with("<p"));
            EXPECT_TRUE(item.at("url").as_string().starts_with("https://lantern.example/"));
        }
    }
}

TEST_F(FeedsTest, AddressesInTheTextAreAbsolute)
{
    auto const feed = boost::json::parse(get("/tag/courts/feed.json"));
    std::string const html(feed.at("items").at(0).at("content_html").as_string());
    EXPECT_THAT(html, HasSubstr("href=\"https://lantern.example/other/\""));
    EXPECT_THAT(html, HasSubstr("href=\"https://lantern.example/ordinary/#u-note\""));
    EXPECT_THAT(html, HasSubstr("src=\"https://lantern.example/media/a.jpg\""));
    EXPECT_THAT(html,
        HasSubstr("srcset=\"https://lantern.example/media/a-320.webp 320w, "
                  "https://lantern.example/media/a.jpg 640w\""));
}

TEST_F(FeedsTest, HaveTheNewest)
{
    paper_.publish_many(60, "many");
    auto const items = boost::json::parse(get("/feed.json")).at("items").as_array();
    ASSERT_EQ(items.size(), feed_size);
    EXPECT_EQ(items[0].at("title"), "many 60");
    auto const section = boost::json::parse(get("/section/politics/feed.json")).at("items").as_array();
    ASSERT_EQ(section.size(), list_feed_size);
    EXPECT_EQ(section[0].at("title"), "many 60");
}

TEST_F(FeedsTest, MirrorsHaveAllFormsOfTheNewspapersOwnAndOneOfEachList)
{
    std::set<std::string> feeds;
    must(must(site_.read()).for_each_path([&](std::string_view path) -> Result<void> {
        if (path.ends_with("/rss.xml") || path.ends_with("/atom.xml") || path.ends_with("/feed.json"))
            feeds.emplace(path);
        return {};
    }));
    for (std::string const folder : {"/", "/ru/", "/ar/"})
        for (auto const* form : {"rss.xml", "atom.xml", "feed.json"})
            EXPECT_EQ(feeds.erase(folder + form), 1u) << folder << form;
    EXPECT_THAT(feeds, Contains("/section/politics/rss.xml"));
    EXPECT_THAT(feeds, Contains("/ru/tag/courts/rss.xml"));
    EXPECT_THAT(feeds, Contains("/author/mira-dolan/rss.xml"));
    EXPECT_THAT(feeds, Each(EndsWith("/rss.xml")));
}

TEST_F(FeedsTest, SitemapsAreValid)
{
    paper_.publish_many(20, "more");
    for (auto const* path : {"/sitemap.xml", "/sitemap-1.xml", "/sitemap-news.xml"}) {
        EXPECT_TRUE(approves("xmllint --noout {}", get(path))) << path;
        EXPECT_TRUE(approves("jing -c " + cases() + "/sitemap.rnc {}", get(path))) << path;
    }
    EXPECT_EQ(site_.page("/sitemap-2.xml").status, 404);
    EXPECT_THAT(get("/robots.txt"), HasSubstr("Sitemap: https://lantern.example/sitemap.xml\n"));
}

TEST_F(FeedsTest, TheNewsSitemapHasTwoDays)
{
    EXPECT_THAT(get("/sitemap-news.xml"), HasSubstr("ordinary"));
    paper_.clock.advance(48LL * 3'600'000);
    EXPECT_THAT(get("/sitemap-news.xml"), HasSubstr("ordinary"));
    paper_.clock.advance(1);
    EXPECT_EQ(get("/sitemap-news.xml").find("<url>"), std::string::npos);
}

} // namespace

} // namespace broadsheet::site

#include "site/routes.h"

#include <gtest/gtest.h>
#include <vector>

namespace broadsheet::site {

namespace {

using Kind = Route::Kind;

std::vector<std::string> const languages = {"en", "ru", "pt-br"};

struct Case {
    char const* path;
    Kind kind;
    std::size_t language = 0;
    char const* slug = "";
    int page = 1;
    FeedFormat feed = FeedFormat::none;
};

class Routes : public testing::TestWithParam<Case> { };

TEST_P(Routes, AreReadFromPaths)
{
    auto const& expected = GetParam();
    auto const route = read_route(expected.path, languages);
    EXPECT_EQ(route.kind, expected.kind) << expected.path << " -> " << route.location;
    EXPECT_EQ(route.language, expected.language);
    EXPECT_EQ(route.slug, expected.slug);
    EXPECT_EQ(route.page, expected.page);
    EXPECT_EQ(route.feed, expected.feed);
}

INSTANTIATE_TEST_SUITE_P(All, Routes,
    testing::Values(Case{"/", Kind::front}, Case{"/ru/", Kind::front, 1}, Case{"/pt-br/", Kind::front, 2},
        Case{"/page/2/", Kind::front, 0, "", 2}, Case{"/ru/page/12/", Kind::front, 1, "", 12},
        Case{"/a-slug/", Kind::article, 0, "a-slug"}, Case{"/ru/a-slug/", Kind::article, 1, "a-slug"},
        Case{"/%D1%85%D0%BB%D0%B5%D0%B1/", Kind::article, 0, "хлеб"},
        Case{"/section/politics/", Kind::section, 0, "politics"},
        Case{"/ru/tag/courts/page/3/", Kind::tag, 1, "courts", 3},
        Case{"/author/mira/", Kind::byline, 0, "mira"},
        Case{"/rss.xml", Kind::front, 0, "", 1, FeedFormat::rss},
        Case{"/ru/atom.xml", Kind::front, 1, "", 1, FeedFormat::atom},
        Case{"/section/politics/feed.json", Kind::section, 0, "politics", 1, FeedFormat::json},
        Case{"/appeal/winter/", Kind::appeal, 0, "winter"},
        Case{"/ru/appeal/winter/", Kind::appeal, 1, "winter"}, Case{"/archive/", Kind::archive},
        Case{"/search/", Kind::search}, Case{"/ru/search/", Kind::search, 1},
        Case{"/sitemap.xml", Kind::sitemap_index}, Case{"/sitemap-3.xml", Kind::sitemap, 0, "", 3},
        Case{"/sitemap-news.xml", Kind::news_sitemap}, Case{"/robots.txt", Kind::robots},
        Case{"/favicon.ico", Kind::favicon}, Case{"/404.html", Kind::error_page},
        Case{"/assets/css/a.css", Kind::asset, 0, "css/a.css"},
        // Nothing lives here.
        Case{"", Kind::nothing}, Case{"no-slash", Kind::nothing}, Case{"/a/b/", Kind::nothing},
        Case{"/section/", Kind::nothing}, Case{"/appeal/", Kind::nothing},
        Case{"/appeal/a/b/", Kind::nothing}, Case{"/tag/", Kind::nothing}, Case{"/page/0/", Kind::nothing},
        Case{"/page/02/", Kind::nothing}, Case{"/page/-1/", Kind::nothing},
        Case{"/page/99999999999/", Kind::nothing}, Case{"/%zz/", Kind::nothing}, Case{"/%ff/", Kind::nothing},
        Case{"/%00/", Kind::nothing}, Case{"/a%2fb/", Kind::nothing}, Case{"/../", Kind::nothing},
        Case{"/assets/../theme", Kind::nothing}, Case{"/2024/13/", Kind::nothing},
        Case{"/2024/05/32/", Kind::nothing}, Case{"/2024/rss.xml", Kind::nothing},
        Case{"/2024/00/", Kind::nothing}, Case{"/2024/05/00/", Kind::nothing},
        Case{"/2024/00/12/", Kind::nothing}, Case{"/0000/", Kind::nothing},
        Case{"/sitemap-0.xml", Kind::nothing}, Case{"/section/politics/page/", Kind::nothing}));

TEST(Routes, ReadDates)
{
    auto const day = read_route("/ru/2024/05/12/page/2/", languages);
    EXPECT_EQ(day.kind, Kind::archive);
    EXPECT_EQ(day.language, 1u);
    EXPECT_EQ(day.year, 2024);
    EXPECT_EQ(day.month, 5);
    EXPECT_EQ(day.day, 12);
    EXPECT_EQ(day.page, 2);
}

TEST(Routes, RedirectToTheProperPath)
{
    for (auto [path, location] : {std::pair("/a-slug", "/a-slug/"), std::pair("/A-Slug/", "/a-slug/"),
             std::pair("//a-slug//", "/a-slug/"), std::pair("/ru", "/ru/"), std::pair("/page/1/", "/"),
             std::pair("/section/politics/page/1/", "/section/politics/"), std::pair("/rss/", "/rss.xml"),
             std::pair("/ru/feed/", "/ru/rss.xml"), std::pair("/tag/courts/rss/", "/tag/courts/rss.xml"),
             std::pair("/rss.xml/", "/rss.xml"), std::pair("/2024/05", "/2024/05/"),
             std::pair("/Author/Mira", "/author/mira/"), std::pair("/%D1%85", "/%D1%85/")}) {
        auto const route = read_route(path, languages);
        EXPECT_EQ(route.kind, Kind::redirect) << path;
        EXPECT_EQ(route.location, location) << path;
    }
}

TEST(Routes, RefuseWhatIsTooLong)
{
    EXPECT_EQ(read_route("/" + std::string(3'000, 'a') + "/", languages).kind, Kind::nothing);
}

} // namespace

} // namespace broadsheet::site

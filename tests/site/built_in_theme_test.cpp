#include "base/file.h"
#include "places.h"
#include "site/newspaper.h"

#include <gmock/gmock.h>
#include <regex>

namespace broadsheet::site {

namespace {

using test::body;
using test::must;

int count_of(std::string_view text, std::string_view part)
{
    int count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::string style_sheet(std::string_view name)
{
    return must(
        read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "themes/broadsheet/assets/css" / name));
}

class BuiltInThemeTest : public testing::Test {
protected:
    BuiltInThemeTest()
    {
        paper_.publish_many(25, "many");
        auto page = paper_.draft("about", "About us");
        page.kind = newsroom::ArticleKind::page;
        page.section.reset();
        page.tags.clear();
        paper_.save(page);
    }

    // The style sheet stands in a page in two parts: one in itself, the other linked once or in itself.
    void expect_styled(std::string_view path, std::string_view html) const
    {
        EXPECT_EQ(count_of(html, critical_), 1) << path;
        EXPECT_EQ(count_of(html, "css/pages.css") + count_of(html, rest_), 1) << path;
    }

    std::string const critical_ = style_sheet("critical.css");
    std::string const rest_ = style_sheet("pages.css");
    test::Newspaper paper_;
    Site site_{*paper_.database, paper_.clock, must(Theme::built_in())};
};

TEST_F(BuiltInThemeTest, HasItsWholeStyleSheetOnEveryPage)
{
    auto const reader = must(site_.read());
    int pages = 0;
    must(reader.for_each_path([&](std::string_view path) -> Result<void> {
        auto const page = TRY(reader.page(path));
        if (page.content_type.starts_with("text/html")) {
            expect_styled(path, *page.body);
            ++pages;
        }
        return {};
    }));
    EXPECT_GT(pages, 40);
    expect_styled("a preview", body(must(site_.preview(paper_.draft("draft", "A draft")))));
    FramedPage framed;
    framed.language = "en";
    framed.path = "/support/";
    framed.body = "<form></form>";
    expect_styled("a framed page", body(must(site_.framed(framed))));
}

TEST_F(BuiltInThemeTest, LetsNoArticleWaitForAStyleSheetAndNoErrorPageMissIt)
{
    auto const article = body(site_.page("/many-1/"));
    EXPECT_GT(article.find("css/pages.css"), article.find("class=\"body"));
    EXPECT_LT(article.find("css/pages.css"), article.find("class=\"colophon"));
    for (auto const* path : {"/", "/404.html", "/nothing/here/"})
        EXPECT_EQ(count_of(body(site_.page(path)), rest_), 1) << path;
}

TEST_F(BuiltInThemeTest, NamesAllFormsOfTheNewspapersFeedAndOneOfAList)
{
    auto const named_at = [&](std::string_view path) {
        std::vector<std::string> named;
        auto const page = body(site_.page(path));
        std::regex const link("<link rel=\"alternate\" type=\"application/[^>]* href=\"([^\"]*)\"");
        for (std::sregex_iterator next(page.begin(), page.end(), link), end; next != end; ++next)
            named.push_back((*next)[1]);
        return named;
    };
    EXPECT_THAT(named_at("/"), testing::ElementsAre("./rss.xml", "./atom.xml", "./feed.json"));
    EXPECT_THAT(named_at("/section/politics/"),
        testing::ElementsAre(
            "../../section/politics/rss.xml", "../../rss.xml", "../../atom.xml", "../../feed.json"));
}

} // namespace

} // namespace broadsheet::site

#include "cli/check_media.h"

#include "base/file.h"
#include "cli/finding_matcher.h"
#include "newsroom/articles.h"
#include "newsroom/media_library.h"
#include "support/database.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;

std::string path(int number)
{
    return fmt::format("/media/00/{:032x}.jpg", number);
}

std::string picture(std::string_view path)
{
    return fmt::format("<p>Before</p><img src=\"{0}\" alt=\"\"><a href=\"{0}?x#y\">large</a>", path);
}

class CheckMedia : public test::DatabaseTest {
protected:
    void save(std::string const& slug, std::string const& body, std::string const& lead = "",
        newsroom::Status status = newsroom::Status::published)
    {
        newsroom::Article article;
        article.slug = article.title = slug;
        article.language = "en";
        article.body = body;
        article.picture.path = lead;
        article.status = status;
        article.published_at = clock_.now();
        must(newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::Articles::save(change, article); }));
    }

    void put(std::string const& path) { must(write_file_atomically(folder_.path() / path.substr(1), "x")); }

    std::vector<Finding> findings(Result<void> (*look)(db::Connection&, media::MediaStore const&, Findings&))
    {
        Findings findings;
        must(look(connection_, media::MediaStore(folder_.path() / "media", "/nowhere"), findings));
        return findings.all();
    }

    test::TemporaryFolder folder_;
};
ON_BOTH_DATABASES(CheckMedia);

TEST_P(CheckMedia, NamesPicturesInPublishedArticlesThatLeadNowhere)
{
    EXPECT_THAT(findings(check_pictures), ElementsAre(is(Health::good, "is there")));
    put(path(1));
    save("one", picture(path(1)) + picture("https://elsewhere.example/media/a.jpg"), path(2));
    save("two", picture(path(1)) + picture(path(2)) + "<p>\"/media/no.jpg\" is only said</p>");
    save("three", picture(path(2)), path(1));
    save("four", picture("/media/no.jpg"));
    save("five", picture(path(3)), path(3), newsroom::Status::draft);
    auto const found = findings(check_pictures);
    EXPECT_THAT(found,
        ElementsAre(is(Health::bad, path(2) + ", which is not there: 3 of them, such as /one/"),
            is(Health::bad, "/media/no.jpg, which is not there: 1 of them, such as /four/")));
    EXPECT_THAT(found.back().advice, HasSubstr("import again with --media"));
    EXPECT_THAT(found.back().advice, HasSubstr("take it out of the articles"));
}

TEST_P(CheckMedia, GoesThroughAllArticlesAndNamesAFew)
{
    put(path(0));
    must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) -> Result<void> {
        for (int i = 0; i < 1'100; ++i) {
            newsroom::Article article;
            article.slug = article.title = fmt::format("a{}", i);
            article.language = "en";
            article.status = newsroom::Status::published;
            article.published_at = clock_.now();
            article.body = picture(path(i < 1'080 ? 0 : i));
            TRY(newsroom::Articles::save(change, article));
        }
        return {};
    }));
    auto const found = findings(check_pictures);
    ASSERT_EQ(found.size(), 11u);
    EXPECT_THAT(found.front(), is(Health::bad, path(1'080)));
    EXPECT_THAT(
        found.back(), is(Health::bad, "10 more pictures and files in published articles are not there"));
}

TEST_P(CheckMedia, CountsFilesOfTheLibraryThatAreNotThere)
{
    put(path(1));
    must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) -> Result<void> {
        for (int i = 1; i <= 3; ++i) {
            newsroom::MediaItem item;
            item.path = path(i);
            item.type = "image/jpeg";
            TRY(newsroom::MediaLibrary::add(change, item));
        }
        return {};
    }));
    EXPECT_THAT(findings(check_library),
        ElementsAre(is(Health::bad, "2 of 3 media files are missing, the first is " + path(2))));
    put(path(2));
    put(path(3));
    EXPECT_THAT(findings(check_library), ElementsAre(is(Health::good, "all 3 media files are there")));
}

} // namespace

} // namespace broadsheet::cli

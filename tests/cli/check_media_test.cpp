#include "cli/check_media.h"

#include "base/encoding.h"
#include "base/file.h"
#include "cli/finding_matcher.h"
#include "newsroom/articles.h"
#include "newsroom/media_library.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
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

    void put(std::string const& path, std::string const& content = "x")
    {
        must(write_file_atomically(folder_.path() / path.substr(1), content));
    }
    void lead(std::string const& from, std::string const& to)
    {
        must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) {
            return newsroom::Redirects::save(change, {from, to});
        }));
    }
    void add_to_library(std::vector<std::string> const& paths)
    {
        must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) -> Result<void> {
            for (auto const& path : paths) {
                newsroom::MediaItem item;
                item.path = path;
                item.type = "image/jpeg";
                TRY(newsroom::MediaLibrary::add(change, item));
            }
            return {};
        }));
    }

    std::vector<Finding> of_pictures()
    {
        Findings findings;
        must(check_pictures(connection_, store_, findings));
        return findings.all();
    }
    std::vector<Finding> of_library(Content content = Content::ignore)
    {
        Findings findings;
        must(check_library(connection_, store_, findings, content));
        return findings.all();
    }

    test::TemporaryFolder folder_;
    std::string own_ = newsroom::Settings().url;
    media::MediaStore store_{folder_.path() / "media", "/nowhere"};
};
ON_BOTH_DATABASES(CheckMedia);

TEST_P(CheckMedia, NamesPicturesInPublishedArticlesThatLeadNowhere)
{
    EXPECT_THAT(of_pictures(), ElementsAre(is(Health::good, "is there")));
    put(path(1));
    save("one", picture(path(1)), path(2));
    save("two", picture(path(1)) + picture(path(2)) + "<p>\"/media/no.jpg\" is only said</p>");
    save("three", picture(path(2)), path(1));
    save("four", picture("/media/no.jpg"));
    save("five", picture(path(3)), path(3), newsroom::Status::draft);
    auto const found = of_pictures();
    EXPECT_THAT(found,
        ElementsAre(is(Health::bad, path(2) + ", which is not there: 3 of them, such as /one/"),
            is(Health::bad, "/media/no.jpg, which is not there: 1 of them, such as /four/")));
    EXPECT_THAT(found.back().advice, HasSubstr("import again with --media"));
    EXPECT_THAT(found.back().advice, HasSubstr("take it out of the articles"));
}

// An archive that was imported without its pictures.
TEST_P(CheckMedia, NamesWhatAnotherSystemHadAndWhatOtherHostsHave)
{
    put(path(1));
    lead("/content/images/moved.jpg", path(1));
    lead("/content/images/moved away.jpg", "https://elsewhere.example/a.jpg");
    save("one",
        "<img src=\"/content/images/a&amp;b.jpg?x=1\" alt=\"\"><img src=\"/content/images/moved.jpg\" "
        "alt=\"\">"
        "<img src=\"/content/images/moved%20away.jpg\" alt=\"\"><img src=\"/assets/rule.png\" alt=\"\">"
        "<a href=\"/content/files/a.pdf\">a file</a><a href=\"/an-article/\">an article</a>");
    save("two",
        "<img src=\"data:image/png;base64,AA==\" alt=\"\">"
        "<img src=\"https://elsewhere.example/b.jpg\" srcset=\"https://elsewhere.example/b.jpg 1x, "
        "https://elsewhere.example/c.jpg 2x\" alt=\"\"><a href=\"https://elsewhere.example/\">elsewhere</a>"
        "<p>&lt;img src=\"/content/images/only-said.jpg\"&gt;</p>",
        "/content/images/a&b.jpg?x=1");
    save("three",
        "<video src=\"//elsewhere.example/film.mp4\" poster=\"film.jpg\"></video><img src=\"" + own_ + path(1)
            + "\" alt=\"\"><img src=\"" + own_ + path(2) + "\" alt=\"\">",
        "https://elsewhere.example/b.jpg");
    auto const missing = [](std::string const& what) { return is(Health::bad, what); };
    EXPECT_THAT(of_pictures(),
        ElementsAre(missing("/content/images/a&b.jpg, which is not there: 2 of them, such as /one/"),
            missing("/content/files/a.pdf, which is not there: 1 of them"),
            missing("film.jpg, which is not there"), missing(path(2) + ", which is not there"),
            missing("https://elsewhere.example/b.jpg, which is on another host, from where no page loads "
                    "anything: 2 of them, such as /two/"),
            missing("//elsewhere.example/film.mp4, which is on another host"),
            missing("/content/images/moved%20away.jpg, which is on another host"),
            missing("https://elsewhere.example/c.jpg, which is on another host")));
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
    auto const found = of_pictures();
    ASSERT_EQ(found.size(), 11u);
    EXPECT_THAT(found.front(), is(Health::bad, path(1'080)));
    EXPECT_THAT(found.back(),
        is(Health::bad,
            "10 more pictures and files in published articles are not there: 20 articles show such"));
}

TEST_P(CheckMedia, CountsFilesOfTheLibraryThatAreNotThere)
{
    put(path(1));
    add_to_library({path(1), path(2), path(3)});
    EXPECT_THAT(of_library(),
        ElementsAre(is(Health::bad, "2 of 3 media files are missing, the first is " + path(2))));
    put(path(2));
    put(path(3));
    EXPECT_THAT(of_library(), ElementsAre(is(Health::good, "all 3 media files are there")));
}

TEST_P(CheckMedia, ComparesFilesWithTheHashInTheirNamesWhenAskedTo)
{
    auto const stored = [](std::string const& content) {
        auto const hash = to_hex(sha256(content)).substr(0, 32);
        return fmt::format("/media/{}/{}.jpg", hash.substr(0, 2), hash);
    };
    auto const whole = stored("one");
    auto const cut = stored("another");
    put(whole, "one");
    put(cut, "another");
    add_to_library({whole, cut});
    EXPECT_THAT(of_library(Content::compare),
        ElementsAre(is(Health::good, "all 2 media files are there, as they were stored")));
    put(cut, "ano");
    EXPECT_THAT(of_library(), ElementsAre(is(Health::good, "all 2 media files are there")));
    EXPECT_THAT(of_library(Content::compare),
        ElementsAre(is(Health::bad,
            "1 of 2 media files cannot be read or are not as they were stored, the first is " + cut)));
}

} // namespace

} // namespace broadsheet::cli

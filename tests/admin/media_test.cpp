// The library of pictures and files.
#include "admin/browser.h"
#include "base/file.h"
#include "newsroom/articles.h"
#include "newsroom/media_library.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::MediaItem;
using newsroom::MediaLibrary;
using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string drawing(int width, int height)
{
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}"><circle cx="9" cy="9" r="{0}"/></svg>)",
        width, height);
}

class MediaPages : public testing::Test {
protected:
    MediaPages()
        : lease_(must((*newsroom_.database).connect()))
        , browser_(newsroom_)
    {
        newsroom_.add(Role::editor);
        browser_.sign_in("editor");
    }

    MediaItem upload(Browser& browser, int width = 400)
    {
        auto const response = browser.upload("/admin/media/upload/", "sea.svg", drawing(width, 300));
        EXPECT_EQ(response.status, 303) << body_of(response);
        return must(MediaLibrary(*lease_).search({})).front();
    }
    static std::string address(MediaItem const& item) { return fmt::format("/admin/media/{}/", item.id); }

    newsroom::Number save_article(std::string const& body)
    {
        newsroom::Article article;
        article.language = "en";
        article.slug = "by-the-sea";
        article.title = "By the sea";
        article.body = body;
        return must(newsroom::change(*lease_, newsroom_.clock, newsroom_.random,
            [&](newsroom::Change& change) { return newsroom::Articles::save(change, article); }));
    }

    Newsroom newsroom_;
    db::Database::Lease lease_;
    Browser browser_;
};

TEST_F(MediaPages, TakeAPictureAndAskWhatItShows)
{
    auto const response = browser_.upload("/admin/media/upload/", "C:\\sea <b>.svg", drawing(400, 300));
    EXPECT_THAT(header_of(response, "Location"),
        testing::MatchesRegex("/admin/media/[0-9a-f]{24}/\\?notice=describe"));
    auto const item = must(MediaLibrary(*lease_).search({})).front();
    EXPECT_EQ(item.type, "image/png");
    EXPECT_TRUE(std::filesystem::exists(*newsroom_.media.file_of(item.path)));
    auto const page = body_of(browser_.get(header_of(response, "Location")));
    EXPECT_THAT(page, HasSubstr("sea &lt;b&gt;.svg"));
    EXPECT_THAT(page, HasSubstr("Say what it shows"));
    EXPECT_THAT(body_of(browser_.get("/admin/media/")), HasSubstr("no description"));

    upload(browser_);
    upload(browser_);
    EXPECT_EQ(must(MediaLibrary(*lease_).search({})).size(), 1u) << "equal content is there once";
}

TEST_F(MediaPages, SaveWhatPeopleSayOfAPicture)
{
    auto const item = upload(browser_);
    auto const response = browser_.post(address(item),
        {{"name", "sea"}, {"alt", "Ein Schiff"}, {"caption", "<i>At sea</i>"}, {"credit", "Štefan"},
            {"focus_x", "20"}, {"focus_y", "80"}, {"path", "/media/aa/other.jpg"}, {"added_by", "x"},
            {"type", "text/html"}});
    EXPECT_EQ(response.status, 303) << body_of(response);
    auto const saved = must(MediaLibrary(*lease_).by_id(item.id));
    EXPECT_EQ(saved.alt, "Ein Schiff");
    EXPECT_EQ(saved.focus_x, 20);
    EXPECT_EQ(saved.path, item.path) << "a field that is not the form's is passed over";
    EXPECT_EQ(saved.added_by, item.added_by);
    EXPECT_THAT(body_of(browser_.get("/admin/media/?q=schiff+stefan")), HasSubstr(item.id));
    EXPECT_THAT(body_of(browser_.get("/admin/media/?q=%25")), HasSubstr(item.id)) << "a sign is no word";
    EXPECT_THAT(body_of(browser_.get("/admin/media/?q=train")), Not(HasSubstr(item.id)));
    for (auto const* percent : {"101", "-1", "", "1e1", "20 "})
        EXPECT_EQ(browser_.post(address(item), {{"focus_x", percent}, {"focus_y", "0"}}).status, 422)
            << percent;
}

TEST_F(MediaPages, LetAuthorsDescribeOnlyWhatTheyAdded)
{
    newsroom_.add(Role::author);
    Browser author(newsroom_);
    author.sign_in("author");
    auto const theirs = upload(browser_);
    Browser::Fields const words{{"alt", "changed"}, {"focus_x", "50"}, {"focus_y", "50"}};
    EXPECT_EQ(author.post(address(theirs), words).status, 422);
    EXPECT_EQ(must(MediaLibrary(*lease_).by_id(theirs.id)).alt, "");
    EXPECT_THAT(body_of(author.get(address(theirs))), Not(HasSubstr("name=\"focus_x\"")));
    auto const own = upload(author, 500);
    EXPECT_EQ(author.post(address(own), words).status, 303);
    EXPECT_EQ(author.post(address(own) + "delete/", {}).status, 403);
}

TEST_F(MediaPages, DeleteNothingThatIsUsed)
{
    auto const item = upload(browser_, 1000);
    auto const number = save_article(fmt::format("<p>Sea</p><img src=\"{}\" alt=\"\">", item.path));
    EXPECT_THAT(body_of(browser_.get(address(item))), HasSubstr("By the sea"));
    auto const refused = browser_.post(address(item) + "delete/", {});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("By the sea"));
    EXPECT_TRUE(std::filesystem::exists(*newsroom_.media.file_of(item.path)));

    must(newsroom::change(*lease_, newsroom_.clock, newsroom_.random,
        [&](newsroom::Change& change) { return newsroom::Articles::remove(change, number); }));
    auto const variants = media::variants_of(item.path, 1000);
    ASSERT_FALSE(variants.empty());
    EXPECT_EQ(browser_.post(address(item) + "delete/", {}).status, 303);
    EXPECT_FALSE(std::filesystem::exists(*newsroom_.media.file_of(item.path)));
    EXPECT_FALSE(std::filesystem::exists(*newsroom_.media.file_of(variants.front().path)));
    EXPECT_EQ(browser_.get(address(item)).status, 404);
    EXPECT_EQ(upload(browser_, 1000).path, item.path) << "it can come back";
}

TEST_F(MediaPages, AnswerScriptsInJson)
{
    browser_.headers = {{"X-Broadsheet-Token", staff::form_token(browser_.cookies["broadsheet"])}};
    browser_.has_form_token = false;
    auto const response = browser_.upload("/admin/media/upload/", "sea.svg", drawing(400, 300), {{"alt", "A ship"}});
    ASSERT_EQ(response.status, 201) << body_of(response);
    EXPECT_THAT(response.content_type, StartsWith("application/json"));
    auto const item = boost::json::parse(body_of(response)).as_object();
    EXPECT_EQ(item.at("width").as_int64(), 400);
    EXPECT_EQ(item.at("alt").as_string(), "A ship");
    EXPECT_EQ(item.at("kind").as_string(), "picture");
    auto const found = boost::json::parse(body_of(browser_.get("/admin/media/?q=ship")));
    EXPECT_EQ(found.at("media").as_array().at(0).at("url"), item.at("url"));

    auto const refused = browser_.upload("/admin/media/upload/", "a.html", "<!doctype html><script>1</script>");
    EXPECT_EQ(refused.status, 415);
    EXPECT_THAT(body_of(refused), HasSubstr("\"error\""));
    EXPECT_EQ(browser_.upload("/admin/media/upload/", "a.gif", "GIF89a/*=alert(1)//").status, 422);
    browser_.headers = {{"X-Broadsheet-Token", "made up"}};
    EXPECT_EQ(browser_.upload("/admin/media/upload/", "sea.svg", drawing(1, 1)).status, 403);
    browser_.cookies.clear();
    EXPECT_EQ(browser_.upload("/admin/media/upload/", "sea.svg", drawing(1, 1)).status, 401);
}

TEST_F(MediaPages, RefuseWhatIsNoPictureOrTooMuch)
{
    struct {
        char const* name;
        std::string bytes;
    } const cases[] = {
        {"a page", "<!doctype html><svg onload=alert(1)>"},
        {"a drawing of ten thousand megapixels", drawing(100'000, 100'000)},
        {"a picture's first bytes and a script", "GIF89a/*" + std::string(200, ' ') + "*/=alert(1)//"},
        {"a program",
            "\x7f"
            "ELF........................"},
        {"nothing", ""},
    };
    for (auto const& refused : cases) {
        auto const response = browser_.upload("/admin/media/upload/", "a.png", refused.bytes);
        EXPECT_EQ(response.status, 422) << refused.name;
    }
    EXPECT_EQ(browser_.post("/admin/media/upload/", {}).status, 422) << "no file";
    EXPECT_TRUE(must(MediaLibrary(*lease_).search({})).empty());
}

} // namespace

} // namespace broadsheet::admin

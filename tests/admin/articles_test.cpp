// What is done to articles on their pages: one at a time, and several at once.
#include "newsroom/articles.h"

#include "admin/browser.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::Status;
using staff::Role;
using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ArticlePages : public testing::Test {
protected:
    ArticlePages()
    {
        for (auto role : {Role::contributor, Role::editor}) {
            newsroom_.add(role);
            (role == Role::editor ? editor_ : writer_).sign_in(name_of(role));
        }
    }
    static std::string begin(Browser& browser, std::string const& title)
    {
        auto const begun = browser.post(
            "/admin/articles/new/", {{"title", title}, {"language", "en"}, {"kind", "article"}});
        return header_of(begun, "Location");
    }
    static std::string id_in(std::string const& path)
    {
        return path.substr(std::string_view("/admin/articles/").size(), 24);
    }
    newsroom::Article article(std::string const& path)
    {
        return must(newsroom::Articles(*connection_).by_id(id_in(path)));
    }
    // Presses a button of the article's form, with the newest text and `fields` in it.
    http::Response press(
        Browser& browser, std::string const& path, std::string const& act, Browser::Fields fields = {})
    {
        auto const page = body_of(browser.get(path));
        constexpr std::string_view before = "name=\"version\" value=\"";
        auto const at = page.find(before) + before.size();
        fields.emplace_back("version", page.substr(at, page.find('"', at) - at));
        fields.emplace_back("act", act);
        fields.emplace_back("language", "en");
        fields.emplace_back("title", article(path).title);
        return browser.post(path, fields);
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser writer_{newsroom_};
    Browser editor_{newsroom_};
};

TEST_F(ArticlePages, KeepWhatAWriterMayNotMakeInANote)
{
    auto const path = begin(writer_, "Fire");
    auto const saved
        = press(writer_, path, "save", {{"tags", "Harbour, <b>"}, {"bylines", "Anna"}, {"body", "<p>a</p>"}});
    EXPECT_EQ(saved.status, 303);
    EXPECT_THAT(header_of(saved, "Location"), HasSubstr("set-aside"));
    EXPECT_EQ(article(path).body, "<p>a</p>");
    EXPECT_THAT(body_of(editor_.get(path)),
        AllOf(HasSubstr("Tags that do not exist yet: Harbour, &lt;b&gt;"),
            HasSubstr("Bylines that do not exist yet: Anna")));
}

TEST_F(ArticlePages, MakeParagraphsOfTextWithoutTags)
{
    auto const path = begin(writer_, "Plain");
    press(writer_, path, "save", {{"body", "one\r\n\r\ntwo\r\nthree"}});
    EXPECT_EQ(article(path).body, "<p>one</p>\n<p>two<br>\nthree</p>");
}

TEST_F(ArticlePages, TellTheWriterThatADraftWasSentBack)
{
    auto const path = begin(writer_, "Sent in");
    press(writer_, path, "submit");
    EXPECT_THAT(
        body_of(editor_.get("/admin/")), AllOf(HasSubstr("<h2>Waiting for review</h2>"), HasSubstr(path)));
    EXPECT_EQ(press(editor_, path, "send_back").status, 422) << "no word of why";
    EXPECT_EQ(press(editor_, path, "send_back", {{"send_back_note", "Who says so?"}}).status, 303);
    EXPECT_THAT(body_of(writer_.get(path)), AllOf(HasSubstr("Sent back by "), HasSubstr("Who says so?")));
    EXPECT_THAT(
        body_of(writer_.get("/admin/")), AllOf(HasSubstr("<h2>Sent back to you</h2>"), HasSubstr(path)));
    EXPECT_THAT(body_of(editor_.get("/admin/")), Not(HasSubstr("<h2>Waiting for review</h2>")));
    press(writer_, path, "submit");
    EXPECT_THAT(body_of(writer_.get("/admin/")),
        AllOf(Not(HasSubstr("Sent back to you")), HasSubstr("<h2>Yours in work</h2>")));
    press(editor_, path, "send_back", {{"send_back_note", "Once more."}});
    press(editor_, path, "publish");
    EXPECT_THAT(body_of(writer_.get(path)), Not(HasSubstr("Sent back by "))) << "an editor went on with it";
}

TEST_F(ArticlePages, AskBeforeSeveralReachReadersOrLeaveThem)
{
    auto const path = begin(editor_, "One");
    Browser::Fields chosen{{"article", id_in(path)}, {"act", "publish"}};
    auto const asked = editor_.post("/admin/articles/", chosen);
    EXPECT_EQ(asked.status, 200);
    EXPECT_THAT(body_of(asked), HasSubstr("Publish these?"));
    EXPECT_EQ(article(path).status, Status::draft);
    chosen.emplace_back("is_sure", "1");
    editor_.post("/admin/articles/", chosen);
    EXPECT_EQ(article(path).status, Status::published);
    EXPECT_THAT(body_of(editor_.post("/admin/articles/", {{"article", id_in(path)}, {"act", "withdraw"}})),
        HasSubstr("Withdraw these?"));
    EXPECT_EQ(article(path).status, Status::published);
    EXPECT_THAT(body_of(editor_.post("/admin/articles/", {{"article", id_in(path)}, {"act", "submit"}})),
        HasSubstr("This cannot be done with an article that is published."));
}

} // namespace

} // namespace broadsheet::admin

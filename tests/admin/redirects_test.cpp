#include "newsroom/redirects.h"

#include "admin/browser.h"
#include "newsroom/articles.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::Redirects;
using test::must;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view edit_path = "/admin/settings/redirects/edit/";

class RedirectPages : public testing::Test {
protected:
    RedirectPages()
    {
        newsroom_.add(staff::Role::editor);
        browser_.sign_in("editor");
    }

    http::Response save(std::string const& former, std::string const& from, std::string const& to)
    {
        return browser_.post(edit_path, {{"former", former}, {"from", from}, {"to", to}, {"permanent", "1"}});
    }
    std::string target(std::string_view from)
    {
        auto const found = must(Redirects(*connection_).from(from));
        return found ? found->to : "none";
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(RedirectPages, AddChangeAndDelete)
{
    EXPECT_EQ(save("", "/old/", "/new/").status, 303);
    EXPECT_EQ(target("/old/"), "/new/");
    EXPECT_EQ(save("", "/%D0%BF%d1%83%D1%82%D1%8C/", "/new/").status, 303) << "as browsers copy it";
    EXPECT_EQ(target("/путь/"), "/new/");
    EXPECT_EQ(browser_.post("/admin/settings/redirects/delete/", {{"from", "/путь/"}}).status, 303);
    EXPECT_EQ(save("/old/", "/older/", "https://example.org/").status, 303);
    EXPECT_EQ(target("/old/"), "none");
    EXPECT_EQ(target("/older/"), "https://example.org/");
    EXPECT_THAT(body_of(browser_.get(std::string(edit_path) + "?from=%2Folder%2F")),
        HasSubstr("value=\"https://example.org/\""));
    EXPECT_EQ(browser_.post("/admin/settings/redirects/delete/", {{"from", "/older/"}}).status, 303);
    EXPECT_THAT(must(Redirects(*connection_).all()), IsEmpty());

    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "redirect.deleted");
    EXPECT_EQ(log[1].detail, "/older/ → https://example.org/");
}

TEST_F(RedirectPages, SayWhatIsWrongBesideItsFieldAndChangeNothing)
{
    save("", "/a/", "/b/");
    save("", "/b/", "/c/");
    struct Case {
        std::string former, from, to, error;
    };
    for (auto const& [former, from, to, error] : {Case{"", "old", "/new/", "from-error"},
             Case{"", "/old/?a", "/new/", "from-error"}, Case{"", "/a/", "/new/", "from-error"},
             Case{"/b/", "/a/", "/new/", "from-error"}, Case{"", "/old/", "/old/", "to-error"},
             Case{"", "/c/", "/a/", "to-error"}, Case{"", "/old/", "javascript:alert(1)", "to-error"},
             Case{"", "/old/", "//evil.example", "to-error"}}) {
        auto const response = save(former, from, to);
        EXPECT_EQ(response.status, 422) << from << " " << to;
        EXPECT_THAT(body_of(response), HasSubstr("id=\"" + error + "\"")) << from << " " << to;
        EXPECT_THAT(body_of(response), HasSubstr("value=\"" + to + "\""));
    }
    EXPECT_EQ(target("/a/"), "/c/");
    EXPECT_EQ(target("/b/"), "/c/");
    EXPECT_EQ(must(Redirects(*connection_).all()).size(), 2u);
}

TEST_F(RedirectPages, RefuseAnAddressAtWhichAPageStands)
{
    newsroom::Article page;
    page.kind = newsroom::ArticleKind::page;
    page.language = "en";
    page.slug = page.title = "about";
    page.status = newsroom::Status::published;
    page.published_at = newsroom_.clock.now() - 1;
    must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random,
        [&](newsroom::Change& change) { return newsroom::Articles::save(change, page); }));
    for (auto const* from :
        {"/about/", "/", "/admin/", "/admin", "/media/a.png", "/preview/x/", "/archive/"}) {
        auto const response = save("", from, "/x/");
        EXPECT_EQ(response.status, 422) << from;
        EXPECT_THAT(body_of(response), HasSubstr("would never act")) << from;
    }
    EXPECT_THAT(must(Redirects(*connection_).all()), IsEmpty());
    EXPECT_EQ(save("", "/старый/", "/about/").status, 303);
    EXPECT_EQ(target("/старый/"), "/about/");
}

TEST_F(RedirectPages, SearchAndEscape)
{
    save("", "/ferry/", "/new/?<b>");
    save("", "/market/", "/square/");
    auto const found = body_of(browser_.get("/admin/settings/redirects/?text=ferry"));
    EXPECT_THAT(found, HasSubstr("/new/?&lt;b&gt;"));
    EXPECT_THAT(found, Not(HasSubstr("/market/")));
}

} // namespace

} // namespace broadsheet::admin

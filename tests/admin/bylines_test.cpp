#include "newsroom/taxonomy.h"

#include "admin/browser.h"
#include "newsroom/appeal_fixture.h"
#include "newsroom/articles.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class BylinePages : public testing::Test {
protected:
    BylinePages()
    {
        newsroom_.add(staff::Role::editor);
        browser_.sign_in("editor");
        newsroom::Byline mira;
        mira.slug = "mira-dolan";
        mira.text.name = "Mira Dolan";
        change([&](newsroom::Change& unit) { return newsroom::Bylines::save(unit, mira); });
        id_ = must(newsroom::Bylines(*connection_).by_slug("mira-dolan"))->id;
    }
    template <typename Body>
    void change(Body&& body)
    {
        must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random, body));
    }
    std::string path() const { return "/admin/bylines/" + id_ + "/redact/"; }
    http::Response redact()
    {
        return browser_.post(path(), {{"name_en", "Name withheld"}, {"is_sure", "1"}});
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
    std::string id_;
};

TEST_F(BylinePages, TellWhereARedactedNameStillStandsBeforeAndAfter)
{
    newsroom::Article about;
    about.kind = newsroom::ArticleKind::page;
    about.language = "en";
    about.slug = about.title = "about";
    about.body = "<p>The desk is run by Mira Dolan.</p>";
    change([&](newsroom::Change& unit) { return newsroom::Articles::save(unit, about); });
    change([&](newsroom::Change& unit) { return newsroom::Appeals::save(unit, test::live_appeal()); });

    auto const both = AllOf(HasSubstr(">about</a>"), HasSubstr(">Autumn campaign</a>"));
    EXPECT_THAT(body_of(browser_.get(path())), AllOf(HasSubstr("?places=1"), Not(HasSubstr(">about</a>"))));
    EXPECT_THAT(body_of(browser_.get(path() + "?places=1")), both);
    auto const done = redact();
    EXPECT_EQ(done.status, 200);
    EXPECT_THAT(body_of(done), both);
    EXPECT_THAT(body_of(browser_.get(path())), AllOf(HasSubstr("stays so"), Not(HasSubstr("Mira"))));
}

TEST_F(BylinePages, SayWhereNothingElseHoldsTheName)
{
    EXPECT_THAT(body_of(redact()), HasSubstr("Nowhere:"));
}

} // namespace

} // namespace broadsheet::admin

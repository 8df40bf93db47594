#include "admin/browser.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class MirrorPages : public testing::Test {
protected:
    MirrorPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }
    newsroom::MirrorList mirrors() { return must(newsroom::load_mirror_list(*connection_)); }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(MirrorPages, AddAMirrorInOneStepAndTakeItOffAgain)
{
    EXPECT_EQ(browser_.post("/admin/mirrors/add/", {{"address", " https://one.example/paper "}}).status, 303);
    EXPECT_THAT(mirrors(), ElementsAre("https://one.example/paper/"));
    EXPECT_THAT(body_of(browser_.get("/admin/mirrors/")),
        AllOf(HasSubstr("https://one.example/paper/</a>"), HasSubstr("Not looked at yet")));
    EXPECT_EQ(
        browser_.post("/admin/mirrors/remove/", {{"address", "https://one.example/paper/"}}).status, 303);
    EXPECT_THAT(mirrors(), IsEmpty());
}

TEST_F(MirrorPages, SayWhatIsWrongBesideItsFieldAndChangeNothing)
{
    browser_.post("/admin/mirrors/add/", {{"address", "https://one.example/"}});
    for (auto const* address :
        {"", "one.example", "ftp://one.example/", "https://one.example/?x", "https://one.example/"}) {
        auto const refused = browser_.post("/admin/mirrors/add/", {{"address", address}});
        EXPECT_EQ(refused.status, 422) << address;
        EXPECT_THAT(body_of(refused), HasSubstr("id=\"mirrors-error\"")) << address;
    }
    EXPECT_THAT(mirrors(), ElementsAre("https://one.example/"));
}

TEST_F(MirrorPages, SayWhyTheMirrorDoesNotFollow)
{
    EXPECT_THAT(
        body_of(browser_.get("/admin/mirrors/")), Not(HasSubstr("The last build of the mirror failed")));
    must(newsroom::set_milestone(*connection_, newsroom::mirror_failed, {1, "it holds <another> mirror"}));
    EXPECT_THAT(body_of(browser_.get("/admin/mirrors/")),
        AllOf(
            HasSubstr("The last build of the mirror failed"), HasSubstr("it holds &lt;another&gt; mirror")));
    must(newsroom::set_milestone(*connection_, newsroom::mirror_failed, {1, ""}));
    EXPECT_THAT(
        body_of(browser_.get("/admin/mirrors/")), Not(HasSubstr("The last build of the mirror failed")));
}

TEST_F(MirrorPages, AreForThoseWhoMaySetTheNewspaperUp)
{
    newsroom_.add(staff::Role::author);
    browser_.sign_in("author");
    EXPECT_EQ(browser_.get("/admin/mirrors/").status, 403);
    EXPECT_EQ(browser_.post("/admin/mirrors/add/", {{"address", "https://one.example/"}}).status, 403);
}

} // namespace

} // namespace broadsheet::admin

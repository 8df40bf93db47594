// What the editor's script is told: whether it may save, why not, and who is writing.
#include "admin/browser.h"
#include "newsroom/articles.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;

class WorkingCopyPages : public testing::Test {
protected:
    WorkingCopyPages()
    {
        newsroom_.add(Role::contributor);
        newsroom_.add(Role::editor);
        writer_.sign_in("contributor");
        editor_.sign_in("editor");
        auto const begun = writer_.post(
            "/admin/articles/new/", {{"kind", "article"}, {"language", "en"}, {"title", "Ferries"}});
        article_ = header_of(begun, "Location");
        writer_.headers = editor_.headers = {{"Accept", "application/json"}};
    }
    boost::json::object type(Browser& browser, int status)
    {
        return ask(browser, "working-copy/",
            {{"version", "0"}, {"title", "Ferries"}, {"slug", "ferries"}, {"body", "<p>a</p>"}}, status);
    }
    boost::json::object lock(Browser& browser, std::string const& act)
    {
        return ask(browser, "lock/", {{"act", act}}, 200);
    }

    Newsroom newsroom_;
    Browser writer_{newsroom_};
    Browser editor_{newsroom_};
    std::string article_;

private:
    boost::json::object ask(
        Browser& browser, std::string const& below, Browser::Fields const& fields, int status)
    {
        auto const answer = browser.post(article_ + below, fields);
        EXPECT_EQ(answer.status, status) << body_of(answer);
        return boost::json::parse(body_of(answer)).as_object();
    }
};

TEST_F(WorkingCopyPages, SayWhyTheyTakeNothing)
{
    writer_.has_form_token = false;
    EXPECT_EQ(type(writer_, 403).at("code"), "token");
    writer_.has_form_token = true;

    auto const connection = must((*newsroom_.database).connect());
    must(newsroom::change(
        *connection, newsroom_.clock, newsroom_.random, [&](newsroom::Change& change) -> Result<void> {
            auto article
                = TRY(newsroom::Articles(*connection).by_id(article_.substr(article_.size() - 25, 24)));
            article.body = "<p>a</p>";
            article.status = newsroom::Status::published;
            article.published_at = newsroom_.clock.now();
            TRY(newsroom::Articles::save(change, article));
            return {};
        }));
    EXPECT_EQ(type(writer_, 403).at("code"), "forbidden") << "a contributor's rights end with the draft";

    newsroom_.clock.advance(staff::SessionLimits().idle);
    EXPECT_EQ(type(writer_, 401).count("code"), 0U);
}

TEST_F(WorkingCopyPages, KeepNobodyOutByLooking)
{
    EXPECT_EQ(lock(editor_, "look").at("holder"), nullptr);
    EXPECT_EQ(lock(writer_, "look").at("holder"), nullptr) << "the editor only reads";
    EXPECT_EQ(lock(writer_, "hold").at("mine"), true);
    EXPECT_EQ(lock(editor_, "look").at("mine"), false);
    EXPECT_EQ(lock(editor_, "look").at("holder"), "Anna <b>O</b>");
}

} // namespace

} // namespace broadsheet::admin

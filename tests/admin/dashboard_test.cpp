#include "admin/browser.h"
#include "db/jobs.h"
#include "newsroom/articles.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::Not;

class Dashboard : public testing::Test {
protected:
    std::string add_failed_job()
    {
        auto const id = must(jobs_.add("mirror", "{}"));
        must(jobs_.fail(*must(jobs_.claim({"mirror"}, 1000)), invalid("the disk <is> full"), 1));
        return id;
    }
    Browser signed_in(Role role)
    {
        newsroom_.add(role);
        Browser browser(newsroom_);
        browser.sign_in(name_of(role));
        return browser;
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    db::JobQueue jobs_{*connection_, newsroom_.clock, newsroom_.random};
};

TEST_F(Dashboard, LetsAdministratorsTryAFailedJobAgain)
{
    auto const id = add_failed_job();
    auto browser = signed_in(Role::administrator);
    auto const page = body_of(browser.get("/admin/"));
    EXPECT_THAT(page, HasSubstr("the disk &lt;is&gt; full"));
    EXPECT_THAT(page, HasSubstr("Try again"));
    EXPECT_EQ(browser.post("/admin/jobs/" + id + "/retry/", {}).status, 303);
    EXPECT_EQ(must(jobs_.list(1)).front().status, "waiting");
    EXPECT_EQ(must(staff::AuditLog(*connection_, newsroom_.clock).list({})).front().act, "job.retried");
    EXPECT_EQ(browser.post("/admin/jobs/" + id + "/retry/", {}).status, 404) << "it waits already";
}

TEST_F(Dashboard, OffersThatToNobodyElse)
{
    add_failed_job();
    EXPECT_THAT(body_of(signed_in(Role::editor).get("/admin/")), Not(HasSubstr("Try again")));
}

TEST_F(Dashboard, CountsWhatWaitsForReview)
{
    must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random, [](newsroom::Change& change) {
        newsroom::Article article;
        article.language = "en";
        article.slug = "ice";
        article.title = "Ice";
        return newsroom::Articles::save(change, article);
    }));
    must(connection_->execute("INSERT INTO progress (article, stage, changed_at) "
                              "SELECT number, 'review', 0 FROM articles"));
    EXPECT_THAT(
        body_of(signed_in(Role::editor).get("/admin/")), HasSubstr("Waiting for review</a></dt><dd>1</dd>"));
}

} // namespace

} // namespace broadsheet::admin

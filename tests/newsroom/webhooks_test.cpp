#include "newsroom/webhooks.h"

#include "db/jobs.h"
#include "newsroom/articles.h"
#include "newsroom/happenings.h"
#include "newsroom/newsroom_fixture.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WebhooksTest : public NewsroomTest {
protected:
    void SetUp() override
    {
        must(connection_.execute(
            "INSERT INTO integrations (id, name, content_key, admin_key_id, admin_secret, "
            "created_at) VALUES ('i', 'Front end', 'c', 'k', 's', 1)"));
        for (auto const event : webhook_events())
            must(add({{}, 1, std::string(event), "https://example.org/" + std::string(event)}));
    }
    Result<Webhook> add(Webhook const& webhook)
    {
        return db::transaction(connection_, db::Access::write, [&] { return webhooks_.add(webhook); });
    }
    // Returns the events that jobs wait to tell, sorted, and takes the jobs away.
    std::vector<std::string> told()
    {
        std::vector<std::string> events;
        auto rows = must(connection_.query(
            "SELECT event FROM jobs JOIN webhooks ON payload LIKE '%' || webhooks.id || '%' "
            "WHERE kind = 'webhook.send'"));
        while (must(rows.next()))
            events.push_back(rows.string(0));
        must(connection_.execute("DELETE FROM jobs"));
        std::ranges::sort(events);
        return events;
    }
    Number save(Article const& article)
    {
        return must(change([&](Change& unit) { return Articles::save(unit, article); }));
    }
    Article saved(Number number) { return must(Articles(connection_).by_number(number)); }

    Webhooks webhooks_{connection_, clock_, random_};
};

TEST_P(WebhooksTest, AreToldOfAnArticlesLife)
{
    auto article = saved(save(draft("ferry")));
    EXPECT_THAT(told(), ElementsAre("post.added"));
    article.title = "The ferry will sail";
    save(article);
    EXPECT_THAT(told(), ElementsAre("post.edited"));
    save(article);
    EXPECT_THAT(told(), IsEmpty()) << "nothing is otherwise";
    article.status = Status::scheduled;
    article.published_at = start + 60'000;
    save(article);
    EXPECT_THAT(told(), ElementsAre("post.edited", "post.scheduled"));
    article.published_at = start + 50'000;
    save(article);
    EXPECT_THAT(told(), ElementsAre("post.edited", "post.rescheduled"));
    clock_.advance(60'000);
    EXPECT_EQ(must(change(Articles::publish_due)), 1);
    EXPECT_THAT(told(), ElementsAre("post.edited", "post.published", "site.changed"));
    article = saved(article.number);
    article.title = "The ferry sails";
    save(article);
    EXPECT_THAT(told(), ElementsAre("post.edited", "post.published.edited", "site.changed"));
    must(change([&](Change& unit) { return Articles::remove(unit, article.number); }));
    EXPECT_THAT(told(), ElementsAre("post.deleted", "post.edited", "post.unpublished", "site.changed"));
}

TEST_P(WebhooksTest, AreToldOfPagesAndTagsApart)
{
    auto page = published("about");
    page.kind = ArticleKind::page;
    auto const number = save(page);
    EXPECT_THAT(told(), ElementsAre("page.added", "page.published", "site.changed"));
    page = saved(number);
    page.kind = ArticleKind::article;
    save(page);
    EXPECT_THAT(told(), ElementsAre("page.deleted", "post.added", "post.published", "site.changed"));
    Tag tag;
    tag.slug = "courts";
    tag.text.name = "Courts";
    tag.number = must(change([&](Change& unit) { return Tags::save(unit, tag); }));
    EXPECT_THAT(told(), ElementsAre("site.changed", "tag.added"));
    tag.text.name = "Justice";
    must(change([&](Change& unit) { return Tags::save(unit, tag); }));
    EXPECT_THAT(told(), ElementsAre("site.changed", "tag.edited"));
    must(change([&](Change& unit) { return Tags::remove(unit, tag.number); }));
    EXPECT_THAT(told(), ElementsAre("site.changed", "tag.deleted"));
}

TEST_P(WebhooksTest, AreNotToldOfWhatDidNotHappen)
{
    auto const undone = change([&](Change& unit) -> Result<void> {
        TRY(Articles::save(unit, published("ferry")));
        return invalid("no");
    });
    EXPECT_FALSE(undone.ok());
    EXPECT_THAT(told(), IsEmpty());
    must(change([&](Change& unit) {
        unit.set_silent();
        return Articles::save(unit, published("ferry"));
    }));
    EXPECT_THAT(told(), IsEmpty());
}

TEST_P(WebhooksTest, SayWhatWasOtherwiseBefore)
{
    auto article = saved(save(draft("ferry")));
    told();
    article.title = "Another";
    save(article);
    auto rows = must(connection_.query("SELECT payload FROM jobs"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_THAT(rows.string(0), HasSubstr(R"("previous":{"title":"The ferry will not sail"})"));
    EXPECT_THAT(rows.string(0), HasSubstr(R"("id":")" + article.id));
}

TEST_P(WebhooksTest, AreToldOnceOfManyChangesToTheSite)
{
    for (auto const* slug : {"a", "b", "c"})
        save(published(slug));
    EXPECT_THAT(told(), SizeIs(3 + 3 + 1));
}

TEST_P(WebhooksTest, AreChangedAndRemoved)
{
    auto webhook = must(webhooks_.of(1)).front();
    webhook.target_url = "https://example.org/other";
    webhook.secret = "hush";
    must(webhooks_.change(webhook));
    EXPECT_EQ(must(webhooks_.by_id(webhook.id)).secret, "hush");
    must(webhooks_.note_sent(webhook.id, "500", "the receiver answered 500"));
    EXPECT_EQ(must(webhooks_.by_id(webhook.id)).last_status, "500");
    must(webhooks_.remove(webhook.id));
    EXPECT_EQ(webhooks_.by_id(webhook.id).error().code, ErrorCode::not_found);
    EXPECT_EQ(webhooks_.remove(webhook.id).error().code, ErrorCode::not_found);
    must(connection_.execute("DELETE FROM integrations"));
    EXPECT_THAT(must(webhooks_.of(1)), IsEmpty()) << "they go with whose they are";
}

TEST_P(WebhooksTest, AreRefused)
{
    struct Case {
        std::string event, url, name, secret;
    };
    std::string const far(200, 'x');
    for (auto const& [event, url, name, secret] : {
             Case{"", "https://a.example/", "", ""},
             {"post.exploded", "https://a.example/", "", ""},
             {"member.added", "https://a.example/", "", ""},
             {"post.added", "", "", ""},
             {"post.added", "a.example", "", ""},
             {"post.added", "//a.example/", "", ""},
             {"post.added", "javascript:alert(1)", "", ""},
             {"post.added", "file:///etc/passwd", "", ""},
             {"post.added", "gopher://a.example/", "", ""},
             {"post.added", "https://a.example/\r\nHost: b", "", ""},
             {"post.added", "https://a.example/ b", "", ""},
             {"post.added", "https://user:pass@a.example/", "", ""},
             {"post.added", "https://a.example/" + std::string(2'000, 'x'), "", ""},
             {"post.added", "https://a.example/", far, ""},
             {"post.added", "https://a.example/", "", far},
             {"post.added", "https://a.example/", "two\nlines", ""},
             {"post.added", "https://example.org/post.added", "", ""},
         }) {
        auto const refused = add({{}, 1, event, url, name, secret});
        ASSERT_FALSE(refused.ok()) << event << " " << url;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid) << refused.error().message;
    }
}

ON_BOTH_DATABASES(WebhooksTest);

} // namespace

} // namespace broadsheet::newsroom

#include "newsroom/newsletters.h"

#include "newsroom/articles.h"
#include "newsroom/issues.h"
#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Newsletter weekly()
{
    Newsletter newsletter;
    newsletter.slug = "weekly";
    newsletter.language = "en";
    newsletter.status = Newsletter::Status::open;
    newsletter.name = "The week";
    newsletter.pitch = "A hand-picked selection";
    newsletter.frequency = "every Friday";
    newsletter.policy = "2026-11";
    newsletter.policy_path = "/privacy/";
    newsletter.sender_name = "The Ferry";
    newsletter.sender_address = "letters@paper.example";
    newsletter.schedule = {5, 9 * 60, "Europe/Amsterdam", IssueSchedule::WhenMissing::send};
    return newsletter;
}

class NewslettersTest : public NewsroomTest {
protected:
    Result<std::string> save(Newsletter const& newsletter)
    {
        return change([&](Change& unit) { return Newsletters::save(unit, newsletter); });
    }
    Result<std::string> save(Issue const& issue)
    {
        return change([&](Change& unit) { return Issues::save(unit, issue); });
    }
    Number article(std::string const& slug)
    {
        return must(change([&](Change& unit) { return Articles::save(unit, published(slug)); }));
    }
};

TEST_P(NewslettersTest, AreKeptAsTheyWereSaved)
{
    auto newsletter = weekly();
    newsletter.id = must(save(newsletter));
    auto found = must(Newsletters(connection_).by_id(newsletter.id));
    newsletter.number = found.number;
    EXPECT_EQ(found, newsletter);
    auto const before = edition();
    must(save(found));
    EXPECT_EQ(edition(), before) << "unchanged";
    found.pitch = "Hand-picked";
    must(save(found));
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(must(Newsletters(connection_).by_slug("weekly"))->pitch, "Hand-picked");
    EXPECT_THAT(must(Newsletters(connection_).all()), SizeIs(1));
}

TEST_P(NewslettersTest, AreRefusedAndSayWhy)
{
    must(save(weekly()));
    struct Case {
        void (*spoil)(Newsletter&);
        char const* message;
    };
    Case const cases[] = {
        {[](Newsletter& n) { n.slug = "confirm"; }, "slug: \"confirm\" is the name of a form"},
        {[](Newsletter&) {}, "slug: \"weekly\" belongs to the newsletter \"The week\" already"},
        {[](Newsletter& n) { n.slug = "a/b"; }, "slug: "},
        {[](Newsletter& n) { n.name = " "; }, "name: "},
        {[](Newsletter& n) { n.language = "english!"; }, "language: "},
        {[](Newsletter& n) { n.policy_path = "javascript:alert(1)"; }, "policy_path: "},
        {[](Newsletter& n) { n.sender_name = "A\r\nBcc: all@paper.example"; }, "sender_name: it is one line"},
        {[](Newsletter& n) { n.sender_address = "a@b\r\nBcc: c@d"; }, "sender_address: "},
        {[](Newsletter& n) { n.sender_address = "nobody"; }, "sender_address: "},
        {[](Newsletter& n) { n.schedule.weekday = 8; }, "weekday: 8"},
        {[](Newsletter& n) { n.schedule.minute = 1440; }, "minute: 1440"},
        {[](Newsletter& n) { n.schedule.time_zone = "Mars/Base"; }, "time_zone: \"Mars/Base\""},
    };
    for (auto const& refused : cases) {
        auto newsletter = weekly();
        refused.spoil(newsletter);
        EXPECT_THAT(message_of(save(newsletter)), HasSubstr(refused.message));
    }
    EXPECT_THAT(must(Newsletters(connection_).all()), SizeIs(1));
}

TEST_P(NewslettersTest, HaveIssuesWithArticlesInOrder)
{
    Issue issue;
    issue.newsletter = must(save(weekly()));
    issue.subject = "Ferries";
    issue.further_subjects = {"No ferries"};
    issue.introduction = "<p>Dear readers</p>";
    issue.due_at = start;
    issue.articles = {{article("b"), "Read this"}, {article("a"), ""}};
    auto const before = edition();
    issue.id = must(save(issue));
    EXPECT_EQ(edition(), before) << "nobody sees a draft";
    auto found = must(Issues(connection_).by_id(issue.id));
    EXPECT_EQ(found.articles, issue.articles);
    EXPECT_EQ(found.further_subjects, issue.further_subjects);
    EXPECT_EQ(found.slug, "2023-11-14");
    EXPECT_EQ(must(Issues(connection_).next(issue.newsletter))->id, issue.id);
    EXPECT_THAT(must(Issues(connection_).due(start)), ElementsAre(issue.id));
    EXPECT_THAT(must(Issues(connection_).due(start - 1)), SizeIs(0));

    std::swap(found.articles[0], found.articles[1]);
    found.status = IssueStatus::sent;
    found.sent_at = start;
    must(save(found));
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(must(Issues(connection_).by_slug(issue.newsletter, "2023-11-14"))->articles, found.articles);
    EXPECT_THAT(must(Issues(connection_).sent(issue.newsletter, start + 1, 10)), SizeIs(1));
    EXPECT_THAT(must(Issues(connection_).sent(issue.newsletter, start, 10)), SizeIs(0));
    auto const sent = must(Issues(connection_).by_id(issue.id));
    EXPECT_GT(sent.updated_at, issue.updated_at);
    for (auto const status : {IssueStatus::draft, IssueStatus::cancelled}) {
        auto taken_back = sent;
        taken_back.status = status;
        EXPECT_EQ(message_of(save(taken_back)), "an issue that was sent stays sent");
    }
    must(save(sent));
    EXPECT_GT(must(Issues(connection_).by_id(issue.id)).updated_at, sent.updated_at)
        << "within the same millisecond";
    EXPECT_THAT(message_of(change([&](Change& unit) { return Issues::remove(unit, issue.id); })),
        HasSubstr("stays in the archive"));
    auto second = issue;
    second.id.clear();
    EXPECT_EQ(must(Issues(connection_).by_id(must(save(second)))).slug, "2023-11-14-2");
}

TEST_P(NewslettersTest, RefuseIssuesAndSayWhy)
{
    auto const newsletter = must(save(weekly()));
    auto const number = article("a");
    auto const message = [&](auto&& spoil) {
        Issue issue;
        issue.newsletter = newsletter;
        spoil(issue);
        return message_of(save(issue));
    };
    EXPECT_THAT(message([](Issue& i) { i.subject = "a\r\nBcc: b@c.example"; }), HasSubstr("subject: "));
    EXPECT_THAT(message([](Issue& i) { i.further_subjects = {"a\nb"}; }), HasSubstr("further_subjects: "));
    EXPECT_THAT(message([](Issue& i) { i.further_subjects.resize(6, "a"); }), HasSubstr("at most 5"));
    EXPECT_THAT(message([](Issue& i) { i.articles = {{999, ""}}; }), HasSubstr("not there any more"));
    EXPECT_THAT(message([&](Issue& i) { i.articles = {{number, ""}, {number, ""}}; }), HasSubstr("twice"));
    EXPECT_THAT(message([](Issue& i) { i.articles.resize(61); }), HasSubstr("61 are more than the 60"));
    EXPECT_THAT(message([](Issue& i) { i.introduction.assign(20'001, 'a'); }), HasSubstr("introduction: "));
    EXPECT_THAT(message([](Issue& i) { i.slug = "a/b"; }), HasSubstr("slug"));
}

ON_BOTH_DATABASES(NewslettersTest);

} // namespace

} // namespace broadsheet::newsroom

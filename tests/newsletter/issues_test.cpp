#include "newsletter/compose.h"
#include "newsletter/delivery/kept_issue.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/introduction.h"
#include "newsletter/issue_renderer.h"
#include "newsletter/mail_html.h"
#include "newsletter/newsletter_fixture.h"
#include "newsletter/suggestion.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "text/dates.h"

namespace broadsheet::newsletter {

namespace {

using newsroom::Issue;
using newsroom::Issues;
using newsroom::IssueSchedule;
using newsroom::IssueStatus;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr UtcMillis hour = 60LL * 60 * 1000;
constexpr UtcMillis day = 24 * hour;

// A newspaper whose weekly goes out on Fridays; it is Wednesday noon.
class IssuesTest : public NewsletterTest {
protected:
    IssuesTest()
    {
        clock_.advance(must(text::parse_iso("2026-11-25T12:00:00Z")) - clock_.now());
        must(change([&](newsroom::Change& change) -> Result<void> {
            newsroom::Settings settings;
            settings.title["en"] = "The Lantern";
            settings.url = "https://lantern.example";
            TRY(newsroom::save_settings(change, settings));
            politics_ = TRY(section(change, "politics"));
            culture_ = TRY(section(change, "culture"));
            return {};
        }));
    }

    static Result<newsroom::Number> section(newsroom::Change& change, std::string slug)
    {
        newsroom::Tag tag;
        tag.slug = slug;
        tag.text.name = std::move(slug);
        tag.is_section = true;
        return newsroom::Tags::save(change, tag);
    }
    newsroom::Number article(
        std::string const& slug, newsroom::Number of_section, UtcMillis ago = hour, bool featured = false)
    {
        newsroom::Article article;
        article.language = "en";
        article.slug = slug;
        article.title = "About <" + slug + ">";
        article.standfirst = "Standfirst of " + slug;
        article.body = "<p>Text.</p>";
        article.section = of_section;
        article.tags = {of_section};
        article.featured = featured;
        article.status = newsroom::Status::published;
        article.published_at = clock_.now() - ago;
        return must(change([&](newsroom::Change& unit) { return newsroom::Articles::save(unit, article); }));
    }
    std::vector<std::string> suggested()
    {
        std::vector<std::string> titles;
        for (auto const& candidate : must(find_candidates(connection_, weekly_, clock_.now())))
            titles.push_back(candidate.title.substr(7, candidate.title.size() - 8));
        return titles;
    }
    Issue save(Issue issue)
    {
        auto const id = must(change([&](newsroom::Change& unit) { return Issues::save(unit, issue); }));
        return must(Issues(connection_).by_id(id));
    }
    void look()
    {
        must(keep_schedules(connection_, clock_, random_, [&](newsroom::Change&, Issue const& issue) {
            sent_.push_back(issue.subject);
            return Result<void>();
        }));
    }
    void set_when_missing(IssueSchedule::WhenMissing what)
    {
        weekly_.schedule.when_missing = what;
        must(change([&](newsroom::Change& unit) { return newsroom::Newsletters::save(unit, weekly_); }));
    }
    std::vector<Issue> issues() { return must(Issues(connection_).of(weekly_.id, 100)); }

    newsroom::Number politics_ = 0;
    newsroom::Number culture_ = 0;
    std::vector<std::string> sent_;
};
ON_BOTH_DATABASES(IssuesTest);

TEST_P(IssuesTest, AreSuggestedFromTheWeeksArticles)
{
    article("old", politics_, 8 * day);
    article("one", politics_, 3 * hour);
    article("two", politics_, 2 * hour);
    article("three", politics_, 1 * hour);
    article("play", culture_, 5 * hour);
    article("lead", politics_, 6 * day, true);
    EXPECT_THAT(suggested(), ElementsAre("lead", "three", "play", "two", "one"))
        << "the featured one, then sections in turn";
}

TEST_P(IssuesTest, AreSuggestedWithWhatIsReadMostFirst)
{
    auto const read = article("read", politics_, 5 * hour);
    article("new", politics_, hour);
    EXPECT_THAT(suggested(), ElementsAre("new", "read"));
    must(connection_.execute(
        "INSERT INTO readership (day, article, views) VALUES ('2026-11-25', $1, 12)", {read}));
    EXPECT_THAT(suggested(), ElementsAre("read", "new"));
}

TEST_P(IssuesTest, DoNotRepeatTheLastOnes)
{
    auto const had = article("had", politics_, 3 * hour);
    article("before", politics_, 30 * hour);
    Issue last;
    last.newsletter = weekly_.id;
    last.status = IssueStatus::sent;
    last.sent_at = clock_.now() - day;
    last.articles = {{had, ""}};
    save(last);
    article("new", politics_);
    EXPECT_THAT(suggested(), ElementsAre("new"));
}

TEST_P(IssuesTest, ArePreparedTwoDaysAheadAndOnce)
{
    article("one", politics_);
    look();
    EXPECT_THAT(issues(), SizeIs(1));
    EXPECT_TRUE(issues().front().is_suggested);
    EXPECT_EQ(issues().front().due_at, must(text::parse_iso("2026-11-27T08:00:00Z")));
    EXPECT_EQ(issues().front().subject, "About <one>");
    look();
    EXPECT_THAT(issues(), SizeIs(1));
}

TEST_P(IssuesTest, AreMadeOnceAWeekWhateverBecomesOfThem)
{
    set_when_missing(IssueSchedule::WhenMissing::send);
    article("one", politics_);
    look();
    auto issue = must(Issues(connection_).by_id(issues().front().id));
    issue.due_at = *issue.due_at + 3 * hour;
    issue = save(issue);
    look();
    EXPECT_THAT(issues(), SizeIs(1)) << "moved";
    issue.due_at.reset();
    save(issue);
    look();
    EXPECT_THAT(issues(), SizeIs(1)) << "without a time";
    weekly_.schedule.weekday = 4;
    must(change([&](newsroom::Change& unit) { return newsroom::Newsletters::save(unit, weekly_); }));
    look();
    EXPECT_THAT(issues(), SizeIs(1)) << "another day";
    must(change([&](newsroom::Change& unit) { return Issues::remove(unit, issue.id); }));
    look();
    EXPECT_THAT(issues(), IsEmpty()) << "deleted";
    clock_.advance(3 * day);
    look();
    EXPECT_THAT(sent_, IsEmpty());

    clock_.advance(3 * day); // the next Tuesday
    article("two", politics_);
    look();
    ASSERT_THAT(issues(), SizeIs(1)) << "the next week's";
    EXPECT_EQ(issues().front().due_at, must(text::parse_iso("2026-12-03T08:00:00Z")));
}

TEST_P(IssuesTest, AreNotMadeForAWeekThatAnEditorHasPutOneOffTo)
{
    article("one", politics_);
    look();
    auto issue = must(Issues(connection_).by_id(issues().front().id));
    issue.due_at = *issue.due_at + 6 * day; // Thursday
    save(issue);
    clock_.advance(7 * day);
    look();
    EXPECT_THAT(issues(), SizeIs(1));
}

TEST_P(IssuesTest, AreBegunOnceAWeek)
{
    article("one", politics_);
    auto const begin
        = [&] { return must(change([&](newsroom::Change& unit) { return begin_issue(unit, weekly_); })); };
    auto const id = begin();
    EXPECT_EQ(begin(), id) << "the one that is there";
    look();
    EXPECT_THAT(issues(), SizeIs(1)) << "nor is one suggested beside it";
    auto issue = must(Issues(connection_).by_id(id));
    must(change([&](newsroom::Change& unit) {
        return set_out(unit, issue, [](newsroom::Change&, Issue const&) { return Result<void>(); });
    }));
    auto const further = must(Issues(connection_).by_id(begin()));
    EXPECT_NE(further.id, id);
    EXPECT_EQ(further.due_at, std::nullopt) << "it does not go out by itself";
    look();
    EXPECT_THAT(issues(), SizeIs(2));
}

TEST_P(IssuesTest, GoOutAtTheirTimeWhenApproved)
{
    article("one", politics_);
    look();
    auto issue = must(Issues(connection_).by_id(issues().front().id));
    issue.status = IssueStatus::approved;
    save(issue);
    clock_.advance(*issue.due_at - clock_.now() - 1);
    look();
    EXPECT_THAT(sent_, IsEmpty());
    clock_.advance(1);
    look();
    look();
    EXPECT_THAT(sent_, ElementsAre("About <one>"));
    EXPECT_EQ(must(Issues(connection_).by_id(issue.id)).sent_at, clock_.now());
}

TEST_P(IssuesTest, StandInTheArchiveAtTheDayTheyWereSent)
{
    article("one", politics_);
    look();
    auto const planned = must(Issues(connection_).by_id(issues().front().id));
    ASSERT_EQ(planned.slug, "2026-11-27");
    must(change([&](newsroom::Change& unit) {
        return set_out(unit, planned, [](newsroom::Change&, Issue const&) { return Result<void>(); });
    }));
    EXPECT_EQ(must(Issues(connection_).by_id(planned.id)).slug, text::format_iso_date(clock_.now()));
    EXPECT_NE(text::format_iso_date(clock_.now()), planned.slug);
}

TEST_P(IssuesTest, KeepNoOtherOneBack)
{
    article("one", politics_);
    look();
    for (auto const* newsletter : {&weekly_, &daily_}) {
        auto issue
            = must(Issues(connection_).by_id(must(Issues(connection_).of(newsletter->id, 1)).at(0).id));
        issue.status = IssueStatus::approved;
        issue.subject = newsletter->slug;
        save(issue);
    }
    clock_.advance(2 * day);
    std::string cannot = weekly_.id;
    auto const set_out_but_one = [&](newsroom::Change&, Issue const& issue) -> Result<void> {
        if (issue.newsletter == cannot)
            return Error{ErrorCode::conflict, "this issue has set out already"};
        sent_.push_back(issue.subject);
        return {};
    };
    must(keep_schedules(connection_, clock_, random_, set_out_but_one));
    EXPECT_THAT(sent_, ElementsAre("daily"));
    cannot = "";
    must(keep_schedules(connection_, clock_, random_, set_out_but_one));
    EXPECT_THAT(sent_, ElementsAre("daily", "weekly")) << "tried again";
}

TEST_P(IssuesTest, AreHeldWhenNobodyApprovesThem)
{
    article("one", politics_);
    look();
    clock_.advance(2 * day);
    look();
    EXPECT_THAT(sent_, IsEmpty());
    EXPECT_EQ(must(Issues(connection_).next(weekly_.id))->status, IssueStatus::held);
}

TEST_P(IssuesTest, GoOutAsSuggestedWhereTheNewsletterIsSetSo)
{
    set_when_missing(IssueSchedule::WhenMissing::send);
    article("one", politics_);
    look();
    clock_.advance(day);
    article("late", culture_); // published after the draft was made
    clock_.advance(day);
    look();
    EXPECT_THAT(sent_, SizeIs(1));
    auto const sent = must(Issues(connection_).sent(weekly_.id, clock_.now() + 1, 10));
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_THAT(must(Issues(connection_).by_id(sent.front().id)).articles, SizeIs(2)) << "the newest too";
}

TEST_P(IssuesTest, AreRefusedWhenAskedForWhereMailProgramsCouldNotUnsubscribe)
{
    auto const renderer = must(IssueRenderer::load());
    article("one", politics_);
    look();
    auto issue = must(Issues(connection_).by_id(issues().front().id));
    issue.status = IssueStatus::approved;
    save(issue);
    auto settings = must(newsroom::load_settings(connection_));
    settings.url = "http://lantern.example";
    must(change([&](newsroom::Change& unit) { return newsroom::save_settings(unit, settings); }));
    auto const asked
        = change([&](newsroom::Change& unit) { return set_out(unit, issue, hand_to_delivery(renderer)); });
    EXPECT_THAT(message_of(asked), testing::StartsWith("url: "));
    clock_.advance(*issue.due_at - clock_.now());
    look();
    EXPECT_THAT(sent_, IsEmpty());
    EXPECT_EQ(must(Issues(connection_).next(weekly_.id))->status, IssueStatus::held);

    settings.url = "http://127.0.0.1:8080"; // the demo
    must(change([&](newsroom::Change& unit) { return newsroom::save_settings(unit, settings); }));
    must(change([&](newsroom::Change& unit) { return set_out(unit, issue, hand_to_delivery(renderer)); }));
}

TEST_P(IssuesTest, AreHeldRatherThanSentEmpty)
{
    set_when_missing(IssueSchedule::WhenMissing::send);
    look();
    clock_.advance(2 * day);
    look();
    EXPECT_THAT(sent_, IsEmpty());
    EXPECT_EQ(must(Issues(connection_).next(weekly_.id))->status, IssueStatus::held);
}

TEST_P(IssuesTest, AreHeldWhereTheyCannotBeSentAsTheyAre)
{
    auto const renderer = must(IssueRenderer::load());
    Issue long_one;
    long_one.newsletter = weekly_.id;
    long_one.subject = "Much";
    long_one.status = IssueStatus::approved;
    long_one.due_at = clock_.now();
    for (int i = 0; i < 60; ++i)
        long_one.articles.push_back({article("a" + std::to_string(i), politics_), std::string(1'900, 'b')});
    long_one = save(long_one);
    Issue empty;
    empty.newsletter = daily_.id;
    empty.subject = "Nothing";
    empty.introduction = "<p>Dear readers</p>";
    empty.status = IssueStatus::approved;
    empty.due_at = clock_.now();
    empty.articles = {{article("withdrawn", politics_), ""}};
    empty = save(empty);
    must(connection_.execute("UPDATE articles SET status = 'draft' WHERE slug = 'withdrawn'"));
    must(keep_schedules(connection_, clock_, random_, hand_to_delivery(renderer)));
    for (auto const* id : {&long_one.id, &empty.id}) {
        auto const now = must(Issues(connection_).by_id(*id));
        EXPECT_EQ(now.status, IssueStatus::held) << now.subject;
        EXPECT_EQ(now.sent_at, std::nullopt) << "nor is it in the archive";
    }
    EXPECT_EQ(rows("sends"), 0);
}

TEST_P(IssuesTest, GoOutAsTheyWereWhenTheySetOut)
{
    auto const renderer = must(IssueRenderer::load());
    Issue issue;
    issue.newsletter = weekly_.id;
    issue.subject = "Ferries & <fish>";
    issue.further_subjects = {"Паром"};
    auto const number = article("one", politics_);
    issue.articles = {{number, ""}};
    issue = save(issue);
    must(change([&](newsroom::Change& unit) { return set_out(unit, issue, hand_to_delivery(renderer)); }));
    must(connection_.execute("UPDATE articles SET title = 'Another title' WHERE number = $1", {number}));
    auto const send = must(Sends(connection_, clock_).of_issue(issue.id));
    ASSERT_TRUE(send);
    auto const kept = must(find_kept_issue(connection_, send->number));
    ASSERT_TRUE(kept);
    EXPECT_THAT(kept->html, HasSubstr("About &lt;one&gt;"));
    EXPECT_THAT(kept->text, HasSubstr("About <one>"));
    EXPECT_THAT(kept->subjects, ElementsAre("Ferries & <fish>", "Паром"));
    EXPECT_EQ(kept->id, issue.id);
    EXPECT_EQ(kept->from.name, "The Ferry");
    EXPECT_EQ(kept->from.address.text(), "letters@paper.example");
    EXPECT_EQ(kept->list_id, "weekly.lantern.example");
    EXPECT_THAT(kept->unsubscribe_url, HasSubstr(std::string(token_place)));
    EXPECT_THAT(kept->archive_url, HasSubstr(issue.slug));
    EXPECT_EQ(kept->language, "en");
    EXPECT_THAT(must(renderer.render(connection_, issue.id, clock_.now())).html, HasSubstr("Another title"));
}

TEST_P(IssuesTest, NestTheQuotationMarksOfTheirNewslettersName)
{
    must(connection_.execute(
        "UPDATE newsletters SET language = 'ru', name = 'Письма «Маяка»' WHERE id = $1", {weekly_.id}));
    Issue issue;
    issue.newsletter = weekly_.id;
    issue.subject = "«Паром» и лёд";
    issue.introduction = "<p>Дорогие читатели!</p>";
    auto const mail = must(must(IssueRenderer::load()).render(connection_, save(issue), clock_.now()));
    EXPECT_THAT(mail.text, HasSubstr("подписались на рассылку «Письма „Маяка“»."));
    EXPECT_THAT(mail.html, HasSubstr("подписались на рассылку «Письма „Маяка“»."));
    EXPECT_THAT(mail.subjects, ElementsAre("«Паром» и лёд")) << "nothing stands around it";
}

TEST_P(IssuesTest, AreWrittenAsMail)
{
    auto const renderer = must(IssueRenderer::load());
    Issue issue;
    issue.newsletter = weekly_.id;
    issue.subject = "Ferries & <fish>";
    issue.further_subjects = {"No ferries"};
    issue.preheader = "And more";
    issue.introduction = must(introduction_from("Dear readers,\n\nsee <a href=\"/about/\">us</a>."));
    issue.articles = {{article("one", politics_), "Read & laugh"}, {article("two", culture_), ""}};
    issue = save(issue);
    auto const mail = must(renderer.render(connection_, issue, clock_.now()));
    EXPECT_THAT(mail.subjects, ElementsAre("Ferries & <fish>", "No ferries"));
    EXPECT_EQ(mail.from.name, "The Ferry");
    EXPECT_EQ(mail.from.address.text(), "letters@paper.example");
    EXPECT_EQ(mail.list_id, "weekly.lantern.example");
    EXPECT_EQ(
        mail.unsubscribe_url, "https://lantern.example/newsletter/leave/" + std::string(token_place) + "/");
    EXPECT_EQ(mail.archive_url, "https://lantern.example/newsletter/weekly/" + issue.slug + "/");
    EXPECT_THAT(mail.html, HasSubstr("About &lt;one&gt;"));
    EXPECT_THAT(mail.html, HasSubstr("Read &amp; laugh"));
    EXPECT_THAT(mail.html, HasSubstr("Standfirst of two"));
    EXPECT_THAT(mail.html, HasSubstr("<p style=\"margin:0 0 16px\">Dear readers,</p>"));
    EXPECT_THAT(mail.text, HasSubstr("Dear readers,\n\nsee us (https://lantern.example/about/)."));
    EXPECT_THAT(mail.html, HasSubstr("href=\"https://lantern.example/about/\""));
    EXPECT_THAT(mail.html, Not(HasSubstr("<img"))) << "nothing but articles' pictures";
    EXPECT_THAT(mail.html, Not(HasSubstr("<script")));
    EXPECT_THAT(mail.text, HasSubstr("see us (https://lantern.example/about/)."));
    EXPECT_THAT(mail.text, HasSubstr("About <one>\nRead & laugh\nhttps://lantern.example/one/"));
    EXPECT_THAT(mail.text, HasSubstr(mail.unsubscribe_url));
    EXPECT_LT(mail.html.size(), MailLimits::html);
}

TEST_P(IssuesTest, TooLongForMailAreRefused)
{
    auto const renderer = must(IssueRenderer::load());
    Issue issue;
    issue.newsletter = weekly_.id;
    issue.subject = "Much";
    issue.introduction = "<p>" + std::string(19'000, 'a') + "</p>";
    for (int i = 0; i < 60; ++i)
        issue.articles.push_back({article("a" + std::to_string(i), politics_), std::string(1'900, 'b')});
    auto const mail = renderer.render(connection_, save(issue), clock_.now());
    ASSERT_FALSE(mail.ok());
    EXPECT_THAT(mail.error().message, HasSubstr("hides what is behind 102"));
}

TEST_P(IssuesTest, WithoutWhatTheyNeedAreNotSent)
{
    auto const send = [&](Issue issue) {
        issue.newsletter = weekly_.id;
        return message_of(change([&](newsroom::Change& unit) {
            return set_out(unit, issue, [](newsroom::Change&, Issue const&) { return Result<void>(); });
        }));
    };
    EXPECT_THAT(send({}), HasSubstr("subject: "));
    Issue issue;
    issue.subject = "A";
    EXPECT_THAT(send(issue), HasSubstr("there is nothing in the issue"));
    issue.introduction = "<p>a</p>";
    EXPECT_EQ(send(issue), "done");
    weekly_.status = newsroom::Newsletter::Status::closed;
    must(change([&](newsroom::Change& unit) { return newsroom::Newsletters::save(unit, weekly_); }));
    EXPECT_THAT(send(issue), HasSubstr("not open"));
}

TEST(IntroductionTest, IsTypedAsParagraphsOrHtml)
{
    EXPECT_EQ(must(introduction_from("Dear readers,\r\n\r\n\r\nhere & now")),
        "<p>Dear readers,</p><p>here &amp; now</p>");
    EXPECT_EQ(must(introduction_from("<h2>News</h2>\n\ntext")), "<h2>News</h2><p>text</p>");
    EXPECT_EQ(must(introduction_from("<script>x</script>a")), "<p>a</p>");
    EXPECT_EQ(must(introduction_from("")), "");
    for (auto const* typed : {"One", "One\n\nTwo <a href=\"/x/\">link</a>", ""})
        EXPECT_EQ(introduction_as_typed(must(introduction_from(typed))), typed);
    EXPECT_EQ(introduction_as_typed("<h2>a</h2><p>b</p>"), "<h2>a</h2><p>b</p>");
}

} // namespace

} // namespace broadsheet::newsletter

// Newsletters in a newspaper.yaml.
#include "exchange/import_fixture.h"
#include "exchange/markdown_import.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"

#include <gmock/gmock.h>

namespace broadsheet::exchange {

namespace {

using newsroom::Issues;
using newsroom::IssueStatus;
using newsroom::Newsletter;
using newsroom::Newsletters;
using test::must;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view newspaper = R"(
languages: [en, ru]
time_zone: Europe/Vilnius
newsletters:
  - slug: weekly
    status: open
    name: The Weekly
    pitch: The best of the week.
    frequency: every Friday
    policy: 2026-09
    policy_path: /privacy/
    sender_address: letters@paper.example
    weekday: friday
    time: "09:30"
    when_missing: send
    issues:
      - slug: 2026-11-27
        sent: 2026-11-27T09:00:00
        subject: A ferry
        introduction: "Dear *readers*, <script>no</script>"
        articles: [{slug: the-ferry, line: It left.}, sunk]
  - {slug: nedelya, language: ru, name: Неделя}
)";

constexpr std::string_view ferry = "---\ntitle: The ferry\ndate: 2026-11-25\n---\nIt left at six.\n";

class NewsletterFile : public ImportTest {
protected:
    Result<Report> import() { return import_markdown(target(), options(folder_.path())); }
    std::optional<Newsletter> weekly() { return must(Newsletters(connection_).by_slug("weekly")); }
};
ON_BOTH_DATABASES(NewsletterFile);

TEST_P(NewsletterFile, IsTakenWithEveryField)
{
    write("newspaper.yaml", newspaper);
    write("en/the-ferry.md", ferry);
    must(import());
    auto const taken = weekly();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->language, "en");
    EXPECT_EQ(taken->status, Newsletter::Status::open);
    EXPECT_EQ(taken->pitch, "The best of the week.");
    EXPECT_EQ(taken->frequency, "every Friday");
    EXPECT_EQ(taken->policy, "2026-09");
    EXPECT_EQ(taken->policy_path, "/privacy/");
    EXPECT_EQ(taken->sender_address, "letters@paper.example");
    EXPECT_EQ(taken->schedule.weekday, 5);
    EXPECT_EQ(taken->schedule.minute, 9 * 60 + 30);
    EXPECT_EQ(taken->schedule.time_zone, "Europe/Vilnius");
    EXPECT_EQ(taken->schedule.when_missing, newsroom::IssueSchedule::WhenMissing::send);
    EXPECT_EQ(must(Newsletters(connection_).by_slug("nedelya"))->language, "ru");
}

TEST_P(NewsletterFile, BringsIssuesThatHaveGoneOut)
{
    write("newspaper.yaml", newspaper);
    write("en/the-ferry.md", ferry);
    auto const report = must(import());
    auto const issue = must(Issues(connection_).by_slug(weekly()->id, "2026-11-27"));
    ASSERT_TRUE(issue);
    EXPECT_EQ(issue->status, IssueStatus::sent);
    EXPECT_EQ(issue->sent_at, 1'795'762'800'000); // 09:00 in Vilnius
    EXPECT_EQ(issue->subject, "A ferry");
    EXPECT_THAT(issue->introduction, HasSubstr("<em>readers</em>"));
    EXPECT_THAT(issue->introduction, testing::Not(HasSubstr("<script")));
    ASSERT_THAT(issue->articles, SizeIs(1));
    EXPECT_EQ(issue->articles.front().line, "It left.");
    EXPECT_THAT(report.text(), HasSubstr("\"sunk\""));
}

TEST_P(NewsletterFile, DoesNotReplaceWhatTheNewsroomHasChanged)
{
    write("newspaper.yaml", newspaper);
    write("en/the-ferry.md", ferry);
    must(import());
    auto changed = *weekly();
    changed.name = "Changed by an editor";
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return Newsletters::save(change, changed); }));
    must(import());
    EXPECT_EQ(weekly()->name, "Changed by an editor");
    EXPECT_THAT(must(Issues(connection_).of(weekly()->id, 10)), SizeIs(1));
}

TEST_P(NewsletterFile, IsRefusedAndSaysWhere)
{
    struct Case {
        std::string yaml;
        std::string message;
    };
    std::string const head = "newsletters:\n  - {slug: a, name: A, ";
    for (auto const& [yaml, message] :
        std::vector<Case>{{"newsletters:\n  - {slug: a}", "line 2: a newsletter needs a slug and a name"},
            {head + "status: loud}", "line 2: status: "},
            {head + "weekday: someday}", "line 2: weekday: \"someday\""},
            {head + "time: 9}", "line 2: time: \"9\""},
            {head + "time: \"24:00\"}", "line 2: time: \"24:00\""},
            {head + "time: \"09:00x\"}", "line 2: time: "}, {head + "time_zone: Mars/Olympus}", "line 2: "},
            {head + "when_missing: panic}", "line 2: when_missing"},
            {head + "issues: [{slug: b, subject: B}]}", "line 2: an issue needs"},
            {head + "issues: [{slug: b, subject: B, sent: soon}]}", "line 2: "}}) {
        write("newspaper.yaml", yaml);
        auto const report = import();
        ASSERT_FALSE(report.ok()) << yaml;
        EXPECT_THAT(report.error().message, HasSubstr(message));
    }
}

} // namespace

} // namespace broadsheet::exchange

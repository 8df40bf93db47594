#include "newsletter/counted_links.h"

#include "db/dump.h"
#include "mail/judges.h"
#include "newsletter/compose.h"
#include "newsletter/delivery/issue_copies.h"
#include "newsletter/delivery/kept_issue.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/link_counter.h"
#include "newsletter/newsletter_fixture.h"
#include "newsletter/welcome.h"
#include "newsroom/appeal_fixture.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"

#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

using newsroom::Issue;
using newsroom::Issues;
using test::must;
using testing::AllOf;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(CountedLinks, LeadThroughTheNewspaper)
{
    CountedLinks links("https://lantern.example", 12);
    EXPECT_EQ(links.in("<p>See <a href=\"/about/\">us</a>, <a title=\"a\" href=\"https://elsewhere.example/"
                       "?a=1&amp;b=2\"><em>them</em> &amp; others</a>.</p>"),
        "<p>See <a href=\"https://lantern.example/newsletter/link/12/1/\">us</a>, <a title=\"a\" href=\""
        "https://lantern.example/newsletter/link/12/2/\"><em>them</em> &amp; others</a>.</p>");
    EXPECT_EQ(links.address_of("https://lantern.example/about/", "About us"),
        "https://lantern.example/newsletter/link/12/1/")
        << "what leads to the same is the same link";
    EXPECT_EQ(links.address_of("https://lantern.example/паром/", "Паром"),
        "https://lantern.example/newsletter/link/12/3/");
    EXPECT_THAT(links.all(),
        ElementsAre(IssueLink{1, "https://lantern.example/about/", "us"},
            IssueLink{2, "https://elsewhere.example/?a=1&b=2", "them & others"},
            IssueLink{3, "https://lantern.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC/", "Паром"}));
}

TEST(CountedLinks, AreThoseToWebPagesThatDoNotShowTheirAddress)
{
    for (std::string const html : {"<a href=\"mailto:ana@example.org\">write</a>",
             "<a href=\"tel:+48123\">call</a>", "<a href=\"//elsewhere.example/\">there</a>",
             "<a href=\"https://elsewhere.example/\">https://elsewhere.example</a>",
             "<a href=\"https://elsewhere.example/\"> WWW.elsewhere.example</a>", "<a id=\"u-x\">here</a>",
             "<img src=\"https://lantern.example/media/a.jpg\" alt=\"\">"}) {
        CountedLinks links("https://lantern.example", 12);
        EXPECT_EQ(links.in(html), html);
        EXPECT_THAT(links.all(), IsEmpty());
    }
}

// A newspaper whose weekly counts links, and an issue that has set out.
class CountedLinksTest : public NewsletterTest {
protected:
    CountedLinksTest()
    {
        must(change([&](newsroom::Change& unit) -> Result<void> {
            newsroom::Settings settings;
            settings.title["en"] = "The Lantern";
            settings.url = "https://lantern.example";
            return newsroom::save_settings(unit, settings);
        }));
        count_links(true);
    }

    void count_links(bool wanted)
    {
        weekly_.counts_links = wanted;
        must(change([&](newsroom::Change& unit) { return newsroom::Newsletters::save(unit, weekly_); }));
        weekly_ = must(newsroom::Newsletters(connection_).by_id(weekly_.id));
    }
    newsroom::Number article(std::string const& slug)
    {
        newsroom::Article article;
        article.language = "en";
        article.slug = slug;
        article.title = "About <" + slug + ">";
        article.body = "<p>Text.</p>";
        article.status = newsroom::Status::published;
        article.published_at = clock_.now();
        return must(change([&](newsroom::Change& unit) { return newsroom::Articles::save(unit, article); }));
    }
    Issue draft()
    {
        Issue issue;
        issue.newsletter = weekly_.id;
        issue.subject = "Ferries";
        issue.further_subjects = {"No ferries"};
        issue.introduction = "<p>Dear readers, see <a href=\"/about/\">us</a>.</p>";
        issue.articles = {{article("one"), "Read"}, {article("two"), ""}};
        auto const id = must(change([&](newsroom::Change& unit) { return Issues::save(unit, issue); }));
        return must(Issues(connection_).by_id(id));
    }
    Issue sent()
    {
        auto const issue = draft();
        must(change(
            [&](newsroom::Change& unit) { return set_out(unit, issue, hand_to_delivery(renderer_)); }));
        return must(Issues(connection_).by_id(issue.id));
    }
    RenderedIssue kept(Issue const& issue)
    {
        auto const send = must(Sends(connection_, clock_).of_issue(issue.id));
        return *must(find_kept_issue(connection_, send->number));
    }
    std::vector<std::int64_t> sums(Issue const& issue)
    {
        std::vector<std::int64_t> all;
        for (auto const& link : must(links_of(connection_, issue.number)))
            all.push_back(link.followed);
        return all;
    }

    IssueRenderer renderer_ = must(IssueRenderer::load());
};
ON_BOTH_DATABASES(CountedLinksTest);

std::string link_of(Issue const& issue, int number)
{
    return fmt::format("https://lantern.example/newsletter/link/{}/{}/", issue.number, number);
}

TEST_P(CountedLinksTest, StandInMailsForWhereTheyLead)
{
    auto const issue = sent();
    auto const mail = kept(issue);
    EXPECT_THAT(mail.text, HasSubstr("see us (" + link_of(issue, 1) + ")."));
    EXPECT_THAT(mail.text, HasSubstr("About <one>\nRead\n" + link_of(issue, 2) + "\n"));
    EXPECT_THAT(mail.html, HasSubstr("href=\"" + link_of(issue, 1) + "\""));
    EXPECT_THAT(mail.html, HasSubstr("href=\"" + link_of(issue, 3) + "\""));
    for (auto const* part : {&mail.text, &mail.html}) {
        EXPECT_THAT(
            *part, Not(AnyOf(HasSubstr("lantern.example/one/"), HasSubstr("lantern.example/about/"))));
        EXPECT_THAT(*part, AllOf(HasSubstr(mail.unsubscribe_url), HasSubstr(mail.archive_url)));
        EXPECT_THAT(*part, HasSubstr("https://lantern.example/newsletter/yours/" + std::string(token_place)));
        EXPECT_THAT(*part, HasSubstr("is counted: one sum for all readers together"));
    }
    EXPECT_THAT(must(links_of(connection_, issue.number)),
        ElementsAre(IssueLink{1, "https://lantern.example/about/", "us"},
            IssueLink{2, "https://lantern.example/one/", "About <one>"},
            IssueLink{3, "https://lantern.example/two/", "About <two>"}));
}

TEST_P(CountedLinksTest, AreThatOfTheAppealToo)
{
    must(change([](newsroom::Change& unit) {
        auto appeal = test::live_appeal();
        appeal.placements.insert(newsroom::Placement::newsletter);
        return newsroom::Appeals::save(unit, appeal);
    }));
    auto const issue = sent();
    auto const mail = kept(issue);
    EXPECT_THAT(mail.text, HasSubstr("\nSupport us: " + link_of(issue, 4) + "\n"));
    EXPECT_THAT(mail.html, HasSubstr("<a class=\"go\" href=\"" + link_of(issue, 4) + "\""));
    EXPECT_EQ(must(links_of(connection_, issue.number)).back(),
        (IssueLink{4, "https://lantern.example/support/", "Support us"}));
}

TEST_P(CountedLinksTest, AreTheSameInEveryCopy)
{
    auto const copies = must(IssueCopies::make(kept(sent()), {}, clock_.now()));
    auto const parts_for
        = [&](std::string const& address, std::string const& subscription, std::string const& token) {
              auto const copy = must(
                  copies.make_for(must(mail::parse_address(address)), subscription, token, clock_.now()));
              auto const parsed = mail::parsed_by_others(copy.head + copy.body);
              EXPECT_EQ(parsed.fault, "");
              auto parts = parsed.parts;
              for (auto& [type, text] : parts) {
                  EXPECT_THAT(text, HasSubstr(token)) << type;
                  for (auto at = text.find(token); at != text.npos; at = text.find(token))
                      text.replace(at, token.size(), "-");
              }
              return parts;
          };
    auto const first = parts_for("ana@example.org", "subscription1", "TokenOfAna");
    EXPECT_THAT(first, SizeIs(2));
    for (int at = 0; at < 8; ++at) // of both subjects
        EXPECT_EQ(
            parts_for("juan@elsewhere.example", fmt::format("subscription{}", at), "TokenOfJuan"), first)
            << "but for the reader's own links";
}

TEST_P(CountedLinksTest, AreNotThereByDefault)
{
    EXPECT_FALSE(newsroom::Newsletter().counts_links);
    EXPECT_FALSE(daily_.counts_links);
    count_links(false);
    auto const issue = sent();
    auto const mail = kept(issue);
    EXPECT_THAT(mail.text, HasSubstr("About <one>\nRead\nhttps://lantern.example/one/"));
    for (auto const* part : {&mail.text, &mail.html})
        EXPECT_THAT(*part, Not(AnyOf(HasSubstr("/newsletter/link/"), HasSubstr("counted"))));
    EXPECT_THAT(must(links_of(connection_, issue.number)), IsEmpty());
    auto const again = must(renderer_.render(connection_, issue, clock_.now(), Links::as_mailed));
    auto const plain = must(renderer_.render(connection_, issue, clock_.now()));
    EXPECT_EQ(again.html, plain.html);
    EXPECT_EQ(again.text, plain.text);
}

TEST_P(CountedLinksTest, ArePlainBeforeAnIssueSetsOutAndInWelcomeLetters)
{
    auto const plain = must(renderer_.render(connection_, draft(), clock_.now()));
    EXPECT_THAT(plain.html, Not(HasSubstr("/newsletter/link/")));
    EXPECT_THAT(plain.links, IsEmpty());
    must(save_welcome(connection_, weekly_, {true, "Welcome", "<p>See <a href=\"/about/\">us</a>.</p>"}));
    auto const welcome = must(renderer_.render(connection_, welcome_id(weekly_.id), clock_.now()));
    EXPECT_THAT(welcome.html, AllOf(HasSubstr("https://lantern.example/about/"), Not(HasSubstr("counted"))));
}

TEST_P(CountedLinksTest, LeadWhereTheIssueSaidWhateverIsChangedLater)
{
    auto const issue = sent();
    must(connection_.execute("UPDATE articles SET slug = 'renamed' WHERE slug = 'one'"));
    auto found = must(find_link(connection_, issue.number, 2));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->address, "https://lantern.example/one/") << "which redirects";
    EXPECT_TRUE(found->is_counted);
    count_links(false);
    found = must(find_link(connection_, issue.number, 2));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->address, "https://lantern.example/one/");
    EXPECT_FALSE(found->is_counted);
    for (auto const& [of_issue, number] : std::initializer_list<std::pair<std::int64_t, std::int64_t>>{
             {issue.number, 0}, {issue.number, 4}, {issue.number, -1}, {issue.number + 1, 1}, {0, 1}})
        EXPECT_FALSE(must(find_link(connection_, of_issue, number))) << of_issue << ' ' << number;
}

TEST_P(CountedLinksTest, AreSummedUp)
{
    auto const issue = sent();
    LinkCounter counter;
    LinkCounter of_another_server;
    counter.of(issue.number, 1)->fetch_add(2);
    counter.of(issue.number, 3)->fetch_add(1);
    of_another_server.of(issue.number, 1)->fetch_add(5);
    EXPECT_THAT(sums(issue), ElementsAre(0, 0, 0)) << "nothing is written before flush()";
    must(counter.flush(connection_));
    must(of_another_server.flush(connection_));
    must(counter.flush(connection_));
    EXPECT_THAT(sums(issue), ElementsAre(7, 0, 1));

    counter.of(issue.number, 2)->fetch_add(1);
    must(connection_.execute("ALTER TABLE issue_links RENAME TO elsewhere"));
    EXPECT_FALSE(counter.flush(connection_).ok());
    must(connection_.execute("ALTER TABLE elsewhere RENAME TO issue_links"));
    must(counter.flush(connection_));
    EXPECT_THAT(sums(issue), ElementsAre(7, 1, 1)) << "what could not be written was kept";
}

TEST_P(CountedLinksTest, AreInBackups)
{
    auto const issue = sent();
    LinkCounter counter;
    counter.of(issue.number, 2)->fetch_add(3);
    must(counter.flush(connection_));
    std::vector<std::string> lines;
    must(db::dump(connection_, [&](std::string_view line) {
        lines.emplace_back(line);
        return Result<void>();
    }));
    test::TestDatabase other(GetParam() == db::Dialect::sqlite ? db::Dialect::postgres : db::Dialect::sqlite);
    auto const restored = must(other->connect());
    std::size_t at = 0;
    must(db::restore(*restored, [&]() -> Result<std::optional<std::string>> {
        return at < lines.size() ? std::optional(lines[at++]) : std::nullopt;
    }));
    EXPECT_EQ(must(links_of(*restored, issue.number)), must(links_of(connection_, issue.number)));
    EXPECT_EQ(must(links_of(*restored, issue.number))[1].followed, 3);
    EXPECT_TRUE(must(find_link(*restored, issue.number, 1))->is_counted);
}

} // namespace

} // namespace broadsheet::newsletter

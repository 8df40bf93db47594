#include "newsroom/newsletters.h"

#include "admin/browser.h"
#include "mail/configuration.h"
#include "newsletter/issue_links.h"
#include "newsletter/link_counter.h"
#include "newsletter/subscriptions.h"
#include "newsletter/welcome.h"
#include "newsroom/articles.h"
#include "newsroom/issues.h"
#include "staff/audit_log.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::Issues;
using newsroom::IssueStatus;
using test::must;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class NewsletterPages : public testing::Test {
protected:
    NewsletterPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }

    static Browser::Fields settings()
    {
        return {{"name", "The Coast Weekly"}, {"slug", "weekly"}, {"language", "en"}, {"status", "open"},
            {"pitch", "A hand-picked selection"}, {"frequency", "every Friday"}, {"policy", "2023-11"},
            {"policy_path", "/privacy/"}, {"sender_name", "The Coast"},
            {"sender_address", "letters@coast.example"}, {"weekday", "5"}, {"time", "09:30"},
            {"time_zone", "Europe/Amsterdam"}, {"when_missing", "send"}};
    }
    newsroom::Newsletter newsletter() { return *must(newsroom::Newsletters(*connection_).by_slug("weekly")); }
    std::string article(std::string const& slug)
    {
        newsroom::Article article;
        article.language = "en";
        article.slug = article.title = slug;
        article.body = "<p>a</p>";
        article.status = newsroom::Status::published;
        article.published_at = newsroom_.clock.now() - 1'000;
        auto const number = must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random,
            [&](newsroom::Change& change) { return newsroom::Articles::save(change, article); }));
        return must(newsroom::Articles(*connection_).by_number(number)).id;
    }
    // Begins an issue and returns its id.
    std::string begin_issue()
    {
        browser_.post("/admin/newsletters/edit/", settings());
        auto const answer = browser_.post("/admin/newsletters/" + newsletter().id + "/issues/", {});
        return header_of(answer, "Location").substr(14, 24);
    }
    newsroom::Issue issue(std::string const& id) { return must(Issues(*connection_).by_id(id)); }
    std::vector<std::string> titles(std::string const& id)
    {
        std::vector<std::string> all;
        for (auto const& entry : issue(id).articles)
            all.push_back(must(newsroom::Articles(*connection_).by_number(entry.article)).title);
        return all;
    }
    // The form as it would be sent with this button.
    http::Response press(std::string const& id, std::string const& button, Browser::Fields fields = {})
    {
        auto const now = issue(id);
        fields.insert(fields.begin(), {{"subject", now.subject}, {"do", button}});
        for (auto const& entry : now.articles) {
            fields.emplace_back(
                "article", must(newsroom::Articles(*connection_).by_number(entry.article)).id);
            fields.emplace_back("line", entry.line);
        }
        return browser_.post("/admin/issues/" + id + "/", fields);
    }
    // What the last look at the issue, as it is now, would send.
    http::Response send_seen(std::string const& id, std::string const& how = "send")
    {
        return browser_.post(
            "/admin/issues/" + id + "/" + how + "/", {{"version", std::to_string(issue(id).updated_at)}});
    }
    // Both steps: the form with its button, and the last look.
    http::Response release(std::string const& id, std::string const& how, Browser::Fields fields = {})
    {
        EXPECT_EQ(header_of(press(id, how, std::move(fields)), "Location"),
            "/admin/issues/" + id + "/" + how + "/");
        return send_seen(id, how);
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(NewsletterPages, MakeUnlockAndLockTheVault)
{
    EXPECT_THAT(body_of(browser_.get("/admin/vault/")), HasSubstr("Make the vault"));
    auto const words = std::string("паром гранит мох фонарь орбита бархат");
    EXPECT_EQ(browser_.post("/admin/vault/make/", {{"passphrase", words}, {"again", "other"}}).status, 422);
    EXPECT_EQ(browser_.post("/admin/vault/make/", {{"passphrase", "abc"}, {"again", "abc"}}).status, 422);
    auto const made = browser_.post("/admin/vault/make/", {{"passphrase", words}, {"again", words}});
    EXPECT_EQ(made.status, 200);
    auto const page = body_of(made);
    auto const code = page.substr(page.find("<code>") + 6, 34);
    EXPECT_TRUE(newsroom_.custody.is_unlocked());
    EXPECT_EQ(browser_.post("/admin/vault/make/", {{"passphrase", words}, {"again", words}}).status, 422);

    EXPECT_EQ(browser_.post("/admin/vault/lock/", {}).status, 303);
    EXPECT_FALSE(newsroom_.custody.is_unlocked());
    EXPECT_THAT(body_of(browser_.get("/admin/vault/")), Not(HasSubstr(code)));
    EXPECT_EQ(
        browser_.post("/admin/vault/unlock/", {{"secret", "wrong"}, {"kind", "passphrase"}}).status, 422);
    EXPECT_FALSE(newsroom_.custody.is_unlocked());
    EXPECT_EQ(browser_.post("/admin/vault/unlock/", {{"secret", code}, {"kind", "code"}}).status, 303);
    EXPECT_TRUE(newsroom_.custody.is_unlocked());
    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "vault.unlocked");
    EXPECT_EQ(log[1].act, "vault.locked");
    EXPECT_EQ(log[2].act, "vault.created");
}

TEST_F(NewsletterPages, KeepWhatTheBoxPromisesAndTheSchedule)
{
    EXPECT_EQ(browser_.post("/admin/newsletters/edit/", settings()).status, 303);
    auto const saved = newsletter();
    EXPECT_EQ(saved.pitch, "A hand-picked selection");
    EXPECT_EQ(saved.schedule.minute, 9 * 60 + 30);
    EXPECT_EQ(saved.schedule.when_missing, newsroom::IssueSchedule::WhenMissing::send);
    EXPECT_THAT(
        body_of(browser_.get("/admin/newsletters/edit/?id=" + saved.id)), HasSubstr("value=\"09:30\""));
    EXPECT_THAT(body_of(browser_.get("/admin/newsletters/")), HasSubstr("The Coast Weekly"));
    auto wrong = settings();
    wrong.emplace_back("id", saved.id);
    wrong[11] = {"time", "25:00"};
    auto const refused = browser_.post("/admin/newsletters/edit/", wrong);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("minute: "));
    EXPECT_EQ(newsletter(), saved);
}

TEST_F(NewsletterPages, KeepAWelcomeLetter)
{
    auto form = settings();
    form.insert(form.end(),
        {{"welcome_is_on", "1"}, {"welcome_subject", " Welcome "}, {"welcome_text", "Hello.\r\n\r\nThere."}});
    EXPECT_EQ(browser_.post("/admin/newsletters/edit/", form).status, 303);
    EXPECT_EQ(must(newsletter::load_welcome(*connection_, newsletter().id)),
        (newsletter::WelcomeLetter{true, "Welcome", "<p>Hello.</p><p>There.</p>"}));
    EXPECT_THAT(body_of(browser_.get("/admin/newsletters/edit/?id=" + newsletter().id)),
        HasSubstr("name=\"welcome_is_on\" value=\"1\" checked"));
    auto empty = settings();
    empty[1].second = "other";
    empty.emplace_back("welcome_is_on", "1");
    auto const refused = browser_.post("/admin/newsletters/edit/", empty);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("a welcome letter has a subject"));
}

TEST_F(NewsletterPages, PutAnIssueTogether)
{
    article("one");
    article("two");
    auto const id = begin_issue();
    EXPECT_THAT(titles(id), SizeIs(2));
    auto const first = titles(id)[0];
    auto const second = titles(id)[1];
    auto const id_of = [&](std::string const& slug) {
        return must(newsroom::Articles(*connection_).by_slug("en", slug)).id;
    };
    EXPECT_EQ(press(id, "down:" + id_of(first)).status, 303);
    EXPECT_THAT(titles(id), ElementsAre(second, first));
    press(id, "up:" + id_of(first));
    EXPECT_THAT(titles(id), ElementsAre(first, second));
    press(id, "remove:" + id_of(second));
    EXPECT_THAT(titles(id), ElementsAre(first));
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + id + "/")), HasSubstr("add:" + id_of(second)));
    press(id, "add:" + id_of(second));
    EXPECT_THAT(titles(id), ElementsAre(first, second));
    // A dragged order is the order in which the form has them.
    browser_.post("/admin/issues/" + id + "/",
        {{"subject", "Ferries"}, {"preheader", "More"}, {"introduction", "Dear readers"},
            {"further_subjects", "A\r\nB"}, {"article", id_of(second)}, {"line", "Read this"},
            {"article", id_of(first)}, {"line", ""}, {"due", "2023-11-17T09:30"}, {"do", "save"}});
    auto const saved = issue(id);
    EXPECT_THAT(titles(id), ElementsAre(second, first));
    EXPECT_EQ(saved.articles[0].line, "Read this");
    EXPECT_EQ(saved.introduction, "<p>Dear readers</p>");
    EXPECT_THAT(saved.further_subjects, ElementsAre("A", "B"));
    EXPECT_EQ(saved.due_at, 1'700'209'800'000) << "08:30 in London is 09:30 in Amsterdam";
}

TEST_F(NewsletterPages, ShowAnIssueAsItsReadersGetIt)
{
    article("one");
    auto const id = begin_issue();
    auto const page = browser_.get("/admin/issues/" + id + "/preview/");
    EXPECT_THAT(body_of(page), HasSubstr("preview/mail/?scheme=dark"));
    EXPECT_THAT(page.content_security_policy, HasSubstr("frame-src 'self'"));
    auto const dark = browser_.get("/admin/issues/" + id + "/preview/mail/?scheme=dark");
    EXPECT_THAT(body_of(dark), HasSubstr("@media all"));
    EXPECT_THAT(dark.content_security_policy, HasSubstr("sandbox"));
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + id + "/preview/mail/")), HasSubstr("@media not all"));
}

TEST_F(NewsletterPages, SendATest)
{
    article("one");
    auto const id = begin_issue();
    EXPECT_EQ(press(id, "test", {{"test_address", "nobody"}}).status, 422);
    EXPECT_EQ(press(id, "test", {{"test_address", "editor@coast.example"}}).status, 303);
    ASSERT_THAT(newsroom_.post.handed_over, SizeIs(1));
    EXPECT_EQ(newsroom_.post.handed_over[0].to, "editor@coast.example");
    EXPECT_EQ(newsroom_.post.handed_over[0].subject, "Test: one");
    EXPECT_THAT(newsroom_.post.handed_over[0].html, Not(HasSubstr(newsletter::token_place)));
}

TEST_F(NewsletterPages, ApproveAnIssueAndTakeThatBackWhenItChanges)
{
    article("one");
    auto const id = begin_issue();
    EXPECT_EQ(press(id, "approve").status, 422) << "it has no time";
    EXPECT_EQ(release(id, "approve", {{"due", "2023-11-17T09:30"}}).status, 303);
    EXPECT_EQ(issue(id).status, IssueStatus::approved);
    EXPECT_EQ(issue(id).approved_by, "Anna <b>O</b>");
    press(id, "save", {{"due", "2023-11-17T09:30"}});
    EXPECT_EQ(issue(id).status, IssueStatus::draft);
    EXPECT_EQ(release(id, "send").status, 303);
    EXPECT_EQ(issue(id).status, IssueStatus::sent);
    EXPECT_EQ(press(id, "send").status, 422) << "once";
    EXPECT_EQ(send_seen(id).status, 422) << "once";
    EXPECT_EQ(browser_.post("/admin/issues/" + id + "/delete/", {}).status, 422);
}

TEST_F(NewsletterPages, AskAgainWhoItIsBeforeReadersAreMailed)
{
    article("one");
    auto const id = begin_issue();
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    auto const saved = press(id, "send", {{"preheader", "typed before"}});
    EXPECT_EQ(issue(id).preheader, "typed before");
    auto const last_look = header_of(saved, "Location");
    EXPECT_EQ(last_look, "/admin/issues/" + id + "/send/");
    EXPECT_EQ(header_of(browser_.get(last_look), "Location"), "/admin/confirm/?next=" + last_look);
    EXPECT_THAT(header_of(send_seen(id), "Location"), StartsWith("/admin/confirm/"));
    EXPECT_EQ(issue(id).status, IssueStatus::draft);
    EXPECT_EQ(header_of(browser_.post("/admin/confirm/",
                            {{"next", last_look}, {"password", std::string(Newsroom::password)}}),
                  "Location"),
        last_look);
    EXPECT_THAT(body_of(browser_.get(last_look)), HasSubstr("typed before"));
    EXPECT_EQ(send_seen(id).status, 303);
    EXPECT_EQ(issue(id).status, IssueStatus::sent);
}

TEST_F(NewsletterPages, SendWhatWasLookedAt)
{
    article("one");
    auto const id = begin_issue();
    auto const seen = std::to_string(issue(id).updated_at);
    newsroom_.clock.advance(1);
    press(id, "save", {{"preheader", "a colleague's"}});
    auto const refused = browser_.post("/admin/issues/" + id + "/send/", {{"version", seen}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("a colleague&#x27;s"));
    EXPECT_EQ(issue(id).status, IssueStatus::draft);
}

TEST_F(NewsletterPages, LetNoTimeThatIsPastSendAnIssue)
{
    article("one");
    auto const id = begin_issue();
    for (auto const* how : {"save", "approve"}) {
        auto const refused = press(id, how, {{"due", "2020-01-01T09:00"}, {"preheader", how}});
        EXPECT_EQ(refused.status, 422) << how;
        EXPECT_THAT(body_of(refused), HasSubstr("this time is past")) << how;
        EXPECT_EQ(issue(id).preheader, how) << "what else was typed is kept";
        EXPECT_EQ(issue(id).due_at, std::nullopt)
            << "nobody has approved it: it would go out, or be held, at once";
        EXPECT_EQ(issue(id).status, IssueStatus::draft);
    }
    press(id, "save", {{"due", "2023-11-17T09:30"}});
    newsroom_.clock.advance(7LL * 24 * 60 * 60 * 1000);
    browser_.sign_in("administrator");
    EXPECT_EQ(browser_.get("/admin/issues/" + id + "/approve/").status, 422);
    EXPECT_EQ(send_seen(id, "approve").status, 422);
    EXPECT_EQ(issue(id).status, IssueStatus::draft);
}

TEST_F(NewsletterPages, FindAnyPublishedArticleForAnIssue)
{
    article("ferry-strike");
    auto const id = begin_issue();
    newsroom_.clock.advance(30LL * 24 * 60 * 60 * 1000);
    browser_.sign_in("administrator");
    press(id, "remove:" + must(newsroom::Articles(*connection_).by_number(issue(id).articles[0].article)).id);
    auto const page = body_of(browser_.get("/admin/issues/" + id + "/"));
    EXPECT_THAT(page, AllOf(HasSubstr("name=\"find\""), Not(HasSubstr("value=\"add:"))));
    auto const location
        = header_of(press(id, "find", {{"find", "ferr"}, {"preheader", "typed"}}), "Location");
    EXPECT_EQ(issue(id).preheader, "typed");
    auto const found = body_of(browser_.get(location.substr(0, location.find('#'))));
    ASSERT_THAT(found, HasSubstr("value=\"add:"));
    press(id, found.substr(found.find("value=\"add:") + 7, 28));
    EXPECT_THAT(titles(id), ElementsAre("ferry-strike"));
    EXPECT_THAT(
        body_of(browser_.get("/admin/issues/" + id + "/?find=nothing")), HasSubstr("Nothing was found"));
}

TEST_F(NewsletterPages, WarnBeforeWhatWouldDisappointReaders)
{
    article("one");
    auto const id = begin_issue();
    press(id, "remove:" + must(newsroom::Articles(*connection_).by_number(issue(id).articles[0].article)).id,
        {{"introduction", "Hello."}});
    auto page = body_of(browser_.get("/admin/issues/" + id + "/send/"));
    EXPECT_THAT(
        page, AllOf(HasSubstr("There is no article in this issue"), HasSubstr("No mail relay is set")));
    must(db::transaction(*connection_, db::Access::write,
        [&] { return mail::save_relay(*connection_, must(mail::parse_relay("smtp://127.0.0.1:25"))); }));
    page = body_of(browser_.get("/admin/issues/" + id + "/send/"));
    EXPECT_THAT(page, AllOf(HasSubstr("No key signs mail of this sender"), Not(HasSubstr("No mail relay"))));
    must(db::transaction(*connection_, db::Access::write, [&] {
        return mail::add_dkim_key(*connection_,
            must(mail::DkimKey::make("coast.example", "s1", mail::DkimAlgorithm::ed25519)),
            newsroom_.clock.now());
    }));
    must(db::transaction(*connection_, db::Access::write,
        [&] { return mail::activate_dkim_key(*connection_, "coast.example", "s1", true); }));
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + id + "/send/")), Not(HasSubstr("No key signs")));
}

TEST_F(NewsletterPages, LeadFromAnIssueToItsSend)
{
    article("one");
    auto const id = begin_issue();
    EXPECT_EQ(release(id, "send").status, 303);
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + id + "/")),
        AllOf(HasSubstr("<a href=\"/admin/sends/1/\">on its way"), HasSubstr("0 / 0"),
            Not(HasSubstr("<p>Sent"))));
}

TEST_F(NewsletterPages, TellHowOftenLinksWereFollowedWhereThatIsWanted)
{
    article("one");
    article("two");
    auto const plain = begin_issue();
    EXPECT_FALSE(newsletter().counts_links) << "off by default";
    EXPECT_EQ(release(plain, "send").status, 303);
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + plain + "/")), Not(HasSubstr("Followed")));

    auto counting = settings();
    counting.insert(counting.begin(), {{"id", newsletter().id}, {"counts_links", "1"}});
    EXPECT_EQ(browser_.post("/admin/newsletters/edit/", counting).status, 303);
    EXPECT_TRUE(newsletter().counts_links);
    auto const form = "/admin/newsletters/edit/?id=" + newsletter().id;
    EXPECT_THAT(body_of(browser_.get(form)),
        AllOf(
            testing::ContainsRegex("name=\"counts_links\"[^>]* checked"), HasSubstr("nobody is told apart")));
    newsroom_.clock.advance(10'000);
    article("three");
    auto const answer = browser_.post("/admin/newsletters/" + newsletter().id + "/issues/", {});
    auto const id = header_of(answer, "Location").substr(14, 24);
    EXPECT_EQ(
        release(id, "send", {{"introduction", "<a href=\"/about/\">A <b>bold</b> word</a>"}}).status, 303);

    newsletter::LinkCounter counter;
    counter.of(issue(id).number, 1)->fetch_add(41);
    must(counter.flush(*connection_));
    auto const page = body_of(browser_.get("/admin/issues/" + id + "/"));
    EXPECT_THAT(page, HasSubstr("<bdi>A bold word</bdi> <small><bdi dir=\"ltr\">http://"));
    EXPECT_THAT(
        page, AllOf(HasSubstr("/about/</bdi>"), HasSubstr("<bdi>three</bdi>"), HasSubstr(">41</td>")));
    EXPECT_THAT(page, Not(HasSubstr("not counted any more")));

    EXPECT_EQ(browser_
                  .post("/admin/newsletters/edit/",
                      [&] {
                          auto fields = settings();
                          fields.insert(fields.begin(), {"id", newsletter().id});
                          return fields;
                      }())
                  .status,
        303);
    EXPECT_FALSE(newsletter().counts_links) << "a box that is not ticked";
    EXPECT_THAT(body_of(browser_.get("/admin/issues/" + id + "/")),
        AllOf(HasSubstr(">41</td>"), HasSubstr("not counted any more")));
}

TEST_F(NewsletterPages, LookAfterOneReaderWhoHasWritten)
{
    constexpr auto path = "/admin/vault/reader/";
    browser_.post("/admin/newsletters/edit/", settings());
    EXPECT_THAT(body_of(browser_.get(path)), HasSubstr("The vault is locked"));
    auto const words = std::string("паром гранит мох фонарь орбита бархат");
    ASSERT_EQ(browser_.post("/admin/vault/make/", {{"passphrase", words}, {"again", words}}).status, 200);
    auto const ask = [&](std::string const& act) {
        return body_of(browser_.post(path, {{"address", "ana@example.org"}, {"act", act}}));
    };
    EXPECT_THAT(ask("look"), HasSubstr("Nothing is known of it"));
    EXPECT_THAT(ask("block"), AllOf(HasSubstr("The Coast Weekly"), HasSubstr("<td>ended</td>")));
    EXPECT_THAT(ask("unsubscribe"), HasSubstr("Nothing was subscribed"));
    EXPECT_THAT(ask("erase"), AllOf(HasSubstr("Everything is erased"), HasSubstr("Nothing is known of it")));
    EXPECT_EQ(browser_.post(path, {{"address", "nobody"}, {"act", "look"}}).status, 422);
    for (auto const& entry : must(staff::AuditLog(*connection_, newsroom_.clock).list({})))
        EXPECT_THAT(entry.act + entry.detail, Not(HasSubstr("ana@")));
    newsroom_.add(staff::Role::editor);
    browser_.sign_in("editor");
    EXPECT_EQ(browser_.get(path).status, 403);
}

TEST_F(NewsletterPages, RefuseAnIssueThatCannotBeSent)
{
    auto const id = begin_issue();
    auto const refused = press(id, "send", {{"introduction", "typed"}});
    EXPECT_THAT(issue(id).introduction, HasSubstr("typed")) << "and keep it";
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("subject: an issue has one"));
    EXPECT_EQ(issue(id).status, IssueStatus::draft);
}

} // namespace

} // namespace broadsheet::admin

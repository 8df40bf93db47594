#include "base/encoding.h"
#include "desk/answers.h"
#include "desk/handler.h"
#include "mail/configuration.h"
#include "newsletter/delivery/reports.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/issue_links.h"
#include "newsletter/subscriptions.h"
#include "newsroom/issues.h"
#include "newsroom/newsletters.h"
#include "site/newspaper.h"
#include "site/theme.h"
#include "support/fake_client.h"
#include "support/fake_post.h"
#include "vault/ceremony.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::desk {

namespace {

using newsletter::Subscriptions;
using newsroom::Newsletter;
using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// Readers at the desk of a newspaper with a weekly and a daily letter, and its vault locked.
class NewsletterDesk : public testing::Test {
protected:
    NewsletterDesk()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), paper_.random, {1, 8192}));
        must(db::transaction(
            *paper_.lease, db::Access::write, [&] { return ceremony.save(*paper_.lease, paper_.clock); }));
        keys_ = ceremony.keys();
        add("weekly", "en");
        add("daily", "en");
        add("nedelya", "ru");
    }

    void add(std::string const& slug, std::string const& language)
    {
        Newsletter newsletter;
        newsletter.slug = slug;
        newsletter.language = language;
        newsletter.status = Newsletter::Status::open;
        newsletter.name = "The " + slug;
        newsletter.frequency = "every Friday";
        newsletter.policy = "2024-05";
        newsletter.policy_path = "/privacy/";
        paper_.change([&](newsroom::Change& change) -> Result<void> {
            TRY(newsroom::Newsletters::save(change, newsletter));
            return {};
        });
    }

    http::Response get(std::string const& target, std::vector<http::Header> headers = {})
    {
        auto request = must(http::make_request(http::Method::get, target));
        request.headers = std::move(headers);
        return handler_->handle(request);
    }
    http::Response post(std::string const& target, std::string body = "", std::string address = "192.0.2.1")
    {
        auto request = must(http::make_request(http::Method::post, target, std::move(body)));
        request.address = std::move(address);
        return handler_->handle(request);
    }
    // The path of the link in the last letter.
    std::string link()
    {
        auto const& text = post_.handed_over.back().text;
        auto const start = text.find("https://lantern.example/") + 23;
        return text.substr(start, text.find_first_of(" \n", start) - start);
    }
    // Signs up and confirms; returns the path of the reader's own page.
    std::string subscribe(std::string const& address, std::string const& newsletters = "newsletter=weekly")
    {
        post("/newsletter/sign-up/", newsletters + "&place=article&address=" + percent_encode(address));
        auto const own = location_of(post(link()));
        return own.substr(0, own.find('?'));
    }
    std::int64_t count(std::string const& slug)
    {
        auto const newsletter = must(newsroom::Newsletters(*paper_.lease).by_slug(slug));
        return must(Subscriptions(*paper_.lease, paper_.clock, paper_.random).count(newsletter->id));
    }
    std::int64_t rows(std::string const& table)
    {
        auto found = must(paper_.lease->query("SELECT count(*) FROM " + table));
        must(found.next());
        return found.integer(0);
    }
    void unlock() { custody_.unlock(*keys_); }

    test::Newspaper paper_;
    site::Site site_{*paper_.database, paper_.clock, must(site::Theme::built_in())};
    test::FakePost post_;
    vault::Custody custody_;
    std::optional<vault::Keys> keys_;
    newsletter::FloodGate gate_{paper_.clock, paper_.random};
    test::FakeClient client_;
    support::Letters letters_ = must(support::Letters::load());
    support::ReminderLetters reminder_letters_ = must(support::ReminderLetters::load());
    newsletter::LinkCounter links_;
    std::unique_ptr<DeskHandler> handler_ = must(DeskHandler::make({*paper_.database, paper_.clock,
        paper_.random, site_, post_, custody_, gate_, client_, letters_, reminder_letters_, links_}));
};

TEST_F(NewsletterDesk, SignsUpConfirmsAndLeavesWhileTheVaultIsLocked)
{
    EXPECT_THAT(body_of(get("/newsletter/sign-up/")), HasSubstr("The weekly"));
    auto const answer
        = post("/newsletter/sign-up/", "newsletter=weekly&place=article&address=Ana%40b%C3%BCcher.example");
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(location_of(answer), "/newsletter/sign-up/sent/");
    EXPECT_THAT(body_of(get("/newsletter/sign-up/sent/")), HasSubstr("Check your mail"));
    EXPECT_EQ(rows("subscriptions") + rows("vault_records") + rows("confirmations"), 0);

    ASSERT_THAT(post_.handed_over, SizeIs(1));
    auto const& letter = post_.handed_over.front();
    EXPECT_EQ(letter.to, "Ana@xn--bcher-kva.example");
    EXPECT_THAT(letter.html, HasSubstr(link()));
    EXPECT_THAT(letter.text, HasSubstr("The weekly (every Friday)"));

    EXPECT_THAT(body_of(get(link())), HasSubstr("Yes, sign me up")) << "a program that looks into mail";
    EXPECT_EQ(rows("subscriptions"), 0);
    auto const own = location_of(post(link()));
    EXPECT_THAT(own, StartsWith("/newsletter/yours/"));
    EXPECT_EQ(count("weekly"), 1);
    EXPECT_THAT(body_of(get(own)), HasSubstr("You are signed up"));
    EXPECT_THAT(body_of(post(link())), HasSubstr("used already"));

    auto const leave = "/newsletter/leave/" + own.substr(18, own.rfind('/') - 18) + "/";
    EXPECT_THAT(body_of(get(leave)), HasSubstr("Unsubscribe"));
    EXPECT_EQ(count("weekly"), 1) << "GET never unsubscribes";
    auto const left = post(leave, "List-Unsubscribe=One-Click");
    EXPECT_EQ(left.status, 200);
    EXPECT_EQ(count("weekly"), 0);
    EXPECT_EQ(rows("vault_records"), 0);
    EXPECT_THAT(body_of(post(link())), HasSubstr("used already")) << "an old link does not bring it back";
}

// https://www.rfc-editor.org/rfc/rfc8058#section-3.2: in either form, and without a redirect.
TEST_F(NewsletterDesk, LetsMailProgramsLeaveInEitherForm)
{
    unlock();
    for (bool const has_slash : {true, false}) {
        auto const own = subscribe("ana@example.org");
        auto leave = "/newsletter/leave" + own.substr(std::string("/newsletter/yours").size());
        if (!has_slash)
            leave.pop_back();
        auto request = must(http::make_request(http::Method::post, leave,
            "--x\r\nContent-Disposition: form-data; "
            "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"));
        request.headers = {{"Content-Type", "multipart/form-data; boundary=x"}};
        ASSERT_EQ(count("weekly"), 1);
        auto const left = handler_->handle(request);
        EXPECT_EQ(left.status, 200);
        EXPECT_EQ(body_of(left), "Unsubscribed.\n");
        EXPECT_EQ(count("weekly"), 0);
    }
    EXPECT_EQ(post("/newsletter/leave/x/").status, 404);
}

TEST_F(NewsletterDesk, LeadsALinkThatLacksItsLastSlashToItsPlace)
{
    auto const own = subscribe("ana@example.org");
    for (auto const& path : {own, link()}) {
        auto const without = path.substr(0, path.size() - 1);
        EXPECT_TRUE(DeskHandler::is_ours(without));
        auto const answer = get(without + "?new");
        EXPECT_EQ(answer.status, 301);
        EXPECT_TRUE(location_of(answer).ends_with(path.substr(1) + "?new")) << "with the token's capitals";
    }
    EXPECT_FALSE(DeskHandler::is_ours("/newsletter/leave"));
}

TEST_F(NewsletterDesk, SaysThatASubscriptionIsInForceWhileTheVaultIsLocked)
{
    unlock();
    auto const own = subscribe("ana@example.org");
    EXPECT_THAT(body_of(get(own)), HasSubstr("a…@example.org"));
    custody_.lock();
    EXPECT_THAT(
        body_of(get(own)), AllOf(HasSubstr("Your subscription is in force"), Not(HasSubstr("waits for"))));
}

TEST_F(NewsletterDesk, OffersWhoHasLeftNothingThatCannotWork)
{
    unlock();
    auto const own = subscribe("ana@example.org");
    EXPECT_EQ(post(own, "").status, 303);
    EXPECT_THAT(body_of(get(own)), AllOf(HasSubstr("Sign up again"), Not(HasSubstr("type=\"checkbox\""))));
    auto const leave = "/newsletter/leave" + own.substr(std::string("/newsletter/yours").size());
    EXPECT_THAT(body_of(get(leave)), AllOf(HasSubstr("unsubscribed already"), Not(HasSubstr("<button"))));
}

TEST_F(NewsletterDesk, OneClickIsEnoughInABrowser)
{
    post("/newsletter/sign-up/", "newsletter=weekly&address=ana%40example.org");
    std::vector<http::Header> const person{{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}};
    auto prefetch = person;
    prefetch.push_back({"Sec-Purpose", "prefetch"});
    EXPECT_EQ(get(link(), prefetch).status, 200);
    EXPECT_EQ(count("weekly"), 0);
    EXPECT_EQ(get(link(), person).status, 303);
    EXPECT_EQ(count("weekly"), 1);
}

TEST_F(NewsletterDesk, AnswersTheSameWhetherOrNotSomebodyIsSubscribed)
{
    unlock();
    subscribe("ana@example.org");
    auto const known = post("/newsletter/sign-up/", "newsletter=weekly&address=ana%40example.org");
    auto const unknown = post("/newsletter/sign-up/", "newsletter=weekly&address=bo%40example.org");
    EXPECT_EQ(known.status, unknown.status);
    EXPECT_EQ(location_of(known), location_of(unknown));
    EXPECT_THAT(post_.handed_over, SizeIs(3));
    EXPECT_EQ(post_.handed_over[1].subject, post_.handed_over[2].subject);
    subscribe("ana@example.org");
    EXPECT_EQ(count("weekly"), 1);
}

TEST_F(NewsletterDesk, WritesToNobodyMoreThanThreeTimesADay)
{
    for (auto const* address :
        {"ana@example.org", "ANA@example.org", "ana+1@example.org", "ana+2@example.org", "ana@EXAMPLE.org"})
        EXPECT_EQ(
            location_of(post("/newsletter/sign-up/", "newsletter=weekly&address=" + percent_encode(address))),
            "/newsletter/sign-up/sent/");
    EXPECT_THAT(post_.handed_over, SizeIs(3));
    paper_.clock.advance(24LL * 60 * 60 * 1000);
    post("/newsletter/sign-up/", "newsletter=weekly&address=ana%40example.org");
    EXPECT_THAT(post_.handed_over, SizeIs(4));
}

TEST_F(NewsletterDesk, AsksForProofDuringAFlood)
{
    auto const form = [](int i) { return fmt::format("newsletter=weekly&address=a{}%40example.org", i); };
    int sent = 0;
    std::string page;
    for (; page.empty() && sent < 100; ++sent) {
        auto const answer = post("/newsletter/sign-up/", form(sent));
        if (answer.status == 200)
            page = body_of(answer);
    }
    EXPECT_EQ(sent, 11) << "from one network";
    EXPECT_THAT(post_.handed_over, SizeIs(10));
    EXPECT_EQ(post("/newsletter/sign-up/", form(50), "198.51.100.7").status, 303) << "from another";
    auto const start = page.find("name=\"challenge\" value=\"") + 24;
    auto const challenge = page.substr(start, page.find('"', start) - start);
    auto const proven = form(10) + "&challenge=" + challenge;
    EXPECT_EQ(post("/newsletter/sign-up/", proven).status, 200) << "too early, and no work done";
    int solution = 0;
    while (!newsletter::is_solution(challenge, std::to_string(solution), newsletter::Challenge::bits))
        ++solution;
    auto const solved = fmt::format("{}&proof={}", proven, solution);
    EXPECT_EQ(
        post("/newsletter/sign-up/", fmt::format("{}&challenge={}&proof={}", form(11), challenge, solution))
            .status,
        200)
        << "another form's";
    EXPECT_EQ(post("/newsletter/sign-up/", solved).status, 303);
    EXPECT_EQ(post("/newsletter/sign-up/", solved).status, 200) << "spent";
}

TEST_F(NewsletterDesk, LetsNobodyFloodStrangersByChangingTheAddress)
{
    auto const own = subscribe("ana@example.org");
    auto const letters = post_.handed_over.size();
    auto const form = [](int i) { return fmt::format("address=a{}%40example.org", i); };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(post(own + "address/", form(i)).status, 303);
    auto const refused = post(own + "address/", form(3));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("Try again tomorrow"));
    EXPECT_THAT(post_.handed_over, SizeIs(letters + 3)) << "three a day by one reader";

    paper_.clock.advance(24LL * 60 * 60 * 1'000);
    for (int i = 0; i < 10; ++i)
        post("/newsletter/sign-up/", fmt::format("newsletter=weekly&address=b{}%40example.org", i));
    auto const page = body_of(post(own + "address/", form(4)));
    ASSERT_THAT(page, HasSubstr("One more step")) << "the gate is the sign-up form's";
    EXPECT_THAT(page, HasSubstr(own + "address/\" data-challenge"));
    auto const start = page.find("name=\"challenge\" value=\"") + 24;
    auto const proven = form(4) + "&proof=&challenge=" + page.substr(start, page.find('"', start) - start);
    paper_.clock.advance(20'000);
    EXPECT_EQ(post(own + "address/", proven).status, 303);
    EXPECT_EQ(post_.handed_over.back().to, "a4@example.org");
}

TEST_F(NewsletterDesk, SaysWhenAllTogetherGetEnoughLetters)
{
    for (std::uint32_t i = 0; i < newsletter::FloodLimits().letters; ++i)
        gate_.may_write_to(std::to_string(i) + "@example.org");
    auto const answer = post("/newsletter/sign-up/", "newsletter=weekly&address=ana%40example.org");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(body_of(answer), HasSubstr("cannot take sign-ups just now"));
    EXPECT_EQ(post("/newsletter/sign-up/", "newsletter=weekly&address=1%40example.org").status, 503)
        << "whoever it is";
    EXPECT_THAT(post_.handed_over, IsEmpty());
}

TEST_F(NewsletterDesk, LetsThroughWhoWaitsWithoutAScript)
{
    std::string page;
    for (int i = 0; i < 11; ++i)
        page = body_of(
            post("/newsletter/sign-up/", fmt::format("newsletter=weekly&address=a{}%40example.org", i)));
    auto const start = page.find("name=\"challenge\" value=\"") + 24;
    auto const proven = "newsletter=weekly&address=a10%40example.org&proof=&challenge="
        + page.substr(start, page.find('"', start) - start);
    paper_.clock.advance(20'000);
    EXPECT_EQ(post("/newsletter/sign-up/", proven).status, 303);
    EXPECT_THAT(post_.handed_over, SizeIs(11));
}

TEST_F(NewsletterDesk, RefusesWhatIsNoAddressAndSaysSo)
{
    for (auto const& address :
        std::vector<std::string>{std::string(), std::string("ana"), std::string("ana@"),
            std::string("@example.org"), std::string("ana@example.org\r\nBcc: all@example.org"),
            std::string("ana@example.org,bo@example.org"), std::string("Ana <ana@example.org>"),
            std::string(300, 'a') + "@example.org", std::string(100'000, 'a') + "@example.org",
            std::string("ana@[192.0.2.1]"), std::string("ana@localhost")}) {
        auto const answer
            = post("/newsletter/sign-up/", "newsletter=weekly&address=" + percent_encode(address));
        EXPECT_EQ(answer.status, 422) << address.substr(0, 50);
        EXPECT_THAT(body_of(answer), HasSubstr("This is no e-mail address")) << address.substr(0, 50);
    }
    EXPECT_EQ(post("/newsletter/sign-up/", "newsletter=no&address=ana%40example.org").status, 422);
    EXPECT_EQ(post("/newsletter/sign-up/", "newsletter=nedelya&address=ana%40example.org").status, 422);
    EXPECT_EQ(
        post("/newsletter/sign-up/", "newsletter=weekly&website=x&address=ana%40example.org").status, 303)
        << "a machine is not told";
    EXPECT_THAT(post_.handed_over, IsEmpty());
    post("/newsletter/sign-up/", "newsletter=weekly&address=%22a%20b%22%40example.org");
    ASSERT_THAT(post_.handed_over, SizeIs(1));
    EXPECT_EQ(post_.handed_over.front().to, "\"a b\"@example.org");
}

TEST_F(NewsletterDesk, TakesAnInternationalDomainAndSaysWhyNoInternationalLocalPart)
{
    unlock();
    auto const own = subscribe("ana@почта.рф");
    EXPECT_EQ(post_.handed_over.back().to, "ana@xn--80a1acny.xn--p1ai") << "on the wire";
    EXPECT_THAT(body_of(get(own)), AllOf(HasSubstr("a…@почта.рф"), Not(HasSubstr("xn--"))));
    EXPECT_THAT(body_of(post(own + "export/")), HasSubstr("ana@xn--80a1acny.xn--p1ai"));

    auto const letters = post_.handed_over.size();
    auto const form = "address=" + percent_encode("анна@почта.рф");
    for (auto const& answer :
        {post("/newsletter/sign-up/", "newsletter=weekly&" + form), post(own + "address/", form)}) {
        EXPECT_EQ(answer.status, 422);
        EXPECT_THAT(body_of(answer), HasSubstr("letters other than Latin ones before the @"));
    }
    EXPECT_THAT(body_of(post("/ru/newsletter/sign-up/", "newsletter=nedelya&" + form)),
        HasSubstr("буквы не из латинского"));
    EXPECT_THAT(post_.handed_over, SizeIs(letters));
}

TEST_F(NewsletterDesk, RefusesForgedLinks)
{
    auto const own = subscribe("ana@example.org");
    for (auto const* token : {"x", "1.99999.box..", "..", "%00"})
        for (auto const* folder : {"confirm", "yours", "leave"}) {
            auto const path = fmt::format("/newsletter/{}/{}/", folder, token);
            if (http::make_request(http::Method::get, path).ok()) {
                EXPECT_EQ(get(path).status, 404) << path;
                EXPECT_EQ(post(path).status, 404) << path;
            }
        }
    auto forged = own;
    forged[20] = forged[20] == 'A' ? 'B' : 'A';
    EXPECT_EQ(get(forged).status, 404);
    EXPECT_EQ(count("weekly"), 1);
}

TEST_F(NewsletterDesk, LetsReadersChangeTakeAlongAndErase)
{
    unlock();
    auto const own = subscribe("ana@example.org", "newsletter=weekly&newsletter=daily");
    EXPECT_THAT(body_of(get(own)), HasSubstr("a…@example.org"));
    EXPECT_THAT(body_of(post(own + "export/")), HasSubstr("\"address\":\"ana@example.org\""));
    EXPECT_THAT(body_of(post(own + "export/")), HasSubstr("\"privacy_policy\":\"2024-05\""));
    EXPECT_EQ(post(own, "newsletter=daily").status, 303);
    EXPECT_EQ(count("weekly"), 0);
    EXPECT_EQ(count("daily"), 1);
    EXPECT_EQ(post(own, "newsletter=daily&newsletter=weekly").status, 303);
    EXPECT_EQ(count("weekly"), 1);

    EXPECT_EQ(post(own + "address/", "address=nobody").status, 422);
    EXPECT_EQ(post(own + "address/", "address=ana%40elsewhere.example").status, 303);
    EXPECT_EQ(post_.handed_over.back().to, "ana@elsewhere.example");
    EXPECT_THAT(body_of(post(own + "export/")), HasSubstr("ana@example.org"));
    auto now = location_of(post(link()));
    now = now.substr(0, now.find('?'));
    EXPECT_THAT(body_of(post(now + "export/")), HasSubstr("ana@elsewhere.example"));
    EXPECT_EQ(get(own).status, 404);
    EXPECT_EQ(count("weekly") + count("daily"), 2);

    custody_.lock();
    EXPECT_THAT(body_of(post(now + "export/")), HasSubstr("\"address\":null"));
    EXPECT_EQ(post(now, "newsletter=daily").status, 303);
    auto const refused = post(now, "newsletter=daily&newsletter=weekly");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("locked away"));
    EXPECT_THAT(body_of(post(now + "erase/")), HasSubstr("We keep nothing of you"));
    EXPECT_EQ(rows("subscriptions") + rows("subscription_links") + rows("vault_records"), 0);
    EXPECT_EQ(get(now).status, 404);
}

TEST_F(NewsletterDesk, SpeaksTheReadersLanguage)
{
    EXPECT_THAT(body_of(get("/ru/newsletter/sign-up/")), HasSubstr("Подписаться"));
    post("/ru/newsletter/sign-up/", "newsletter=nedelya&address=ana%40example.org");
    ASSERT_THAT(post_.handed_over, SizeIs(1));
    EXPECT_THAT(post_.handed_over.front().subject, HasSubstr("рассылк"));
    EXPECT_THAT(link(), StartsWith("/ru/newsletter/confirm/"));
    EXPECT_THAT(body_of(get(link())), HasSubstr("Это вы?"));
    EXPECT_THAT(location_of(post(link())), StartsWith("/ru/newsletter/yours/"));
}

TEST_F(NewsletterDesk, SaysWhenItCannotTakeSignUps)
{
    post_.answer = Error{ErrorCode::limit, "too many letters wait"};
    auto const answer = post("/newsletter/sign-up/", "newsletter=weekly&address=ana%40example.org");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(body_of(answer), HasSubstr("cannot take sign-ups just now"));
}

TEST_F(NewsletterDesk, TakesReportsFromWhoKnowsTheKey)
{
    auto& connection = *paper_.lease;
    std::string secret;
    must(db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        TRY(mail::ensure_bounce_secret(connection, paper_.random));
        TRY(connection.execute(
            "INSERT INTO subscriptions (id, newsletter, record, status, language, confirmed_day) "
            "SELECT 'one', id, 'record', 'active', 'en', 1 FROM newsletters WHERE slug = 'weekly'"));
        auto const weekly = must(newsroom::Newsletters(connection).by_slug("weekly"));
        auto const send = TRY(newsletter::Sends(connection, paper_.clock).begin(weekly->id, "issue"));
        TRY(connection.execute("INSERT INTO deliveries (send, subscription, status) SELECT CAST($1 AS "
                               "BIGINT), number, 'accepted' FROM subscriptions",
            {send}));
        secret = TRY(mail::load_configuration(connection)).bounce_secret;
        return {};
    }));
    auto const path
        = percent_encode(newsletter::return_path({"bounces", "paper.example"}, {1, 1}, secret).text());
    auto const target = "/newsletter/reports/" + newsletter::report_key(secret) + "/";
    EXPECT_EQ(post("/newsletter/reports/" + std::string(40, '0') + "/", "return_path=" + path + "&kind=hard")
                  .status,
        404);
    EXPECT_EQ(post(target, "return_path=bounces%2B1-1-0000%40paper.example&kind=hard").status, 422);
    EXPECT_EQ(post(target, "From: nobody\r\n\r\nwords\r\n").status, 422);
    EXPECT_EQ(count("weekly"), 1);
    EXPECT_EQ(post(target, "[{\"return_path\": \"x@paper.example\", \"status\": \"never\"}]").status, 422);
    EXPECT_THAT(
        body_of(post(target, "[{\"return_path\": \"bounces+1-1-0000@paper.example\", \"kind\": \"hard\"}]")),
        HasSubstr("\"taken\": 0, \"foreign\": 1"));
    EXPECT_EQ(count("weekly"), 1);
    auto const plain = newsletter::return_path({"bounces", "paper.example"}, {1, 1}, secret).text();
    EXPECT_EQ(post(target, "return_path=" + plain + "&kind=hard&status=5.1.1").status, 200)
        << "its plus was taken for a space";
    EXPECT_EQ(count("weekly"), 0);
    EXPECT_EQ(post(target, "return_path=" + path + "&kind=hard&status=5.1.1").status, 200);
    EXPECT_THAT(body_of(post(target, " {\"return_path\": \"" + plain + "\", \"kind\": \"complaint\"}")),
        HasSubstr("\"taken\": 1"));
}

std::string header(http::Response const& response, std::string_view name)
{
    for (auto const& field : response.headers)
        if (field.name == name)
            return field.value;
    return "";
}

class FollowedLinks : public NewsletterDesk {
protected:
    FollowedLinks()
    {
        paper_.change([&](newsroom::Change& change) -> Result<void> {
            newsroom::Issue issue;
            issue.newsletter = set_counting(change, true).id;
            issue.subject = "Ferries";
            issue.status = newsroom::IssueStatus::sent;
            issue.sent_at = change.clock().now();
            auto const id = TRY(newsroom::Issues::save(change, issue));
            issue_ = TRY(newsroom::Issues(change.connection()).by_id(id)).number;
            return newsletter::keep_links(change.connection(), issue_,
                {{1, "https://lantern.example/one/", "One"}, {2, "https://elsewhere.example/?a=1", "Two"}});
        });
    }

    static Newsletter set_counting(newsroom::Change& change, bool wanted)
    {
        auto newsletter = *must(newsroom::Newsletters(change.connection()).by_slug("weekly"));
        newsletter.counts_links = wanted;
        must(newsroom::Newsletters::save(change, newsletter));
        return newsletter;
    }
    std::string path(std::string const& number) const
    {
        return fmt::format("/newsletter/link/{}/{}/", issue_, number);
    }
    // Follows it as the server would answer a browser.
    http::Response follow(std::string const& target)
    {
        auto response = get(target);
        if (response.views)
            ++*response.views;
        return response;
    }
    std::vector<std::int64_t> sums()
    {
        must(links_.flush(*paper_.lease));
        std::vector<std::int64_t> all;
        for (auto const& link : must(newsletter::links_of(*paper_.lease, issue_)))
            all.push_back(link.followed);
        return all;
    }

    newsroom::Number issue_ = 0;
};

TEST_F(FollowedLinks, LeadWhereTheIssueSaysAndNowhereElse)
{
    auto const answer = follow(path("1"));
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header(answer, "Location"), "https://lantern.example/one/");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(header(answer, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(answer, "Set-Cookie"), "");
    EXPECT_EQ(body_of(answer), "");
    for (auto const& target : {path("2"), path("2") + "?to=https://evil.example/", "/ru" + path("2"),
             path("2") + "?url=//evil.example&next=/x"})
        EXPECT_EQ(header(follow(target), "Location"), "https://elsewhere.example/?a=1") << target;
    EXPECT_THAT(sums(), testing::ElementsAre(1, 4));

    auto request = must(http::make_request(http::Method::get, path("1")));
    request.headers = {{"Host", "evil.example"}, {"X-Forwarded-Host", "evil.example"}};
    request.host = "evil.example";
    EXPECT_EQ(header(handler_->handle(request), "Location"), "https://lantern.example/one/");

    auto const without_slash = follow(path("1").substr(0, path("1").size() - 1));
    EXPECT_EQ(without_slash.status, 301);
    EXPECT_THAT(header(without_slash, "Location"), testing::EndsWith("/1/"));
    EXPECT_THAT(sums(), testing::ElementsAre(1, 4)) << "counted where it leads on to";
}

TEST_F(FollowedLinks, ThatAreNotThereAreTold)
{
    for (auto const& target : {path("0"), path("3"), path("-1"), path("x"), path("99999999999999999999"),
             fmt::format("/newsletter/link/{}/1/", issue_ + 1), std::string("/newsletter/link/x/1/"),
             std::string("/newsletter/link/evil.example/1/")}) {
        auto const answer = follow(target);
        EXPECT_EQ(answer.status, 404) << target;
        EXPECT_EQ(header(answer, "Location"), "") << target;
        EXPECT_THAT(body_of(answer), HasSubstr("The Lantern")) << "in the newspaper's clothes";
    }
    EXPECT_THAT(body_of(get(path("3"))), HasSubstr("There is no such link in our letters."));
    EXPECT_THAT(body_of(get("/ru" + path("3"))), HasSubstr("Такой ссылки в наших письмах нет."));
    EXPECT_THAT(sums(), testing::ElementsAre(0, 0));
}

TEST_F(FollowedLinks, GoOnWorkingUncountedWhenTheNewsletterCountsNoMore)
{
    paper_.change([](newsroom::Change& change) -> Result<void> {
        set_counting(change, false);
        return {};
    });
    EXPECT_EQ(header(follow(path("1")), "Location"), "https://lantern.example/one/");
    EXPECT_THAT(sums(), testing::ElementsAre(0, 0));
}

} // namespace

} // namespace broadsheet::desk

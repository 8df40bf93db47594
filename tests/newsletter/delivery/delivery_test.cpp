#include "newsletter/delivery/delivery.h"

#include "mail/judges.h"
#include "newsletter/delivery/issue_copies.h"
#include "newsletter/delivery/kept_issue.h"
#include "newsletter/delivery/ledger.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/newsletter_fixture.h"
#include "support/smtp_server.h"

#include <atomic>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace broadsheet::newsletter {

namespace {

using test::must;
using test::SmtpServer;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

RenderedIssue issue()
{
    RenderedIssue issue;
    issue.id = "issue1";
    issue.subjects = {"This week", "Главное за неделю"};
    issue.language = "en";
    issue.from = {"The Ferry", must(mail::parse_address("letters@paper.example"))};
    issue.list_id = "weekly.paper.example";
    issue.unsubscribe_url = fmt::format("https://paper.example/newsletter/leave/{}/", token_place);
    issue.archive_url = "https://paper.example/newsletter/weekly/2026-11-27/";
    issue.text = "News.\n\nLeave: " + issue.unsubscribe_url + "\n";
    issue.html = "<p>News.</p><a href=\"" + issue.unsubscribe_url + "\">Leave</a>";
    return issue;
}

class IssueDelivery : public NewsletterTest {
protected:
    void subscribe_many(int count)
    {
        for (int at = 0; at < count; ++at)
            subscribe(fmt::format("reader{}@example.org", at), {weekly_});
        take_in();
    }
    std::int64_t begin()
    {
        return must(write([&] { return Sends(connection_, clock_).begin(weekly_.id, "issue1"); }));
    }
    std::unique_ptr<Delivery> deliver(std::vector<std::string> const& relays, DeliverySettings settings = {})
    {
        settings.timeouts = {2, 1, 1};
        std::vector<mail::Relay> parsed;
        for (auto const& relay : relays)
            parsed.push_back(must(mail::parse_relay(relay)));
        DeliveryServices services{*database_, system_clock_, random_, health_, outbox_,
            [this, parsed]() -> Result<mail::Configuration> {
                auto connection = TRY(database_->connect());
                auto configuration = TRY(mail::load_configuration(*connection));
                configuration.relays = parsed;
                return configuration;
            },
            [this] { return is_locked_ ? std::nullopt : std::optional(keys_); },
            [](db::Connection&, std::string const&) { return Result<RenderedIssue>(issue()); }};
        return std::make_unique<Delivery>(std::move(services), settings);
    }
    Progress progress(std::int64_t send) { return must(Sends(connection_, system_clock_).progress(send)); }
    // Waits until it is so, or fails the test.
    Progress wait(std::int64_t send, std::function<bool(Progress const&)> const& is_so)
    {
        for (int attempt = 0; attempt < 1'000; ++attempt) {
            auto const now = progress(send);
            if (is_so(now))
                return now;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        ADD_FAILURE() << "it does not come about";
        return progress(send);
    }
    Progress wait_for_end(std::int64_t send)
    {
        return wait(send, [](auto const& now) { return now.send.status == Send::Status::finished; });
    }
    static std::map<std::string, int> recipients(SmtpServer const& server)
    {
        std::map<std::string, int> counts;
        for (auto const& mail : server.mails())
            ++counts[mail.to];
        return counts;
    }

    SystemClock system_clock_; // threads wait
    mail::RelayHealth health_{system_clock_};
    mail::Outbox outbox_;
    std::atomic<bool> is_locked_ = false;
};
ON_BOTH_DATABASES(IssueDelivery);

TEST_P(IssueDelivery, ReachesEverybodyOnce)
{
    subscribe_many(150);
    SmtpServer server;
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    auto const end = wait_for_end(send);
    EXPECT_EQ(end.send.accepted, 150);
    auto const counts = recipients(server);
    EXPECT_THAT(counts, SizeIs(150));
    for (auto const& [to, count] : counts)
        EXPECT_EQ(count, 1) << to;
    EXPECT_EQ(delivery->trouble(), "");
    EXPECT_LE(server.connections(), 4);

    auto const mail = server.mails()[0];
    EXPECT_THAT(mail.data, HasSubstr("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    EXPECT_THAT(mail.data, HasSubstr("\r\nList-Id: <weekly.paper.example>\r\n"));
    EXPECT_THAT(mail.data, Not(HasSubstr("Auto-Submitted")));
    EXPECT_THAT(mail.data, Not(HasSubstr(std::string(token_place))));
    EXPECT_THAT(mail.from, testing::MatchesRegex("letters\\+1-[0-9a-f]+-[0-9a-f]{20}@paper.example"));
    // Its link is the reader's own.
    auto const at = mail.data.find("/leave/") + 7;
    auto const subscription = must(subscriptions().find(mail.data.substr(at, mail.data.find('/', at) - at)));
    auto const address = must(vault::Records(connection_, random_).open(keys_, subscription.record)).address;
    EXPECT_EQ(address, mail.to);
}

// What lies at the reader's provider, whatever the address: read by Python's email package and by GMime, and
// verified by mailauth.
TEST_P(IssueDelivery, ArrivesWithoutADefectAndWithItsUnsubscribingSigned)
{
    std::map<std::string, std::string> records;
    for (auto const algorithm : {mail::DkimAlgorithm::rsa, mail::DkimAlgorithm::ed25519}) {
        auto const key
            = must(mail::DkimKey::make("paper.example", std::string(name_of(algorithm)), algorithm));
        records[key.record_name()] = key.record();
        must(write([&]() -> Result<void> {
            TRY(mail::add_dkim_key(connection_, key, 1));
            TRY(mail::activate_dkim_key(connection_, "paper.example", name_of(algorithm), true));
            return {};
        }));
    }
    std::vector<std::string> const addresses{"ana@example.org", "ana@xn--80a1acny.xn--p1ai",
        "\"two words\"@example.org", "o'brien+x=y@example.org"};
    for (auto const& address : addresses)
        subscribe(address, {weekly_});
    take_in();
    auto sent = issue();
    sent.from.name = "Паром, «The Ferry»";
    sent.subjects = {"Главное за неделю: «Паром», лёд и ещё очень много слов, которым нужна не одна строка"};
    sent.text = "Новости.\n.\n..\nFrom here\n\n" + sent.unsubscribe_url + "\n";
    sent.html = "<p>Новости.</p>\n.\n<a href=\"" + sent.unsubscribe_url + "\">Отписаться</a>"
        + std::string(100, 'x');
    auto const send = begin();
    must(write([&] { return keep_issue(connection_, send, sent); }));
    SmtpServer server;
    auto const delivery = deliver({server.url()});
    EXPECT_EQ(wait_for_end(send).send.accepted, 4);

    EXPECT_THAT(recipients(server),
        testing::UnorderedElementsAre(testing::Pair(addresses[0], 1), testing::Pair(addresses[1], 1),
            testing::Pair(addresses[2], 1), testing::Pair(addresses[3], 1)));
    for (auto const& mail : server.mails()) {
        auto const parsed = mail::parsed_by_others(mail.data);
        ASSERT_EQ(parsed.fault.substr(0, 400), "") << mail.to;
        EXPECT_EQ(parsed.headers.at("Subject"), sent.subjects[0]);
        EXPECT_EQ(parsed.headers.at("To"), mail.to);
        EXPECT_EQ(parsed.headers.at("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        auto const& link = parsed.headers.at("List-Unsubscribe");
        auto const token = link.substr(link.find("/leave/") + 7, 32);
        EXPECT_EQ(must(subscriptions().find(token)).newsletter, weekly_.id);
        EXPECT_THAT(parsed.parts.at("text/plain"), HasSubstr("\n.\n..\nFrom here\n"));
        auto const verified = mail::dkim_verified_by_others(mail.data, records);
        EXPECT_THAT(verified,
            testing::AllOf(HasSubstr("pass rsa-sha256"), HasSubstr("pass ed25519-sha256"),
                HasSubstr(":list-unsubscribe:list-unsubscribe-post")));
        EXPECT_THAT(mail::dkim_verified_by_others(
                        std::string(mail.data).replace(mail.data.find("One-Click"), 9, "Two-Click"), records),
            Not(HasSubstr("pass")))
            << "and nobody can change it";
    }
}

TEST_P(IssueDelivery, SaysWhatWasKeptWhenItSetOut)
{
    subscribe_many(2);
    SmtpServer server;
    auto const send = begin();
    auto kept = issue();
    kept.text = "As it was. " + kept.unsubscribe_url + "\n";
    must(write([&] { return keep_issue(connection_, send, kept); }));
    auto const delivery = deliver({server.url()});
    EXPECT_EQ(wait_for_end(send).send.accepted, 2);
    EXPECT_THAT(server.mails().at(0).data, HasSubstr("As it was."));
}

TEST_P(IssueDelivery, IsSharedByTwoProcesses)
{
    subscribe_many(120);
    SmtpServer server;
    auto const send = begin();
    auto const one = deliver({server.url()});
    auto const other = deliver({server.url()});
    EXPECT_EQ(wait_for_end(send).send.accepted, 120);
    EXPECT_THAT(server.mails(), SizeIs(120));
    EXPECT_THAT(recipients(server), SizeIs(120));
}

TEST_P(IssueDelivery, WaitsWhileTheVaultIsLocked)
{
    subscribe_many(2);
    SmtpServer server;
    is_locked_ = true;
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    EXPECT_THAT(wait(send, [](auto const& now) { return !now.send.trouble.empty(); }).send.trouble,
        HasSubstr("vault is locked"));
    is_locked_ = false;
    EXPECT_EQ(wait_for_end(send).send.trouble, "");
    EXPECT_THAT(server.mails(), SizeIs(2));
}

TEST_P(IssueDelivery, GoesToTheOutboxWhileNoRelayIsSet)
{
    subscribe_many(3);
    auto const send = begin();
    auto const delivery = deliver({});
    EXPECT_EQ(wait_for_end(send).send.accepted, 3);
    EXPECT_THAT(outbox_.list(), SizeIs(3));
    EXPECT_THAT(outbox_.find(1)->message, HasSubstr("List-Unsubscribe"));
}

TEST_P(IssueDelivery, WaitsForARelayOnceItHadOne)
{
    subscribe_many(3);
    SmtpServer server([](std::string const& line) -> std::string {
        return line.starts_with("RCPT TO:<reader1@") ? "451 4.2.0 Later" : "";
    });
    auto const send = begin();
    auto delivery = deliver({server.url()});
    wait(send, [](auto const& now) { return now.send.accepted == 2 && now.deferred == 1; });
    delivery = deliver({});
    must(write([&] { return Sends(connection_, system_clock_).retry_deferred(send); }));
    EXPECT_THAT(wait(send, [](auto const& now) { return !now.send.trouble.empty(); }).send.trouble,
        HasSubstr("relay was removed"));
    EXPECT_EQ(progress(send).send.accepted, 2);
    EXPECT_THAT(outbox_.list(), IsEmpty());
    SmtpServer other;
    delivery = deliver({other.url()});
    EXPECT_EQ(wait_for_end(send).send.trouble, "");
    EXPECT_THAT(recipients(other), testing::ElementsAre(testing::Pair("reader1@example.org", 1)));
}

// Before its first copy was tried, too.
TEST_P(IssueDelivery, WaitsForARelayThatWasThereWhileTheVaultWasLocked)
{
    subscribe_many(2);
    is_locked_ = true;
    auto const send = begin();
    auto delivery = deliver({"smtp://127.0.0.1:1"});
    wait(send, [](auto const& now) { return !now.send.trouble.empty(); });
    delivery = deliver({});
    is_locked_ = false;
    EXPECT_EQ(
        wait(send, [](auto const& now) { return now.send.trouble.find("removed") != std::string::npos; })
            .send.accepted,
        0);
    EXPECT_THAT(outbox_.list(), IsEmpty());
}

TEST_P(IssueDelivery, OutlivesARelayThatDies)
{
    subscribe_many(200);
    std::atomic<int> count = 0;
    SmtpServer dying([&](std::string const& line) -> std::string {
        return line.starts_with("MAIL") && ++count > 40 ? "close" : "";
    });
    SmtpServer other;
    auto const send = begin();
    auto const delivery
        = deliver({dying.url() + "?name=a&connections=2", other.url() + "?name=b&weight=0&connections=2"});
    auto const end = wait_for_end(send);
    EXPECT_EQ(end.send.accepted, 200);
    EXPECT_EQ(end.unknown, 0) << "what the relay closed upon it cannot have";
    EXPECT_EQ(dying.mails().size() + other.mails().size(), 200u);
    EXPECT_THAT(other.mails(), Not(IsEmpty()));
}

TEST_P(IssueDelivery, ListsThoseWhomARelayRefusesOrPutsOff)
{
    subscribe_many(30);
    SmtpServer server([](std::string const& line) -> std::string {
        if (line == "RCPT TO:<reader7@example.org>")
            return "550 5.1.1 <reader7@example.org> is not here";
        return line == "RCPT TO:<reader8@example.org>" ? "451 4.2.1 later" : "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    auto const now
        = wait(send, [](auto const& then) { return then.send.accepted == 28 && then.deferred == 1; });
    EXPECT_EQ(now.refused, 1);
    EXPECT_TRUE(now.send.status == Send::Status::running) << "one is tried again in a minute";
    EXPECT_NEAR(static_cast<double>(now.next_retry_at - system_clock_.now()), 60'000, 20'000);
    auto const refused = must(Sends(connection_, clock_).undelivered(send, "refused", 0, 10));
    EXPECT_EQ(refused.at(0).reason, "5.1.1") << "and nothing of its words, which name the reader";
}

TEST_P(IssueDelivery, GoesThroughAnotherRelayWhereOneRefusesUs)
{
    subscribe_many(60);
    SmtpServer blocked([](std::string const& line) -> std::string {
        return line.starts_with("MAIL") ? "550 5.7.1 sender blocked" : "";
    });
    SmtpServer other;
    auto const send = begin();
    auto const delivery = deliver({blocked.url() + "?name=a", other.url() + "?name=b&weight=0"});
    auto const end = wait_for_end(send);
    EXPECT_EQ(end.send.accepted, 60) << "no reader is refused";
    EXPECT_THAT(health_.trouble("a"), HasSubstr("550 5.7.1"));
}

TEST_P(IssueDelivery, IsPausedWhereARelayRefusesOneReaderAfterTheOther)
{
    subscribe_many(200);
    std::atomic<bool> is_blocked = true;
    SmtpServer server([&](std::string const& line) -> std::string {
        return is_blocked && line.starts_with("RCPT") ? "550 5.1.1 no such user" : "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    auto const paused = wait(
        send, [](auto const& now) { return now.send.status == Send::Status::paused && now.attempting == 0; });
    EXPECT_THAT(paused.send.trouble, HasSubstr("refuses one reader after the other"));
    EXPECT_GE(paused.refused, LedgerLimits::refused_in_a_row);
    EXPECT_LT(paused.refused, 100) << "and those under way";

    is_blocked = false;
    must(write([&] { return Sends(connection_, clock_).resume(send); }));
    EXPECT_EQ(wait_for_end(send).send.accepted, 200 - paused.refused);
    EXPECT_EQ(must(write([&] { return Sends(connection_, clock_).retry_dead(send); })), paused.refused);
    EXPECT_EQ(wait_for_end(send).send.accepted, 200) << "nobody is lost";
    EXPECT_EQ(count(weekly_), 200);
}

TEST_P(IssueDelivery, IsNotHeldUpByOneWhomTheRelayNeverTakes)
{
    subscribe_many(20);
    SmtpServer server([](std::string const& line) -> std::string {
        return line == "RCPT TO:<reader0@example.org>" ? "421 4.3.2 closing" : "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url() + "?connections=1"});
    auto const now
        = wait(send, [](auto const& then) { return then.send.accepted == 19 && then.deferred == 1; });
    auto const deferred = must(Sends(connection_, clock_).undelivered(send, "deferred", 0, 10));
    ASSERT_THAT(deferred, SizeIs(1));
    EXPECT_EQ(deferred[0].attempts, 1) << "which counts, so that it ends one day";
    EXPECT_EQ(deferred[0].code, 421);
    EXPECT_GT(now.next_retry_at, system_clock_.now());
}

TEST_P(IssueDelivery, ErasesNothingWhereASealDoesNotOpen)
{
    subscribe_many(3);
    must(connection_.execute(
        "UPDATE vault_records SET sealed = 'AAAA' WHERE id = (SELECT record FROM subscriptions "
        "WHERE number = (SELECT MIN(number) FROM subscriptions))"));
    SmtpServer server;
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    EXPECT_EQ(wait_for_end(send).refused, 1);
    EXPECT_EQ(
        must(Sends(connection_, clock_).undelivered(send, "refused", 0, 10)).at(0).reason, "unreadable");
    EXPECT_EQ(count(weekly_), 3);
}

TEST_P(IssueDelivery, StopsWhenTheVaultIsLockedMeanwhile)
{
    subscribe_many(400);
    std::atomic<int> count = 0;
    std::atomic<bool> is_unlocked = false;
    std::atomic<bool> is_seen = false;
    SmtpServer server([&](std::string const& line) -> std::string {
        if (line.starts_with("RCPT") && ++count == 20)
            is_locked_ = true;
        if (line.starts_with("RCPT") && is_unlocked && !is_seen)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    auto const locked = wait(send, [](auto const& now) { return !now.send.trouble.empty(); });
    EXPECT_THAT(locked.send.trouble, HasSubstr("vault is locked"));
    EXPECT_LT(locked.send.accepted, 200);
    EXPECT_EQ(locked.attempting, 0);
    is_unlocked = true;
    is_locked_ = false;
    wait(send, [](auto const& now) {
        return now.send.trouble.empty() && now.send.status == Send::Status::running;
    }); // why it waited is told no longer than it waits
    is_seen = true;
    EXPECT_EQ(wait_for_end(send).send.accepted, 400);
    EXPECT_THAT(recipients(server), SizeIs(400));
    EXPECT_THAT(server.mails(), SizeIs(400));
}

TEST_P(IssueDelivery, ListsWhatADeadProcessWasAtThoughTheSendIsCancelled)
{
    subscribe_many(5);
    auto const send = begin();
    Ledger dead(clock_, random_, "dead", 1'000); // whose clock stands years ago
    must(write([&]() -> Result<void> {
        TRY(dead.renew(connection_));
        TRY(dead.claim(connection_, send, 3));
        return Sends(connection_, clock_).cancel(send);
    }));
    EXPECT_EQ(progress(send).attempting, 3);
    SmtpServer server;
    auto const delivery = deliver({server.url()});
    auto const now = wait(send, [](auto const& then) { return then.unknown == 3; });
    EXPECT_EQ(now.attempting, 0);
    EXPECT_THAT(server.mails(), IsEmpty());
}

TEST_P(IssueDelivery, KeepsNoOtherSendWaitingWhileItMayNotGoOn)
{
    subscribe_many(10);
    SmtpServer server;
    DeliverySettings settings;
    settings.turn = 3'600'000; // so long it waits for the next look
    auto const send = begin();
    auto const delivery = deliver({server.url() + "?name=main&rate=3/d"}, settings);
    wait(send, [](auto const& now) { return now.send.accepted == 2; }); // the third is kept for letters
    subscribe("eve@example.org", {daily_});
    take_in();
    auto const other = must(write([&]() -> Result<std::int64_t> {
        TRY(connection_.execute("DELETE FROM mail_rates"));
        return Sends(connection_, clock_).begin(daily_.id, "issue2");
    }));
    EXPECT_EQ(wait_for_end(other).send.accepted, 1);
    EXPECT_EQ(progress(send).waiting, 8);
}

TEST_P(IssueDelivery, GivesOtherSendsTheirTurn)
{
    subscribe_many(1'000);
    subscribe("eve@example.org", {daily_});
    take_in();
    SmtpServer server([](std::string const& line) -> std::string {
        if (line.starts_with("RCPT TO:<reader"))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return "";
    });
    auto const send = begin();
    DeliverySettings settings;
    settings.turn = 0;
    auto const delivery = deliver({server.url()}, settings);
    wait(send, [](auto const& now) { return now.send.accepted > 0; });
    auto const other = must(write([&] { return Sends(connection_, clock_).begin(daily_.id, "issue2"); }));
    wait_for_end(other);
    EXPECT_TRUE(progress(send).send.status == Send::Status::running) << "long before the first one is over";
    EXPECT_EQ(wait_for_end(send).send.accepted, 1'000);
    EXPECT_THAT(server.mails(), SizeIs(1'001));
}

TEST_P(IssueDelivery, ListsThoseNobodyCanSayOf)
{
    subscribe_many(30);
    std::atomic<bool> has_closed = false;
    SmtpServer server([&](std::string const& line) -> std::string {
        return line == "end of data" && !has_closed.exchange(true) ? "close" : "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    EXPECT_EQ(wait_for_end(send).unknown, 1);
    EXPECT_EQ(must(write([&] { return Sends(connection_, clock_).send_unknown_again(send); })), 1);
    EXPECT_EQ(wait(send, [](auto const& now) { return now.send.accepted == 30; }).unknown, 0);
    EXPECT_THAT(server.mails(), SizeIs(31)) << "the relay had it after all";
}

// Whatever a relay answers, at whatever point: nobody is skipped, and nobody gets it twice but of those
// nobody can say of.
TEST_P(IssueDelivery, LosesNobodyWhateverARelayAnswers)
{
    subscribe_many(300);
    SeededRandom chance(3);
    std::mutex mutex;
    SmtpServer server([&](std::string const& line) -> std::string {
        std::lock_guard lock(mutex);
        std::byte byte{};
        chance.fill({&byte, 1});
        constexpr std::string_view answers[]{"421 4.3.2 closing", "451 4.3.0 later", "550 5.7.1 no", "close",
            "rubbish", "451 4.2.1 later", "550 no"};
        auto const pick = static_cast<std::size_t>(byte);
        if (pick == 255 && line == "end of data")
            return "stall";
        bool const is_ours = line == "end of data" || line.starts_with("RCPT") || line.starts_with("MAIL");
        return is_ours && pick < std::size(answers) ? std::string(answers[pick]) : "";
    });
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    auto const end = wait(send, [&](auto const& now) {
        if (now.deferred > 0 && now.waiting + now.attempting == 0)
            must(connection_.execute("UPDATE deliveries SET not_before = 0 WHERE status = 'deferred'"));
        return now.send.status == Send::Status::finished;
    });
    EXPECT_EQ(end.send.accepted + end.refused + end.unknown, 300);
    EXPECT_GT(end.send.accepted, 250);
    EXPECT_GT(end.refused, 0);
    std::int64_t received = 0; // also what was refused in the end, once all had arrived
    for (auto const& [to, count] : recipients(server))
        received += count;
    EXPECT_GE(received, end.send.accepted);
}

TEST_P(IssueDelivery, KeepsToTheRatesOfRelaysAndProviders)
{
    subscribe_many(20);
    must(write([&] { return mail::set_domain_rate(connection_, "example.org", "5/h"); }));
    SmtpServer server;
    auto const send = begin();
    {
        auto const delivery = deliver({server.url()});
        wait(send, [](auto const& now) { return now.send.accepted == 5; });
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    EXPECT_THAT(server.mails(), SizeIs(5));
    must(write([&] { return mail::set_domain_rate(connection_, "example.org", ""); }));
    must(connection_.execute("UPDATE deliveries SET not_before = 0"));
    {
        auto const delivery = deliver({server.url() + "?rate=7/h"});
        wait(send, [](auto const& now) { return now.send.accepted == 11; });
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
    }
    EXPECT_THAT(server.mails(), SizeIs(11)) << "one of the seven is kept for letters";
    EXPECT_EQ(progress(send).waiting, 9);
    EXPECT_EQ(progress(send).unknown + progress(send).attempting, 0) << "what it held is put back as it ends";
}

TEST_P(IssueDelivery, IsPausedAndGoesOn)
{
    subscribe_many(400);
    SmtpServer server;
    auto const send = begin();
    auto const delivery = deliver({server.url()});
    wait(send, [](auto const& now) { return now.send.accepted > 10; });
    must(write([&] { return Sends(connection_, clock_).pause(send); }));
    auto const paused = wait(send, [](auto const& now) { return now.attempting == 0; });
    EXPECT_GT(paused.waiting, 0);
    auto const seen = server.mails().size();
    EXPECT_EQ(static_cast<std::int64_t>(seen), paused.send.accepted);
    must(write([&] { return Sends(connection_, clock_).resume(send); }));
    EXPECT_EQ(wait_for_end(send).send.accepted, 400);
    EXPECT_THAT(recipients(server), SizeIs(400));
    EXPECT_THAT(server.mails(), SizeIs(400));
}

TEST(IssueCopiesTest, AreTheSameWhenTheyAreMadeAgain)
{
    auto const key = must(mail::DkimKey::make("paper.example", "s", mail::DkimAlgorithm::rsa));
    auto const copies = must(IssueCopies::make(issue(), {key}, 1'795'770'000'000));
    auto const to = must(mail::parse_address("ana@example.org"));
    auto const one = must(copies.make_for(to, "subscription1", "token1", 1'795'770'000'000));
    auto const again = must(copies.make_for(to, "subscription1", "token1", 1'795'770'000'000));
    EXPECT_EQ(one.head, again.head);
    EXPECT_EQ(one.body, again.body);
    std::set<std::string> subjects;
    for (int at = 0; at < 50; ++at) {
        auto const head = must(copies.make_for(to, fmt::format("subscription{}", at), "token1", 1)).head;
        subjects.insert(head.substr(head.find("Subject:"), 20));
    }
    EXPECT_THAT(subjects, SizeIs(2)) << "each reader gets one of the subjects";
}

TEST(IssueCopiesTest, AreRefusedWhereTheyWouldBeNoProperMail)
{
    auto refusal = [](auto&& change) {
        auto bad = issue();
        change(bad);
        auto const made = IssueCopies::make(bad, {}, 1);
        return made.ok() ? "made" : made.error().message;
    };
    EXPECT_THAT(refusal([](auto& bad) { bad.subjects = {"x\r\nBcc: all@example.org"}; }),
        HasSubstr("control character"));
    EXPECT_THAT(refusal([](auto& bad) { bad.subjects.clear(); }), HasSubstr("no subject"));
    EXPECT_THAT(refusal([](auto& bad) { bad.from.address.domain.clear(); }), HasSubstr("no sender"));
    EXPECT_THAT(
        refusal([](auto& bad) { bad.unsubscribe_url = "http://paper.example/" + std::string(token_place); }),
        HasSubstr("https"));
    EXPECT_THAT(refusal([](auto& bad) { bad.unsubscribe_url = "https://paper.example/"; }),
        HasSubstr("the same for everybody"));
    EXPECT_THAT(refusal([](auto& bad) { bad.list_id = "a\nb"; }), HasSubstr("control character"));
    EXPECT_THAT(refusal([](auto& bad) { bad.html = "\xff"; }), HasSubstr("UTF-8"));
}

} // namespace

} // namespace broadsheet::newsletter

#include "mail/post_office.h"

#include "db/transaction.h"
#include "support/database.h"
#include "support/smtp_server.h"

#include <atomic>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::mail {

namespace {

using test::must;
using test::SmtpServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view text = "Subject: x\r\n\r\nline\r\n";
constexpr SmtpTimeouts short_timeouts{2, 1, 1};

Outcome send_to(SmtpServer& server, std::string_view to = "ana@example.org")
{
    auto connection
        = must(SmtpConnection::open(must(parse_relay(server.url())), "lantern.example", short_timeouts));
    std::string_view const pieces[]{text};
    return connection->send({"bounce@lantern.example", to, pieces});
}

// A relay that answers so to this command.
SmtpServer::Answer when(std::string command, std::string answer)
{
    return [=](std::string const& line) { return line.starts_with(command) ? answer : std::string(); };
}

TEST(SmtpConnection, SendsOneMessageAfterAnother)
{
    for (auto const* extensions : {"PIPELINING\nENHANCEDSTATUSCODES", "8BITMIME"}) {
        SmtpServer server({}, extensions);
        auto connection
            = must(SmtpConnection::open(must(parse_relay(server.url())), "lantern.example", short_timeouts));
        std::string_view const pieces[]{"Subject: x\r\n", "\r\n", "line\r\n"};
        for (int count = 0; count < 3; ++count)
            EXPECT_EQ(
                connection->send({"bounce@lantern.example", "ana@example.org", pieces}).fate, Fate::accepted);
        ASSERT_THAT(server.mails(), SizeIs(3));
        EXPECT_EQ(server.mails()[2].data, text);
        EXPECT_EQ(server.mails()[2].from, "bounce@lantern.example");
        EXPECT_EQ(server.mails()[2].to, "ana@example.org");
        EXPECT_EQ(server.connections(), 1);
        EXPECT_EQ(server.commands()[1], "EHLO lantern.example");
    }
}

struct Case {
    char const* command;
    char const* answer;
    Fate fate;
    int code;
    bool stays_open;
};

// What is said when, and what has become of the message: the difference between a reader skipped, a reader
// written to twice, and neither.
constexpr Case cases[]{
    {"MAIL", "451 4.3.0 later", Fate::not_sent, 451, true},
    {"MAIL", "550 5.7.1 no", Fate::not_sent, 550, true},
    {"MAIL", "530 5.7.0 authentication required", Fate::not_sent, 530, true},
    {"MAIL", "550 5.4.5 daily quota exceeded", Fate::not_sent, 550, true},
    {"MAIL", "421 4.3.2 closing", Fate::not_sent, 421, false},
    {"MAIL", "close", Fate::not_sent, 0, false},
    {"RCPT", "450 4.2.1 later", Fate::deferred, 450, true},
    {"RCPT", "550 5.1.1 no such user", Fate::refused, 550, true},
    {"RCPT", "421 too many", Fate::not_sent, 421, false},
    {"RCPT", "530 5.7.0 authentication required", Fate::not_sent, 530, true},
    {"RCPT", "550 5.4.5 daily quota exceeded", Fate::not_sent, 550, true},
    {"RCPT", "554 5.7.1 not to this reader", Fate::refused, 554, true},
    {"RCPT", "close", Fate::not_sent, 0, false},
    {"RCPT", "stall", Fate::not_sent, 0, false},
    {"DATA", "451 later", Fate::deferred, 451, true},
    {"DATA", "554 5.7.1 no", Fate::not_sent, 554, true},
    {"DATA", "close", Fate::not_sent, 0, false},
    {"end of data", "250 2.0.0 queued", Fate::accepted, 250, true},
    {"end of data", "451 4.3.0 disk full", Fate::deferred, 451, true},
    {"end of data", "421 4.3.2 closing", Fate::not_sent, 421, false},
    {"end of data", "554 5.7.1 spam", Fate::refused, 554, true},
    {"end of data", "550 5.4.5 daily quota exceeded", Fate::not_sent, 550, true},
    {"end of data", "close", Fate::unknown, 0, false},
    {"end of data", "stall", Fate::unknown, 0, false},
    {"end of data", "what?", Fate::unknown, 0, false},
};

TEST(SmtpConnection, TellsWhatHasBecomeOfAMessage)
{
    for (auto const& row : cases) {
        for (auto const* extensions : {"PIPELINING", "8BITMIME"}) {
            SmtpServer server(when(row.command, row.answer), extensions);
            auto connection = must(
                SmtpConnection::open(must(parse_relay(server.url())), "lantern.example", short_timeouts));
            std::string_view const pieces[]{text};
            auto const outcome = connection->send({"", "ana@example.org", pieces});
            EXPECT_EQ(static_cast<int>(outcome.fate), static_cast<int>(row.fate))
                << row.command << " " << row.answer;
            EXPECT_EQ(outcome.reply.code, row.code) << row.command << " " << row.answer;
            EXPECT_EQ(connection->is_open(), row.stays_open)
                << row.command << " " << row.answer << " " << extensions;
        }
    }
}

TEST(SmtpConnection, SendsNothingWhereDataIsTakenForARefusedRecipient)
{
    SmtpServer server(when("RCPT", "550 5.1.1 no"));
    EXPECT_TRUE(send_to(server).is_dead_address());
    ASSERT_THAT(server.mails(), SizeIs(1));
    EXPECT_EQ(server.mails()[0].data, "") << "this relay took DATA all the same";
}

TEST(SmtpConnection, KnowsDeadAddressesFromOtherRefusals)
{
    for (auto const* answer : {"550 5.1.1 x", "550-5.1.10 x\r\n550 5.1.10 y", "554 5.1.2 x"}) {
        SmtpServer server(when("RCPT", answer));
        EXPECT_TRUE(send_to(server).is_dead_address()) << answer;
    }
    for (auto const* answer :
        {"550 5.7.1 policy", "552 5.2.2 full", "550 no such user", "450 4.1.1 later", "550 5.1.11 x"}) {
        SmtpServer server(when("RCPT", answer));
        EXPECT_FALSE(send_to(server).is_dead_address()) << answer;
    }
}

TEST(SmtpConnection, IsNotOpenedWhereTheRelayDoesNotServe)
{
    auto open = [](std::string const& url) {
        auto const connection
            = SmtpConnection::open(must(parse_relay(url)), "lantern.example", short_timeouts);
        return connection.ok()
            ? "open"
            : std::string(name_of(connection.error().code)) + ": " + connection.error().message;
    };
    EXPECT_THAT(open("smtp://127.0.0.1:1"), HasSubstr("unavailable: the mail relay 127.0.0.1"));
    for (auto const* greeting : {"421 later", "554 no", "close", "stall", "hello"}) {
        SmtpServer server(when("greeting", greeting));
        EXPECT_THAT(open(server.url()), HasSubstr("unavailable: ")) << greeting;
    }
    SmtpServer plain;
    auto const url = fmt::format("smtp://localhost:{}?name=main", plain.port());
    auto relay = must(parse_relay(url));
    relay.security = Security::starttls;
    EXPECT_THAT(SmtpConnection::open(relay, "lantern.example", short_timeouts).error().message,
        HasSubstr("does not offer STARTTLS"));
    SmtpServer denying(when("AUTH", "535 5.7.8 no"), "AUTH PLAIN");
    auto const refused = open(fmt::format("smtp://ana:secret-word@127.0.0.1:{}", denying.port()));
    EXPECT_THAT(refused, HasSubstr("invalid: "));
    EXPECT_THAT(refused, testing::Not(HasSubstr("secret-word")));
}

TEST(SmtpConnection, EndsWhereTheProgramDoes)
{
    SmtpServer server(when("MAIL", "stall"));
    bool is_ending = false;
    auto connection = must(SmtpConnection::open(
        must(parse_relay(server.url())), "lantern.example", {2, 600, 600}, [&] { return is_ending; }));
    is_ending = true;
    std::string_view const pieces[]{text};
    EXPECT_EQ(connection->send({"", "ana@example.org", pieces}).fate, Fate::not_sent);
}

TEST(MailRelay, IsReadFromAnUrl)
{
    auto const relay = must(parse_relay(
        "smtps://letters%40lantern.example:p%3Ass@mail.example:4650?name=main&weight=3&connections=9&rate=14/"
        "s+50000/d"));
    EXPECT_EQ(relay.name, "main");
    EXPECT_EQ(place_of(relay), "smtps://mail.example:4650");
    EXPECT_EQ(relay.username, "letters@lantern.example");
    EXPECT_EQ(relay.password, "p:ss");
    EXPECT_EQ(relay.weight, 3);
    EXPECT_EQ(relay.connections, 9);
    EXPECT_EQ(to_text(relay.rates), "14/s 50000/d");
    EXPECT_EQ(must(parse_relay("smtp://mail.example")).port, 587);
    EXPECT_TRUE(must(parse_relay("smtp://mail.example")).security == Security::starttls);
    EXPECT_TRUE(must(parse_relay("smtp://127.0.0.1:25")).security == Security::none);
    EXPECT_EQ(must(parse_relay("smtp://[::1]:25")).host, "[::1]");
    for (auto const* url :
        {"", "mail.example", "http://mail.example", "smtp://", "smtp://a b", "smtp://mail.example:0",
            "smtp://mail.example:x", "smtp://mail.example/path", "smtp://mail.example?weight=-1",
            "smtp://mail.example?rate=5", "smtp://mail.example?x=y", "smtp://u:p%0d%0aX@mail.example",
            "smtp://mail.example?connections=1000", "smtp://mail.exa\r\nmple"})
        EXPECT_FALSE(parse_relay(url).ok()) << url;
}

class MailPost : public test::DatabaseTest {
protected:
    static Letter letter(std::string to = "ana@example.org")
    {
        Letter letter;
        letter.to = std::move(to);
        letter.subject = "A receipt";
        letter.text = "Thank you.\n";
        return letter;
    }
    Sender sender_{"The Lantern", must(parse_address("letters@lantern.example"))};
    Outbox outbox_;
};
ON_BOTH_DATABASES(MailPost);

TEST_P(MailPost, IsCapturedUntilARelayIsSet)
{
    PostOffice office(*database_, clock_, random_, outbox_, sender_);
    ASSERT_TRUE(office.send(letter()).ok());
    ASSERT_THAT(outbox_.list(), SizeIs(1));
    auto const mail = outbox_.find(1);
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->to, "ana@example.org");
    EXPECT_THAT(mail->message, HasSubstr("From: \"The Lantern\" <letters@lantern.example>\r\n"));
    SmtpServer server;
    must(save_relay(connection_, must(parse_relay(server.url()))));
    must(set_sender(connection_, "Other", "other@lantern.example"));
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_THAT(outbox_.list(), SizeIs(1));
    ASSERT_THAT(server.mails(), SizeIs(1));
    EXPECT_EQ(server.mails()[0].from, "other@lantern.example");
    EXPECT_THAT(server.mails()[0].data, HasSubstr("From: \"Other\" <other@lantern.example>\r\n"));
}

TEST_P(MailPost, SendsNothingThroughARelayFromAnAddressThatNobodyHas)
{
    Sender const nobody{"The Lantern", must(parse_address("newsroom@localhost.invalid"))};
    PostOffice office(*database_, clock_, random_, outbox_, nobody);
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_THAT(outbox_.list(), SizeIs(1));
    SmtpServer server;
    must(save_relay(connection_, must(parse_relay(server.url()))));
    auto const refused = office.send(letter());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("broadsheet mail sender"));
    EXPECT_THAT(server.mails(), SizeIs(0));
    EXPECT_THAT(outbox_.list(), SizeIs(1));
    must(set_sender(connection_, "The Lantern", "letters@lantern.example"));
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_EQ(server.mails().at(0).from, "letters@lantern.example");
}

TEST_P(MailPost, KeepsConnectionsAndOpensClosedOnesAnew)
{
    SmtpServer server;
    PostOffice office(*database_, clock_, random_, outbox_, sender_, {must(parse_relay(server.url()))});
    for (int count = 0; count < 3; ++count)
        ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_EQ(server.connections(), 1);
    clock_.advance(61'000);
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_EQ(server.connections(), 2);
    EXPECT_THAT(server.mails(), SizeIs(4));
}

TEST_P(MailPost, GoesThroughAnotherRelayWhereOneFails)
{
    SmtpServer dead(when("MAIL", "421 4.3.2 closing"));
    SmtpServer alive;
    PostOffice office(*database_, clock_, random_, outbox_, sender_,
        {must(parse_relay(dead.url() + "?name=dead&weight=100")),
            must(parse_relay(alive.url() + "?name=alive&weight=0"))});
    for (int count = 0; count < 5; ++count)
        ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_THAT(alive.mails(), SizeIs(5));
    EXPECT_EQ(dead.connections(), 1) << "it rests";
    EXPECT_THAT(office.health().trouble("dead"), HasSubstr("takes no mail"));
    clock_.advance(1'001);
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_EQ(dead.connections(), 2) << "it is tried again";
}

TEST_P(MailPost, GoesThroughAnotherRelayWhereOneRefusesUs)
{
    SmtpServer blocked(when("MAIL", "554 5.7.1 sender blocked"));
    SmtpServer alive;
    PostOffice office(*database_, clock_, random_, outbox_, sender_,
        {must(parse_relay(blocked.url() + "?name=blocked&weight=100")),
            must(parse_relay(alive.url() + "?name=alive&weight=0"))});
    ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_THAT(alive.mails(), SizeIs(1));
    EXPECT_TRUE(office.health().is_resting("blocked"));
    EXPECT_EQ(office.health().trouble("blocked"),
        "the mail relay blocked takes no mail from us at present: it says 554 5.7.1");
}

TEST_P(MailPost, IsSharedByWeight)
{
    SmtpServer one;
    SmtpServer other;
    PostOffice office(*database_, clock_, random_, outbox_, sender_,
        {must(parse_relay(one.url() + "?name=one&weight=3")),
            must(parse_relay(other.url() + "?name=other&weight=1"))});
    for (int count = 0; count < 12; ++count)
        ASSERT_TRUE(office.send(letter()).ok());
    EXPECT_THAT(one.mails(), SizeIs(9));
    EXPECT_THAT(other.mails(), SizeIs(3));
}

TEST_P(MailPost, KeepsToRates)
{
    SmtpServer server;
    PostOffice office(
        *database_, clock_, random_, outbox_, sender_, {must(parse_relay(server.url() + "?rate=2/m"))});
    ASSERT_TRUE(office.send(letter()).ok());
    ASSERT_TRUE(office.send(letter()).ok());
    auto const third = office.send(letter());
    EXPECT_EQ(third.error().code, ErrorCode::unavailable);
    EXPECT_THAT(third.error().message, HasSubstr("as much as it may"));
    // The window is in the database, so that starting anew gives no more.
    PostOffice again(
        *database_, clock_, random_, outbox_, sender_, {must(parse_relay(server.url() + "?rate=2/m"))});
    EXPECT_FALSE(again.send(letter()).ok());
    clock_.advance(60'000);
    EXPECT_TRUE(again.send(letter()).ok());
}

TEST_P(MailPost, HasAShareOfARateThatIssuesDoNotUseUp)
{
    SmtpServer server;
    auto const relay = must(parse_relay(server.url() + "?name=main&rate=40/d"));
    auto const permit = must(db::transaction(connection_, db::Access::write, [&] {
        return take_from_rates(connection_, "relay:main", without_reserve(relay.rates), 1'000, clock_.now());
    }));
    EXPECT_EQ(permit.granted, 38);
    PostOffice office(*database_, clock_, random_, outbox_, sender_, {relay});
    EXPECT_TRUE(office.send(letter()).ok());
    EXPECT_TRUE(office.send(letter()).ok());
    EXPECT_FALSE(office.send(letter()).ok());
    EXPECT_EQ(to_text(without_reserve(must(parse_rates("1/s 2/m 14/m 20000/h")))), "1/s 1/m 13/m 19000/h");
}

// Each look at it takes half an hour, and the day goes on when it is told to.
class HastyClock final : public Clock {
public:
    UtcMillis now() const override { return now_; }
    std::int64_t monotonic() const override { return ++looks_ * 31 * 60'000; }
    std::int64_t looks() const { return looks_; }
    void advance(std::int64_t milliseconds) { now_ += milliseconds; }

private:
    std::atomic<UtcMillis> now_ = 1'700'000'000'000;
    mutable std::atomic<std::int64_t> looks_ = 0;
};

TEST_P(MailPost, WaitsForItsTurnHoweverLongThatTakes)
{
    SmtpServer server;
    HastyClock clock;
    PostOffice office(
        *database_, clock, random_, outbox_, sender_, {must(parse_relay(server.url() + "?rate=1/d"))});
    auto wait_until = [](auto&& is_so) {
        for (int wait = 0; wait < 2'000 && !is_so(); ++wait)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    };
    ASSERT_TRUE(office.hand_over(letter()).ok());
    ASSERT_TRUE(office.hand_over(letter("bo@example.org")).ok());
    wait_until([&] { return server.mails().size() == 1; });
    auto const looks = clock.looks();
    wait_until([&] { return clock.looks() > looks + 20 * PostLimits::attempts; });
    clock.advance(24LL * 60 * 60 * 1'000);
    wait_until([&] { return server.mails().size() == 2; });
    ASSERT_THAT(server.mails(), SizeIs(2)) << "no permit is no attempt";
    EXPECT_EQ(server.mails()[1].to, "bo@example.org");
}

TEST_P(MailPost, TellsForGoodFromLater)
{
    SmtpServer server([](std::string const& line) -> std::string {
        if (line == "RCPT TO:<gone@example.org>")
            return "550 5.1.1 no";
        return line == "RCPT TO:<full@example.org>" ? "452 4.2.2 full" : "";
    });
    PostOffice office(*database_, clock_, random_, outbox_, sender_, {must(parse_relay(server.url()))});
    EXPECT_EQ(office.send(letter("gone@example.org")).error().code, ErrorCode::invalid);
    EXPECT_EQ(office.send(letter("full@example.org")).error().code, ErrorCode::unavailable);
    EXPECT_THAT(office.send(letter("gone@example.org")).error().message, testing::Not(HasSubstr("gone@")))
        << "errors are logged";
    EXPECT_EQ(office.send(letter("nobody")).error().code, ErrorCode::invalid);
}

TEST_P(MailPost, SendsWhatIsHandedOver)
{
    SmtpServer server;
    PostOffice office(*database_, clock_, random_, outbox_, sender_, {must(parse_relay(server.url()))});
    ASSERT_TRUE(office.hand_over(letter()).ok());
    EXPECT_FALSE(office.hand_over(letter("nobody")).ok());
    for (int wait = 0; wait < 500 && server.mails().empty(); ++wait)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_THAT(server.mails(), SizeIs(1));
}

TEST_P(MailPost, KeepsAPasswordThatIsNotTypedAgain)
{
    must(save_relay(connection_, must(parse_relay("smtps://ana:secret@mail.example?name=main"))));
    must(save_relay(connection_, must(parse_relay("smtps://ana@mail.example?name=main&weight=2"))));
    auto const kept = must(load_configuration(connection_)).relays;
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].password, "secret");
    EXPECT_EQ(kept[0].weight, 2);
    must(save_relay(connection_, must(parse_relay("smtps://bo@mail.example?name=main"))));
    EXPECT_EQ(must(load_configuration(connection_)).relays[0].password, "") << "another user's";
}

TEST_P(MailPost, SettingsAreChecked)
{
    EXPECT_FALSE(set_sender(connection_, "x\r\nBcc: y", "a@b.example").ok());
    EXPECT_FALSE(set_sender(connection_, "x", "nobody").ok());
    EXPECT_FALSE(set_return_path(connection_, "x").ok());
    EXPECT_FALSE(set_own_name(connection_, "a b").ok());
    EXPECT_FALSE(set_domain_rate(connection_, "mail.example", "fast").ok());
    must(set_domain_rate(connection_, "Mail.Example", "20/s"));
    EXPECT_EQ(must(load_configuration(connection_)).domain_rates.begin()->first, "mail.example");
    must(set_domain_rate(connection_, "mail.example", ""));
    EXPECT_THAT(must(load_configuration(connection_)).domain_rates, IsEmpty());
    auto const key = must(DkimKey::make("lantern.example", "s1", DkimAlgorithm::ed25519));
    must(add_dkim_key(connection_, key, 1));
    EXPECT_EQ(add_dkim_key(connection_, key, 1).error().code, ErrorCode::conflict);
    EXPECT_THAT(must(load_configuration(connection_)).keys, IsEmpty())
        << "not before its record is published";
    EXPECT_TRUE(must(activate_dkim_key(connection_, "lantern.example", "s1", true)));
    EXPECT_THAT(must(load_configuration(connection_)).keys, SizeIs(1));
}

} // namespace

} // namespace broadsheet::mail

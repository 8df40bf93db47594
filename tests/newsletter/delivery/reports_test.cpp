#include "newsletter/delivery/reports.h"

#include "mail/configuration.h"
#include "newsletter/delivery/ledger.h"
#include "newsletter/newsletter_fixture.h"

#include <fmt/format.h>

namespace broadsheet::newsletter {

namespace {

using test::must;
using testing::HasSubstr;
using Kind = mail::Report::Kind;

constexpr std::int64_t day = 24LL * 60 * 60 * 1'000;

mail::Address const base{"bounces", "paper.example"};

class DeliveryReports : public NewsletterTest {
protected:
    DeliveryReports()
    {
        must(write([&] { return mail::ensure_bounce_secret(connection_, random_); }));
        secret_ = must(mail::load_configuration(connection_)).bounce_secret;
        subscribe("ana@example.org", {weekly_, daily_});
        subscribe("bo@example.org", {weekly_});
        take_in();
    }
    // Sends an issue of the weekly to both, and returns ana's copy.
    CopyNumber deliver()
    {
        auto const send = must(write(
            [&] { return Sends(connection_, clock_).begin(weekly_.id, fmt::format("issue{}", ++issues_)); }));
        Ledger ledger(clock_, random_, "one", 60'000);
        auto const claimed = must(write([&] { return ledger.claim(connection_, send, 10); }));
        CopyNumber copy{send, 0};
        std::vector<Finished> finished;
        for (auto const& one : claimed) {
            finished.push_back({one.subscription, Finished::How::accepted, 250, "", 0, 1});
            if (must(records().open(keys_, one.record)).address == "ana@example.org")
                copy.subscription = one.subscription;
        }
        must(write([&] { return ledger.record(connection_, send, finished); }));
        return copy;
    }
    vault::Records records() { return {connection_, random_}; }
    ReportTaken report(CopyNumber copy, Kind kind, std::string const& status = "")
    {
        return must(write([&] {
            return take_report(connection_, clock_, random_, copy, {kind, status, "", ""});
        }));
    }
    std::string status_of(CopyNumber copy)
    {
        auto rows = must(
            connection_.query("SELECT status FROM subscriptions WHERE number = $1", {copy.subscription}));
        return must(rows.next()) ? rows.string(0) : "none";
    }
    bool has_address(std::string const& address)
    {
        auto const record = must(records().find(keys_, vault_purpose, address));
        return record && records().open(keys_, *record).ok();
    }

    std::string secret_;
    int issues_ = 0;
};
ON_BOTH_DATABASES(DeliveryReports);

TEST_P(DeliveryReports, OfADeadMailboxEndAllItsSubscriptions)
{
    auto const copy = deliver();
    EXPECT_TRUE(report(copy, Kind::hard, "5.1.1") == ReportTaken::ended);
    EXPECT_EQ(status_of(copy), "undeliverable");
    EXPECT_EQ(must(subscriptions().count(daily_.id)), 0);
    EXPECT_TRUE(report(copy, Kind::hard, "5.1.1") == ReportTaken::nothing) << "once a copy";
    auto const erase
        = [&] { must(write([&] { return erase_undeliverable(connection_, clock_, random_); })); };
    clock_.advance((ReportLimits::days - 1) * day);
    erase();
    EXPECT_TRUE(has_address("ana@example.org")) << "it may have been a mistake";
    clock_.advance(day);
    erase();
    EXPECT_FALSE(has_address("ana@example.org")) << "the address is deleted, its hash kept";
    EXPECT_TRUE(must(records().find(keys_, vault_purpose, "ana@example.org")).has_value());
    EXPECT_TRUE(has_address("bo@example.org"));
    EXPECT_EQ(must(write([&] { return Sends(connection_, clock_).retry_dead(copy.send); })), 0);
    EXPECT_EQ(status_of(copy), "undeliverable") << "there is nothing left to write to";
}

TEST_P(DeliveryReports, OfOtherFailuresCountUntilThreeIssuesInARow)
{
    auto copy = deliver();
    for (int flood = 0; flood < 10; ++flood)
        report(copy, Kind::soft, "4.2.2");
    EXPECT_EQ(status_of(copy), "active") << "a thousand reports of one copy are one";
    copy = deliver();
    EXPECT_TRUE(report(copy, Kind::soft, "4.2.2") == ReportTaken::noted);
    copy = deliver(); // arrives
    copy = deliver();
    report(copy, Kind::soft, "4.2.2");
    copy = deliver();
    EXPECT_TRUE(report(copy, Kind::soft, "4.2.2") == ReportTaken::noted);
    copy = deliver();
    EXPECT_TRUE(report(copy, Kind::soft, "4.2.2") == ReportTaken::ended);
    EXPECT_EQ(status_of(copy), "undeliverable");
}

TEST_P(DeliveryReports, OfSpamEndThisSubscription)
{
    auto const copy = deliver();
    EXPECT_TRUE(report(copy, Kind::complaint) == ReportTaken::ended);
    EXPECT_EQ(status_of(copy), "ended");
    EXPECT_EQ(must(subscriptions().count(daily_.id)), 1) << "the other newsletter goes on";
    EXPECT_TRUE(has_address("ana@example.org"));
}

TEST_P(DeliveryReports, AreTakenInFromWhatTheyAreAddressedTo)
{
    auto const copy = deliver();
    auto const address = return_path(base, copy, secret_).text();
    std::string const bounce = "To: x\r\nContent-Type: multipart/report; "
                               "boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                               "Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n";
    std::string const complaint = "To: abuse@paper.example\r\nContent-Type: multipart/report; "
                                  "boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
                                  "Feedback-Type: abuse\r\nOriginal-Mail-From: <"
        + address + ">\r\n--b--\r\n";
    auto take = [&](std::string const& to, std::string const& message) {
        auto const taken = take_in_report(connection_, clock_, random_, to, message);
        return taken.ok() ? "taken" : std::string(name_of(taken.error().code));
    };
    EXPECT_EQ(take("bounces@paper.example", bounce), "invalid");
    auto forged = address;
    forged[forged.find('@') - 1] = forged[forged.find('@') - 1] == '0' ? '1' : '0';
    EXPECT_EQ(take(forged, bounce), "invalid") << "nobody reports a reader as dead";
    EXPECT_EQ(take(return_path(base, {copy.send, copy.subscription}, std::string(32, 'x')).text(), bounce),
        "invalid");
    EXPECT_EQ(take(address, "Subject: I am away\r\n\r\nBack on Monday.\r\n"), "taken") << "and nothing done";
    EXPECT_EQ(status_of(copy), "active");
    EXPECT_EQ(take("", complaint), "taken");
    EXPECT_EQ(status_of(copy), "ended");
    EXPECT_EQ(take(address, bounce), "taken");
}

TEST_P(DeliveryReports, OfTheRelayItselfCountAsWell)
{
    auto const copy = deliver();
    auto const send = must(write([&] { return Sends(connection_, clock_).begin(weekly_.id, "last"); }));
    Ledger ledger(clock_, random_, "one", 60'000);
    must(write([&] { return ledger.claim(connection_, send, 10); }));
    must(write([&] {
        return ledger.record(
            connection_, send, {{copy.subscription, Finished::How::refused, 550, "5.1.1", 0, 1}});
    }));
    EXPECT_EQ(status_of(copy), "undeliverable");
    EXPECT_EQ(must(write([&] { return Sends(connection_, clock_).retry_refused(send); })), 0);
    EXPECT_EQ(must(write([&] { return Sends(connection_, clock_).retry_dead(send); })), 1);
    EXPECT_EQ(status_of(copy), "active") << "the relay was wrong";
    EXPECT_EQ(must(subscriptions().count(daily_.id)), 1);
    clock_.advance(ReportLimits::days * day);
    must(write([&] { return erase_undeliverable(connection_, clock_, random_); }));
    EXPECT_TRUE(has_address("ana@example.org"));
}

TEST_P(DeliveryReports, OfADeadMailboxLeaveWhoComesBackAlone)
{
    auto const copy = deliver();
    report(copy, Kind::hard, "5.1.1");
    subscribe("ana@example.org", {daily_});
    take_in();
    clock_.advance(ReportLimits::days * day);
    must(write([&] { return erase_undeliverable(connection_, clock_, random_); }));
    EXPECT_TRUE(has_address("ana@example.org"));
    EXPECT_EQ(must(subscriptions().count(daily_.id)), 1);
    EXPECT_EQ(status_of(copy), "undeliverable");
}

} // namespace

} // namespace broadsheet::newsletter

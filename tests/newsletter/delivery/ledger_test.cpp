#include "newsletter/delivery/ledger.h"

#include "newsletter/delivery/missed_domains.h"
#include "newsletter/delivery/reports.h"
#include "newsletter/delivery/return_path.h"
#include "newsletter/newsletter_fixture.h"

#include <fmt/format.h>
#include <set>

namespace broadsheet::newsletter {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t lease = 60'000;

class DeliveryLedger : public NewsletterTest {
protected:
    // Subscriptions need no address here.
    void subscribe_many(int count)
    {
        must(write([&]() -> Result<void> {
            for (int at = 0; at < count; ++at)
                TRY(connection_.execute(
                    "INSERT INTO subscriptions (id, newsletter, record, status, language, confirmed_day) "
                    "VALUES ($1, $2, $3, 'active', 'en', 1)",
                    {fmt::format("reader{}", ++readers_), weekly_.id, fmt::format("record{}", readers_)}));
            return {};
        }));
    }
    std::int64_t begin(std::string_view issue = "issue1")
    {
        return must(write([&] { return sends().begin(weekly_.id, issue); }));
    }
    Sends sends() { return {connection_, clock_}; }
    Ledger worker(std::string name) { return {clock_, random_, std::move(name), lease}; }
    std::vector<Claimed> claim(Ledger& ledger, std::int64_t send, std::size_t most)
    {
        return must(write([&]() -> Result<std::vector<Claimed>> {
            TRY(ledger.renew(connection_));
            TRY(ledger.reap(connection_, send));
            return ledger.claim(connection_, send, most);
        }));
    }
    void record(Ledger& ledger, std::int64_t send, std::vector<Claimed> const& claimed, Finished::How how,
        int code = 250, std::string const& reason = "", UtcMillis not_before = 0)
    {
        std::vector<Finished> finished;
        for (auto const& one : claimed)
            finished.push_back({one.subscription, how, code, reason, not_before, one.attempts});
        must(write([&] { return ledger.record(connection_, send, finished); }));
    }
    UtcMillis look_ahead(Ledger& ledger, std::int64_t send)
    {
        return must(write([&] { return ledger.look_ahead(connection_, send); }));
    }
    Progress progress(std::int64_t send) { return must(sends().progress(send)); }

    int readers_ = 0;
};
ON_BOTH_DATABASES(DeliveryLedger);

TEST_P(DeliveryLedger, ClaimsEachRecipientOnce)
{
    subscribe_many(2'500);
    auto const send = begin();
    auto one = worker("one");
    auto other = worker("other");
    std::set<std::string> seen;
    for (bool any = true; any;) {
        any = false;
        for (auto* ledger : {&one, &other}) {
            auto const claimed = claim(*ledger, send, 300);
            for (auto const& recipient : claimed)
                EXPECT_TRUE(seen.insert(recipient.subscription_id).second)
                    << recipient.subscription_id << " twice";
            record(*ledger, send, claimed, Finished::How::accepted);
            any = any || !claimed.empty();
        }
    }
    EXPECT_THAT(seen, SizeIs(2'500));
    EXPECT_EQ(look_ahead(one, send), 0);
    auto const end = progress(send);
    EXPECT_EQ(end.send.accepted, 2'500);
    EXPECT_EQ(end.waiting, 0);
    EXPECT_TRUE(end.send.status == Send::Status::finished);
}

TEST_P(DeliveryLedger, GoesToThoseSubscribedWhenItSetOut)
{
    subscribe_many(3);
    auto const send = begin();
    subscribe_many(2);
    auto ledger = worker("one");
    must(connection_.execute("UPDATE subscriptions SET status = 'ended' WHERE id = 'reader2'"));
    auto const claimed = claim(ledger, send, 10);
    ASSERT_THAT(claimed, SizeIs(2));
    EXPECT_EQ(claimed[0].subscription_id, "reader1");
    EXPECT_EQ(claimed[1].subscription_id, "reader3");
    EXPECT_EQ(write([&] { return sends().begin(weekly_.id, "issue1"); }).error().code, ErrorCode::conflict);
}

TEST_P(DeliveryLedger, TellsWhoUnsubscribedMeanwhile)
{
    subscribe_many(2);
    auto const send = begin();
    auto ledger = worker("one");
    ASSERT_THAT(claim(ledger, send, 1), SizeIs(1)); // both have their rows now
    must(connection_.execute("DELETE FROM subscriptions WHERE id = 'reader2'"));
    auto const claimed = claim(ledger, send, 1);
    ASSERT_THAT(claimed, SizeIs(1));
    EXPECT_EQ(claimed[0].record, "");
    record(ledger, send, claimed, Finished::How::gone);
    EXPECT_EQ(progress(send).gone, 1);
}

TEST_P(DeliveryLedger, CountsEachRecipientInOneState)
{
    subscribe_many(2'000);
    auto const send = begin();
    auto const sum = [](Progress const& now) {
        return now.waiting + now.deferred + now.attempting + now.send.accepted + now.refused + now.unknown
            + now.left + now.gone;
    };
    auto const leave = [&](int first, int last) {
        for (int reader = first; reader <= last; ++reader)
            must(connection_.execute("UPDATE subscriptions SET status = 'ended' WHERE id = $1",
                {fmt::format("reader{}", reader)}));
    };
    leave(1, 3); // long before their turn
    must(connection_.execute("DELETE FROM subscriptions WHERE id = 'reader4'"));
    EXPECT_EQ(progress(send).gone, 4);
    EXPECT_EQ(sum(progress(send)), 2'000);
    auto ledger = worker("one");
    auto const first = claim(ledger, send, 5); // the first thousand have their rows now
    record(ledger, send, {first[0]}, Finished::How::accepted);
    record(ledger, send, {first[1]}, Finished::How::refused, 552, "5.2.2");
    record(ledger, send, {first[2]}, Finished::How::deferred, 451, "4.2.1");
    record(ledger, send, {first[3]}, Finished::How::unknown);
    record(ledger, send, {first[4]}, Finished::How::gone, 0);
    EXPECT_EQ(progress(send).gone, 5);
    EXPECT_EQ(sum(progress(send)), 2'000);
    leave(1'500, 1'509); // who have none yet
    EXPECT_EQ(progress(send).gone, 15);
    EXPECT_EQ(sum(progress(send)), 2'000);
    for (auto claimed = claim(ledger, send, 500); !claimed.empty(); claimed = claim(ledger, send, 500))
        record(ledger, send, claimed, Finished::How::accepted);
    auto const end = progress(send);
    EXPECT_EQ(end.gone, 15);
    EXPECT_EQ(end.send.accepted, 2'000 - 15 - 3);
    EXPECT_EQ(sum(end), 2'000);
    auto const missed = must(sends().missed(send));
    ASSERT_THAT(missed, SizeIs(4));
    EXPECT_EQ(missed[0].status, "gone");
    EXPECT_EQ(missed[0].count, 15);
}

TEST_P(DeliveryLedger, CountsWhoCameBackAmongItsRecipients)
{
    subscribe_many(5);
    must(connection_.execute("UPDATE subscriptions SET status = 'ended' WHERE id = 'reader2'"));
    auto const send = begin();
    must(connection_.execute("UPDATE subscriptions SET status = 'active' WHERE id = 'reader2'"));
    auto ledger = worker("one");
    record(ledger, send, claim(ledger, send, 10), Finished::How::accepted);
    auto const end = progress(send);
    EXPECT_EQ(end.send.accepted, 5);
    EXPECT_EQ(end.send.total, 5);
    EXPECT_EQ(end.gone, 0);
}

TEST_P(DeliveryLedger, TellsWhoseProvidersTakeNothing)
{
    for (auto const* address :
        {"ana@full.example", "bo@full.example", "eve@dead.example", "kim@xn--80a1acny.xn--p1ai"})
        subscribe(address, {weekly_});
    take_in();
    auto const send = begin();
    auto ledger = worker("one");
    for (auto const& one : claim(ledger, send, 10)) {
        auto const address = must(vault::Records(connection_, random_).open(keys_, one.record)).address;
        bool const is_full = address.ends_with("@full.example");
        record(ledger, send, {one}, Finished::How::refused, is_full ? 552 : 550, is_full ? "5.2.2" : "5.1.1");
    }
    auto const told = [&](std::size_t most = 100) {
        return must(missed_domains(connection_, clock_, random_, keys_, send, "refused", most));
    };
    auto const found = told();
    EXPECT_FALSE(found.is_cut);
    ASSERT_THAT(found.rows, SizeIs(3));
    EXPECT_EQ(found.rows[0].domain, "full.example");
    EXPECT_EQ(found.rows[0].reason, "5.2.2");
    EXPECT_EQ(found.rows[0].code, 552);
    EXPECT_EQ(found.rows[0].count, 2);
    EXPECT_EQ(found.rows[1].domain, "dead.example");
    EXPECT_EQ(found.rows[1].reason, "5.1.1");
    EXPECT_EQ(found.rows[2].domain, "почта.рф");
    EXPECT_TRUE(told(3).is_cut);
    EXPECT_FALSE(told(4).is_cut);

    clock_.advance((ReportLimits::days + 1) * 24LL * 3'600'000);
    must(write([&] { return erase_undeliverable(connection_, clock_, random_); }));
    EXPECT_EQ(told().rows[0].count + told().rows[1].count, 4);
    EXPECT_THAT(std::vector({told().rows[0].domain, told().rows[1].domain}),
        testing::UnorderedElementsAre("full.example", ""))
        << "dead addresses are erased by then";
}

TEST_P(DeliveryLedger, ListsWhatADeadWorkerAttemptedAsUnknown)
{
    subscribe_many(10);
    auto const send = begin();
    auto dead = worker("dead");
    auto const lost = claim(dead, send, 3);
    auto alive = worker("alive");
    clock_.advance(lease - 1);
    EXPECT_THAT(claim(alive, send, 1), SizeIs(1));
    EXPECT_EQ(progress(send).unknown, 0) << "it may live";
    clock_.advance(2);
    auto const rest = claim(alive, send, 100);
    EXPECT_THAT(rest, SizeIs(6));
    EXPECT_EQ(progress(send).unknown, 3);
    record(alive, send, rest, Finished::How::accepted);

    // It only slept: what it knows is still true.
    record(dead, send, {lost[0]}, Finished::How::accepted);
    EXPECT_EQ(progress(send).unknown, 2);
    // What somebody has decided about is not its business any more.
    EXPECT_EQ(must(write([&] { return sends().send_unknown_again(send, lost[1].subscription); })), 1);
    record(dead, send, {lost[1]}, Finished::How::accepted);
    auto const again = claim(alive, send, 100);
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].subscription, lost[1].subscription);
    EXPECT_EQ(must(write([&] { return sends().leave_unknown(send); })), 1);
    EXPECT_EQ(progress(send).left, 1);
}

TEST_P(DeliveryLedger, TriesDeferredOnesAgainWithGrowingPauses)
{
    subscribe_many(1);
    auto const send = begin();
    auto ledger = worker("one");
    std::vector<std::int64_t> pauses;
    for (int attempt = 1; attempt < LedgerLimits::attempts; ++attempt) {
        auto const claimed = claim(ledger, send, 5);
        ASSERT_THAT(claimed, SizeIs(1));
        EXPECT_EQ(claimed[0].attempts, attempt);
        record(ledger, send, claimed, Finished::How::deferred, 451, "4.2.1");
        EXPECT_THAT(claim(ledger, send, 5), IsEmpty());
        pauses.push_back((look_ahead(ledger, send) - clock_.now()) / 60'000);
        clock_.advance(pauses.back() * 60'000);
    }
    EXPECT_THAT(std::vector(pauses.begin(), pauses.begin() + 8), ElementsAre(1, 2, 4, 8, 16, 32, 64, 120));
    EXPECT_EQ(progress(send).deferred, 1);
    record(ledger, send, claim(ledger, send, 5), Finished::How::deferred, 451, "4.2.1");
    EXPECT_EQ(progress(send).refused, 1) << "given up";
    EXPECT_EQ(look_ahead(ledger, send), 0);
    EXPECT_TRUE(progress(send).send.status == Send::Status::finished);

    EXPECT_EQ(must(write([&] { return sends().retry_refused(send); })), 1);
    EXPECT_TRUE(progress(send).send.status == Send::Status::running);
    EXPECT_THAT(claim(ledger, send, 5), SizeIs(1));
}

TEST_P(DeliveryLedger, DoesNotRetryDeadAddresses)
{
    subscribe_many(2);
    auto const send = begin();
    auto ledger = worker("one");
    auto const claimed = claim(ledger, send, 2);
    record(ledger, send, {claimed[0]}, Finished::How::refused, 550, "5.1.1");
    record(ledger, send, {claimed[1]}, Finished::How::refused, 554, "5.7.1");
    EXPECT_EQ(must(write([&] { return sends().retry_refused(send); })), 1);
    auto const refused = must(sends().undelivered(send, "refused", 0, 10));
    ASSERT_THAT(refused, SizeIs(1));
    EXPECT_EQ(refused[0].reason, "5.1.1");
    EXPECT_EQ(refused[0].code, 550);
    EXPECT_EQ(refused[0].record, claimed[0].record);
}

TEST_P(DeliveryLedger, PausesASendWhoseReadersAreAllRefused)
{
    constexpr auto many = LedgerLimits::refused_in_a_row;
    subscribe_many(4 * many);
    auto const send = begin();
    auto ledger = worker("one");
    record(ledger, send, claim(ledger, send, many - 1), Finished::How::refused, 550, "5.7.1");
    record(ledger, send, claim(ledger, send, 1), Finished::How::accepted);
    record(ledger, send, claim(ledger, send, many - 1), Finished::How::refused, 550, "5.7.1");
    record(ledger, send, claim(ledger, send, 1), Finished::How::refused, 0, "unreadable");
    EXPECT_TRUE(progress(send).send.status == Send::Status::running) << "the relay has said nothing of that";
    record(ledger, send, claim(ledger, send, 1), Finished::How::refused, 550, "5.7.1");
    EXPECT_TRUE(progress(send).send.status == Send::Status::paused);
    EXPECT_THAT(progress(send).send.trouble, testing::HasSubstr("one reader after the other"));
    must(write([&] { return sends().resume(send); }));
    EXPECT_EQ(progress(send).send.trouble, "");
    record(ledger, send, claim(ledger, send, 1), Finished::How::refused, 550, "5.7.1");
    EXPECT_TRUE(progress(send).send.status == Send::Status::running) << "counted anew";
}

TEST_P(DeliveryLedger, TellsWhySomeDidNotGetIt)
{
    subscribe_many(5);
    auto const send = begin();
    auto ledger = worker("one");
    auto const claimed = claim(ledger, send, 5);
    record(ledger, send, {claimed[0], claimed[1]}, Finished::How::refused, 552, "5.2.2");
    record(ledger, send, {claimed[2]}, Finished::How::deferred, 451, "4.7.1");
    record(ledger, send, {claimed[3], claimed[4]}, Finished::How::accepted, 250, "");
    must(
        connection_.execute("UPDATE deliveries SET report = 'hard', reason = '5.1.1' WHERE subscription = $1",
            {claimed[3].subscription}));
    must(connection_.execute(
        "UPDATE deliveries SET report = 'complaint' WHERE subscription = $1", {claimed[4].subscription}));
    auto const missed = must(sends().missed(send));
    ASSERT_THAT(missed, SizeIs(3));
    EXPECT_EQ(missed[0].status, "refused");
    EXPECT_EQ(missed[0].code, 552);
    EXPECT_EQ(missed[0].reason, "5.2.2");
    EXPECT_EQ(missed[0].count, 2);
    EXPECT_EQ(missed[1].status, "deferred");
    EXPECT_EQ(missed[2].status, "returned");
    EXPECT_EQ(missed[2].reason, "5.1.1");
    auto const returned = must(sends().undelivered(send, "returned", 0, 10));
    ASSERT_THAT(returned, SizeIs(1));
    EXPECT_EQ(returned[0].subscription, claimed[3].subscription);
    EXPECT_THAT(must(sends().undelivered(send, "returned", returned[0].subscription, 10)), SizeIs(0));
    EXPECT_EQ(sends().undelivered(send, "accepted", 0, 10).error().code, ErrorCode::not_found);

    auto const one = claimed[1].subscription;
    EXPECT_EQ(must(write([&] { return sends().retry_refused(send, one); })), 1);
    EXPECT_EQ(must(write([&] { return sends().retry_deferred(send); })), 1);
    auto again = claim(ledger, send, 5);
    EXPECT_THAT(again, SizeIs(2)) << "the one asked for, and the one put off";
}

TEST_P(DeliveryLedger, PutsBackWhatWasNotTried)
{
    subscribe_many(1);
    auto const send = begin();
    auto ledger = worker("one");
    record(ledger, send, claim(ledger, send, 1), Finished::How::not_tried, 0, "", clock_.now() + 1'000);
    EXPECT_THAT(claim(ledger, send, 1), IsEmpty());
    clock_.advance(1'000);
    auto const claimed = claim(ledger, send, 1);
    ASSERT_THAT(claimed, SizeIs(1));
    EXPECT_EQ(claimed[0].attempts, 1) << "it was none";
}

TEST_P(DeliveryLedger, IsPausedResumedAndCancelled)
{
    subscribe_many(5);
    auto const send = begin();
    auto ledger = worker("one");
    auto const first = claim(ledger, send, 2);
    must(write([&] { return sends().pause(send); }));
    EXPECT_THAT(claim(ledger, send, 2), IsEmpty());
    record(ledger, send, first, Finished::How::accepted);
    EXPECT_EQ(progress(send).send.accepted, 2) << "what is under way is finished";
    EXPECT_EQ(write([&] { return sends().pause(send); }).error().code, ErrorCode::conflict);
    must(write([&] { return sends().resume(send); }));
    EXPECT_THAT(claim(ledger, send, 2), SizeIs(2));
    must(write([&] { return sends().cancel(send); }));
    EXPECT_THAT(claim(ledger, send, 2), IsEmpty());
    EXPECT_EQ(write([&] { return sends().resume(send); }).error().code, ErrorCode::conflict);
    EXPECT_EQ(write([&] { return sends().send_unknown_again(send); }).error().code, ErrorCode::conflict);
    EXPECT_EQ(must(sends().list(5))[0].number, send);
    EXPECT_THAT(must(sends().running()), IsEmpty());
}

TEST_P(DeliveryLedger, EstimatesFromTheLastMinute)
{
    subscribe_many(1'000);
    auto const send = begin();
    auto ledger = worker("one");
    EXPECT_EQ(progress(send).expected_end, 0) << "nobody can know yet";
    for (int second = 0; second < 100; ++second) {
        record(ledger, send, claim(ledger, send, second < 50 ? 1 : 5), Finished::How::accepted);
        clock_.advance(1'000);
    }
    auto const now = progress(send);
    EXPECT_EQ(now.waiting, 700);
    EXPECT_NEAR(now.per_second, 5, 1.5) << "not the mean since the start";
    EXPECT_NEAR(static_cast<double>(now.expected_end - clock_.now()), 700'000 / now.per_second, 2);
}

TEST(ReturnPath, IsReadBackAndNotForged)
{
    mail::Address const base{"bounces", "lantern.example"};
    constexpr auto secret = "0123456789abcdef0123456789abcdef";
    CopyNumber const copy{7, 1'000'000};
    auto const address = return_path(base, copy, secret);
    EXPECT_TRUE(mail::parse_address(address.text()).ok());
    EXPECT_EQ(address.domain, "lantern.example");
    EXPECT_EQ(read_return_path(address.local_part, secret), copy);
    auto upper = address.local_part;
    for (char& c : upper)
        c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(read_return_path(upper, secret), copy) << "some servers change the case";
    EXPECT_EQ(read_return_path(address.local_part, "another secret of another paper!"), std::nullopt);
    for (std::size_t at = address.local_part.find('+') + 1; at < address.local_part.size(); ++at) {
        auto forged = address.local_part;
        forged[at] = forged[at] == '1' ? '2' : '1';
        EXPECT_EQ(read_return_path(forged, secret), std::nullopt) << forged;
    }
    for (auto const* text : {"", "bounces", "bounces+", "bounces+7", "bounces+7-f4240", "bounces+7-f4240-",
             "bounces+-1-2-x", "bounces+ffffffffffffffffff-1-x", "+"})
        EXPECT_EQ(read_return_path(text, secret), std::nullopt) << text;
    EXPECT_EQ(return_path({std::string(50, 'b'), "lantern.example"}, copy, secret).local_part,
        std::string(50, 'b'));
}

} // namespace

} // namespace broadsheet::newsletter

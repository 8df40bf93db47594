#include "newsletter/subscriptions.h"

#include "newsletter/delivery/ledger.h"
#include "newsletter/newsletter_fixture.h"
#include "vault/rotation.h"

namespace broadsheet::newsletter {

namespace {

using test::must;
using testing::HasSubstr;
using testing::SizeIs;

class SubscriptionsTest : public NewsletterTest { };
ON_BOTH_DATABASES(SubscriptionsTest);

TEST_P(SubscriptionsTest, AreKeptOnlyOnceConfirmed)
{
    auto const link = sign_up("ana@example.org", {weekly_});
    EXPECT_EQ(rows("vault_records"), 0);
    EXPECT_EQ(rows("subscriptions"), 0);
    auto const token = must(confirm(link));
    auto const kept = must(subscriptions().find(token));
    EXPECT_EQ(kept.newsletter, weekly_.id);
    EXPECT_EQ(kept.policy, "2026-11");
    EXPECT_EQ(kept.place, "box");
    EXPECT_EQ(kept.confirmed_day, day_of(start));
    EXPECT_EQ(must(find_consent(connection_, kept.consent)), consent_to(weekly_));
    EXPECT_EQ(message_of(confirm(link)), "this link was used already");
    EXPECT_EQ(rows("subscriptions"), 1);
}

TEST_P(SubscriptionsTest, WorkWhileLockedAndAreMergedOnceUnlocked)
{
    auto const first = subscribe("ana@example.org", {weekly_});
    take_in();
    auto const again = subscribe("Ana@example.org", {weekly_, daily_});
    EXPECT_EQ(count(weekly_), 2) << "nobody can tell yet";
    take_in();
    EXPECT_EQ(count(weekly_), 1);
    EXPECT_EQ(count(daily_), 1);
    EXPECT_EQ(must(subscriptions().find(first)).number, must(subscriptions().find(again)).number);
    EXPECT_THAT(must(subscriptions().of_record(must(subscriptions().find(first)).record)), SizeIs(2));
    EXPECT_EQ(address_of(must(subscriptions().find(again))), "ana@example.org");
}

TEST_P(SubscriptionsTest, AreOpenedByTheLinksOfTheirMails)
{
    auto const token = subscribe("ana@example.org", {weekly_});
    auto const id = must(subscriptions().find(token)).id;
    EXPECT_EQ(message_of(subscriptions().find(mail_token(keys_, id))),
        "This link belongs to no subscription, or to one that is deleted.");
    take_in();
    EXPECT_EQ(must(subscriptions().find(mail_token(keys_, id))).id, id);
    EXPECT_EQ(must(subscriptions().find(token)).id, id);
    auto const later = must(keys_.successor(random_));
    EXPECT_EQ(mail_token(later, id), mail_token(keys_, id)) << "mails of before a rotation";
    for (auto const* forged : {"", "x", "' OR 1=1 --"})
        EXPECT_EQ(subscriptions().find(forged).error().code, ErrorCode::not_found);
}

TEST_P(SubscriptionsTest, AreNotTakenInWithKeysOfAVaultThatIsNoMore)
{
    must(write([&]() -> Result<void> {
        TRY(vault::shred(connection_));
        return forget_everybody(connection_);
    }));
    auto const ceremony = must(vault::Ceremony::first(
        must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), random_, {1, 8192}));
    must(write([&] { return ceremony.save(connection_, clock_); }));
    ASSERT_EQ(ceremony.keys().generation(), keys_.generation());
    subscribe("ana@example.org", {weekly_});
    EXPECT_EQ(take_in_all(connection_, keys_, clock_, random_).error().code, ErrorCode::unavailable);
    EXPECT_EQ(count(weekly_), 1) << "nobody is forgotten as damaged";
    EXPECT_EQ(must(take_in_all(connection_, ceremony.keys(), clock_, random_)), 1);
    EXPECT_EQ(count(weekly_), 1);
}

TEST_P(SubscriptionsTest, EndWithTheAddressErased)
{
    auto const token = subscribe("ana@example.org", {weekly_, daily_});
    take_in();
    auto const weekly = must(subscriptions().find(token));
    end(token);
    EXPECT_EQ(count(weekly_), 0);
    EXPECT_EQ(count(daily_), 1);
    EXPECT_EQ(address_of(weekly), "ana@example.org") << "the daily is still written to";
    auto const daily = must(subscriptions().of_record(weekly.record)).back();
    end(mail_token(keys_, daily.id));
    EXPECT_EQ(address_of(weekly), "none");
    end(token);
    EXPECT_EQ(must(subscriptions().find(token)).status, "ended");
    EXPECT_EQ(must(subscriptions().find(token)).consent, "");
}

TEST_P(SubscriptionsTest, EndWithoutATraceWhileInTheInbox)
{
    auto const token = subscribe("ana@example.org", {weekly_});
    end(token);
    EXPECT_EQ(rows("vault_records"), 0);
    EXPECT_EQ(rows("subscriptions"), 0);
    EXPECT_EQ(rows("subscription_links"), 0);
    EXPECT_EQ(subscriptions().find(token).error().code, ErrorCode::not_found);
}

TEST_P(SubscriptionsTest, ComeBackWhenTheReaderDoes)
{
    end(subscribe("ana@example.org", {weekly_}));
    auto const token = subscribe("ana@example.org", {weekly_});
    take_in();
    end(token);
    take_in();
    EXPECT_EQ(count(weekly_), 0);
    auto const again = subscribe("ana@example.org", {weekly_});
    take_in();
    EXPECT_EQ(count(weekly_), 1);
    EXPECT_EQ(address_of(must(subscriptions().find(again))), "ana@example.org");
    auto const id = must(subscriptions().find(again)).id;
    EXPECT_EQ(must(subscriptions().find(mail_token(keys_, id))).status, "active");
}

TEST_P(SubscriptionsTest, MoveToAnotherAddressOnlyOnceItIsConfirmed)
{
    auto const token = subscribe("ana@example.org", {weekly_});
    take_in();
    auto const former = must(subscriptions().find(token));
    auto changed = must(read_token(sign_up("ana@elsewhere.example", {weekly_}), key(), clock_.now()));
    changed.replaces = former.id;
    EXPECT_EQ(count(weekly_), 1);
    auto const link = to_token(changed, key());
    auto const now = must(confirm(link));
    take_in();
    EXPECT_EQ(count(weekly_), 1);
    EXPECT_EQ(address_of(must(subscriptions().find(now))), "ana@elsewhere.example");
    EXPECT_EQ(subscriptions().find(token).error().code, ErrorCode::not_found);
    EXPECT_EQ(must(vault::Records(connection_, random_).find(keys_, vault_purpose, "ana@example.org")),
        std::nullopt);
}

TEST_P(SubscriptionsTest, MoveWithWhatWasAddedMeanwhileAndWithTheirTurnInASend)
{
    auto const token = subscribe("ana@example.org", {weekly_});
    take_in();
    auto const former = must(subscriptions().find(token));
    auto const send = must(write([&] { return Sends(connection_, clock_).begin(weekly_.id, "issue1"); }));
    auto changed = must(read_token(sign_up("ana@elsewhere.example", {weekly_}), key(), clock_.now()));
    changed.replaces = former.id;
    must(write([&]() -> Result<void> {
        TRY(keep(connection_, clock_, consent_to(daily_)));
        return subscriptions().add(keys_, former.record, consent_to(daily_).id);
    }));
    auto const link = to_token(changed, key());
    auto const now = must(subscriptions().find(must(confirm(link))));
    EXPECT_EQ(now.number, former.number);
    EXPECT_EQ(now.consent, former.consent);
    EXPECT_EQ(count(daily_), 1) << "added after the change was asked for";
    EXPECT_EQ(subscriptions().find(mail_token(keys_, former.id)).error().code, ErrorCode::not_found)
        << "mails in the former mailbox open nothing";
    take_in();
    EXPECT_EQ(must(subscriptions().find(mail_token(keys_, now.id))).number, former.number);

    Ledger ledger(clock_, random_, "one", 60'000);
    auto const claimed = must(write([&] { return ledger.claim(connection_, send, 10); }));
    ASSERT_THAT(claimed, SizeIs(1)) << "it gets the issue";
    EXPECT_EQ(must(vault::Records(connection_, random_).open(keys_, claimed[0].record)).address,
        "ana@elsewhere.example");

    auto again = changed; // another change that was asked for before
    again.address = must(vault::Records(connection_, random_).seal_address("ana@third.example"));
    EXPECT_EQ(confirm(to_token(again, key())).error().code, ErrorCode::not_found);
    EXPECT_EQ(count(weekly_), 1) << "and not at two addresses";
}

TEST_P(SubscriptionsTest, AreBroughtInButNotAgainstTheReadersWill)
{
    end([&] {
        auto const token = subscribe("ana@example.org", {weekly_});
        take_in();
        return token;
    }());
    subscribe("bo@example.org", {weekly_});
    auto const bring = [&](std::string const& address, bool has_ended = false) {
        return write([&] {
            return subscriptions().bring(
                keys_, {address, weekly_.id, "en", 19'000, "2019", "import: members.csv", has_ended});
        });
    };
    using Taken = Subscriptions::Taken;
    EXPECT_EQ(must(bring("ana@example.org")), Taken::ended_here);
    EXPECT_EQ(must(bring("bo@example.org")), Taken::added) << "in the inbox nobody knows yet";
    EXPECT_EQ(must(bring("bo@example.org")), Taken::there_already);
    EXPECT_EQ(must(bring("cy@example.org")), Taken::added);
    EXPECT_EQ(must(bring("ed@example.org")), Taken::added);
    EXPECT_EQ(count(weekly_), 3);
    EXPECT_EQ(must(bring("ed@example.org", true)), Taken::ended_there) << "whoever left there has left here";
    EXPECT_EQ(must(bring("ed@example.org")), Taken::ended_here);
    EXPECT_EQ(must(bring("di@example.org", true)), Taken::ended_there);
    EXPECT_EQ(must(bring("di@example.org")), Taken::ended_here);
    EXPECT_THAT(message_of(bring(std::string(255, 'a'))), HasSubstr("1 to 254 bytes"));
    EXPECT_EQ(count(weekly_), 2);
    auto const record
        = must(vault::Records(connection_, random_).find(keys_, vault_purpose, "cy@example.org"));
    auto const brought = must(subscriptions().of_record(*record)).front();
    EXPECT_EQ(brought.confirmed_day, 19'000);
    EXPECT_EQ(brought.place, "import: members.csv");
    EXPECT_EQ(must(subscriptions().find(mail_token(keys_, brought.id))).id, brought.id);
}

TEST_P(SubscriptionsTest, AreErasedWithTheHash)
{
    auto const token = subscribe("ana@example.org", {weekly_, daily_});
    take_in();
    auto const record = must(subscriptions().find(token)).record;
    must(write([&] { return subscriptions().erase(record); }));
    EXPECT_EQ(rows("subscriptions") + rows("subscription_links") + rows("vault_records"), 0);
}

TEST_P(SubscriptionsTest, AreAddedOnTheReadersOwnPage)
{
    auto const token = subscribe("ana@example.org", {weekly_});
    take_in();
    auto const record = must(subscriptions().find(token)).record;
    must(write([&]() -> Result<void> {
        TRY(keep(connection_, clock_, consent_to(daily_)));
        return subscriptions().add(keys_, record, consent_to(daily_).id);
    }));
    EXPECT_EQ(count(daily_), 1);
    auto const daily = must(subscriptions().of_record(record)).back();
    EXPECT_EQ(must(subscriptions().find(mail_token(keys_, daily.id))).newsletter, daily_.id);
}

TEST_P(SubscriptionsTest, ForgetLinksThatHaveExpired)
{
    subscribe("ana@example.org", {weekly_});
    must(write([&] { return subscriptions().forget_old_links(); }));
    EXPECT_EQ(rows("confirmations"), 1);
    clock_.advance(6LL * 24 * 60 * 60 * 1000);
    must(write([&] { return subscriptions().forget_old_links(); }));
    EXPECT_EQ(rows("confirmations"), 0);
}

TEST_P(SubscriptionsTest, LinksThatWereForgedOrExpiredAreRefused)
{
    auto const link = sign_up("ana@example.org", {weekly_});
    auto const refused = [&](std::string const& token) {
        return read_token(token, key(), clock_.now()).error().code == ErrorCode::not_found;
    };
    for (std::size_t i = 0; i < link.size(); ++i) {
        auto changed = link;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_TRUE(refused(changed)) << "byte " << i;
        EXPECT_TRUE(refused(link.substr(0, i))) << i << " bytes";
    }
    EXPECT_TRUE(refused(link + "A"));
    EXPECT_TRUE(refused(std::string(100'000, 'A')));
    auto of_another_server = must(read_token(link, key(), clock_.now()));
    EXPECT_TRUE(refused(to_token(of_another_server, std::string(32, 'k'))));
    clock_.advance(4LL * 24 * 60 * 60 * 1000);
    EXPECT_TRUE(read_token(link, key(), clock_.now()).ok());
    clock_.advance(24LL * 60 * 60 * 1000);
    EXPECT_TRUE(refused(link));
}

} // namespace

} // namespace broadsheet::newsletter

// What names a supporter is deleted once it has no use any more.
#include "support/forgetting.h"

#include "db/jobs.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/providers/demonstration/demonstration.h"
#include "vault/ceremony.h"

#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;

class ForgettingTest : public test::DatabaseTest {
protected:
    ForgettingTest()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("паром гранит мох фонарь орбита бархат")), random_, {1, 8192}));
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            TRY(ceremony.save(connection_, clock_));
            TRY(save_provider_setup(connection_, *find_provider_kind("demonstration"), {true, {}}));
            return true;
        }));
    }

    Pledge begin(Frequency frequency)
    {
        Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.frequency = frequency;
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.pledge.language = "en";
        wish.form = random_.hex(8);
        wish.wording = "I agree.";
        wish.name = "Ana";
        wish.may_be_named = true;
        wish.address = "ana@reader.example";
        return must(contributions_.begin(wish, [](Pledge const&) { return WayBack{}; })).pledge;
    }
    void pay(Pledge const& pledge)
    {
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            TRY(demonstrate(connection_, clock_, pledge, Demonstrated::paid, 0));
            return true;
        }));
        must(contributions_.look(pledge));
    }
    void send_letters()
    {
        db::JobQueue jobs(connection_, clock_, random_);
        while (auto const job = must(jobs.claim({std::string(Contributions::letter_job)}, 60'000)))
            must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
                TRY(jobs.finish(*job));
                return true;
            }));
    }
    // "name, address", as far as they are kept.
    std::string kept(Pledge const& pledge)
    {
        auto const now = must(contributions_.pledges().find(pledge.id));
        return std::string(now.name.empty() ? "" : "name") + (now.receipt_to.empty() ? "" : " address");
    }
    std::int64_t records()
    {
        auto rows = must(connection_.query("SELECT count(*) FROM vault_records"));
        must(rows.next());
        return rows.integer(0);
    }
    void after(Day days)
    {
        clock_.advance(days * milliseconds_a_day);
        must(contributions_.reconcile());
    }

    test::FakeClient client_;
    Contributions contributions_{connection_, {clock_, random_, client_}};
};

TEST_P(ForgettingTest, WhatWasNeverPaid)
{
    auto const pledge = begin(Frequency::once);
    after(2);
    EXPECT_EQ(kept(pledge), "name address");
    after(3);
    EXPECT_EQ(kept(pledge), "");
    EXPECT_EQ(records(), 0);
}

TEST_P(ForgettingTest, WhatWasPaidOnceABitLater)
{
    auto const pledge = begin(Frequency::once);
    pay(pledge);
    send_letters();
    after(days_with_address - 1);
    EXPECT_EQ(kept(pledge), "name address");
    after(2);
    EXPECT_EQ(kept(pledge), "name") << "it may stand on the page of thanks";
    EXPECT_EQ(records(), 1);
}

TEST_P(ForgettingTest, NothingWhileALetterWaitsForTheVault)
{
    auto const pledge = begin(Frequency::once);
    pay(pledge);
    after(days_with_address + 100);
    EXPECT_EQ(kept(pledge), "name address");
    send_letters();
    after(1);
    EXPECT_EQ(kept(pledge), "name");
}

TEST_P(ForgettingTest, WhatHasEndedAndNotWhatRuns)
{
    auto const ends = begin(Frequency::monthly);
    auto const runs = begin(Frequency::monthly);
    pay(ends);
    pay(runs);
    send_letters();
    after(200);
    EXPECT_EQ(kept(ends), "name address");
    must(contributions_.cancel(must(contributions_.pledges().find(ends.id))));
    send_letters();
    after(days_with_address + 1);
    EXPECT_EQ(kept(ends), "name");
    EXPECT_EQ(kept(runs), "name address");
}

ON_BOTH_DATABASES(ForgettingTest);

} // namespace

} // namespace broadsheet::support

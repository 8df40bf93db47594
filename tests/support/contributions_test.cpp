#include "support/contributions.h"

#include "db/jobs.h"
#include "db/transaction.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/providers/demonstration/demonstration.h"
#include "support/receipts.h"

#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ContributionsTest : public test::DatabaseTest {
protected:
    ContributionsTest()
    {
        ProviderSetup setup;
        setup.is_on = true;
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            TRY(save_provider_setup(connection_, *find_provider_kind("demonstration"), setup));
            return true;
        }));
    }

    Contributions::Wish wish(Frequency frequency, std::int64_t amount, std::string form = "form")
    {
        Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.frequency = frequency;
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = amount;
        wish.pledge.language = "en";
        wish.form = std::move(form);
        wish.wording = "I agree.";
        return wish;
    }
    Result<Contributions::Begun> begin(Contributions::Wish const& wish)
    {
        return contributions_.begin(wish, [](Pledge const&) { return WayBack{}; });
    }
    void tell(Pledge const& pledge, Demonstrated what)
    {
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            auto const lines = TRY(count_demonstrated(connection_, pledge));
            TRY(demonstrate(connection_, clock_, pledge, what, lines));
            TRY(demonstrate(connection_, clock_, pledge, what, lines)); // pressed twice
            return true;
        }));
    }
    Pledge pledge_now(Pledge const& pledge) { return must(contributions_.pledges().find(pledge.id)); }
    std::int64_t money()
    {
        std::int64_t sum = 0;
        for (auto const& entry : must(Ledger(connection_).before(0, 1'000)))
            sum += entry.moved;
        return sum;
    }
    std::vector<std::string> kinds(Pledge const& pledge)
    {
        std::vector<std::string> names;
        for (auto const& entry : must(Ledger(connection_).of(pledge)))
            names.emplace_back(name_of(entry.kind));
        return names;
    }

    test::FakeClient client_;
    Contributions contributions_{connection_, {clock_, random_, client_}};
};

TEST_P(ContributionsTest, SavesThePledgeBeforeTheBrowserGoesAnywhere)
{
    auto const begun = must(begin(wish(Frequency::once, 500)));
    EXPECT_THAT(begun.address, HasSubstr("/support/demonstration/" + begun.pledge.id + "-"));
    auto const pledge = must(contributions_.pledges().find(begun.pledge.id));
    EXPECT_EQ(pledge.status, Status::open);
    EXPECT_EQ(pledge.amount, 500);
    EXPECT_EQ(pledge.reference, "demo_" + pledge.id);
    EXPECT_THAT(kinds(pledge), ElementsAre("pledge"));
    EXPECT_EQ(money(), 0);
}

TEST_P(ContributionsTest, MakesOnePledgeOfAFormSentTwice)
{
    auto const first = must(begin(wish(Frequency::once, 500)));
    auto const again = must(begin(wish(Frequency::once, 500)));
    EXPECT_EQ(again.pledge.id, first.pledge.id);
    EXPECT_EQ(again.address, first.address);
    auto const other_tab = must(begin(wish(Frequency::once, 500, "another form")));
    EXPECT_NE(other_tab.pledge.id, first.pledge.id);

    tell(first.pledge, Demonstrated::paid);
    must(contributions_.look(first.pledge));
    EXPECT_EQ(must(begin(wish(Frequency::once, 500))).address, "") << "back after paying";
    EXPECT_EQ(money(), 500);
}

TEST_P(ContributionsTest, RefusesWhatIsNotOffered)
{
    for (auto const amount : {std::int64_t{0}, std::int64_t{-500}, std::int64_t{199}, std::int64_t{1'000'001},
             most_minor_units * 1'000})
        EXPECT_FALSE(begin(wish(Frequency::once, amount)).ok()) << amount;
    auto foreign = wish(Frequency::once, 500);
    foreign.pledge.currency = must(find_currency("JPY"));
    EXPECT_THAT(begin(foreign).error().message, HasSubstr("currency"));
    auto unknown = wish(Frequency::once, 500);
    unknown.pledge.provider = "nobody";
    EXPECT_EQ(begin(unknown).error().code, ErrorCode::not_found);
    EXPECT_THAT(must(Ledger(connection_).before(0, 10)), SizeIs(0));
}

TEST_P(ContributionsTest, CountsAPaymentOnceHoweverOftenItIsSeen)
{
    auto const begun = must(begin(wish(Frequency::once, 500)));
    tell(begun.pledge, Demonstrated::paid);
    for (int times = 0; times < 3; ++times)
        EXPECT_EQ(must(contributions_.look(begun.pledge)).status, Status::paid);
    must(contributions_.reconcile());
    EXPECT_EQ(money(), 500);
    EXPECT_THAT(kinds(begun.pledge), ElementsAre("pledge", "payment"));
    tell(begun.pledge, Demonstrated::refunded);
    must(contributions_.look(begun.pledge));
    must(contributions_.look(begun.pledge));
    EXPECT_EQ(money(), 0);
}

TEST_P(ContributionsTest, RenewsFailsRecoversAndEnds)
{
    auto const pledge = must(begin(wish(Frequency::monthly, 500))).pledge;
    auto const step = [&](Demonstrated what) {
        tell(pledge_now(pledge), what);
        return must(contributions_.look(pledge));
    };
    auto const today = day_of(clock_.now());
    auto const paid = step(Demonstrated::paid);
    EXPECT_EQ(paid.status, Status::active);
    EXPECT_EQ(paid.due, add_months(today, 1));
    EXPECT_EQ(step(Demonstrated::paid).status, Status::active);
    EXPECT_EQ(step(Demonstrated::failed).status, Status::failing);
    EXPECT_EQ(step(Demonstrated::paid).status, Status::active);
    auto const changed = must(contributions_.change_amount(pledge_now(pledge), 1'000));
    EXPECT_EQ(changed.amount, 1'000);
    EXPECT_EQ(step(Demonstrated::paid).amount, 1'000);
    auto const ended = must(contributions_.cancel(pledge_now(pledge)));
    EXPECT_EQ(ended.status, Status::cancelled);
    EXPECT_FALSE(ended.due);
    EXPECT_EQ(must(contributions_.cancel(ended)).status, Status::cancelled) << "pressed twice";
    EXPECT_FALSE(contributions_.change_amount(ended, 500).ok());
    EXPECT_THAT(kinds(pledge),
        ElementsAre(
            "pledge", "payment", "renewal", "failure", "renewal", "change", "renewal", "cancellation"));
    EXPECT_EQ(money(), 2'500);
    EXPECT_EQ(must(Ledger(connection_).verify()), 8);
}

TEST_P(ContributionsTest, LetsAnUnpaidPledgeExpire)
{
    auto const pledge = must(begin(wish(Frequency::once, 500))).pledge;
    must(contributions_.reconcile());
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::open);
    clock_.advance(5 * milliseconds_a_day);
    must(contributions_.reconcile());
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::expired);
}

TEST_P(ContributionsTest, GivesEachPaymentAReceiptThatNamesNobody)
{
    auto const pledge = must(begin(wish(Frequency::once, 500))).pledge;
    tell(pledge, Demonstrated::paid);
    must(contributions_.look(pledge));
    auto const payment = must(Ledger(connection_).of(pledge)).back();
    auto const code = must(find_receipt_code(connection_, payment));
    ASSERT_TRUE(code);
    EXPECT_THAT(*code, testing::MatchesRegex("[0-9a-z]{4}(-[0-9a-z]{4}){3}"));
    EXPECT_EQ(must(find_receipt(connection_, " " + *code + "\n")).number, payment.number);
    EXPECT_FALSE(find_receipt(connection_, "0000-0000-0000-0000").ok());
}

TEST_P(ContributionsTest, ShowsWhenTheLedgerWasChangedFromOutside)
{
    for (auto const* form : {"a", "b", "c"}) {
        auto const pledge = must(begin(wish(Frequency::once, 500, form))).pledge;
        tell(pledge, Demonstrated::paid);
        must(contributions_.look(pledge));
    }
    Ledger const ledger(connection_);
    EXPECT_EQ(must(ledger.verify()), 6);
    must(connection_.execute(
        "UPDATE ledger SET moved = 400 WHERE number = $1", {must(ledger.before(0, 3)).back().number}));
    EXPECT_THAT(ledger.verify().error().message, HasSubstr("not as it was written"));
}

TEST_P(ContributionsTest, OpensOnlyLinksOfItsOwnForTheirPurpose)
{
    auto const pledge = must(begin(wish(Frequency::once, 500))).pledge;
    auto const secret = must(load_link_secret(connection_));
    auto const link = signed_link(LinkPurpose::manage, pledge.id, secret);
    EXPECT_EQ(must(contributions_.pledge_of_link(LinkPurpose::manage, link)).number, pledge.number);
    EXPECT_FALSE(contributions_.pledge_of_link(LinkPurpose::thanks, link).ok());
    EXPECT_FALSE(contributions_.pledge_of_link(LinkPurpose::manage, link.substr(0, link.size() - 1)).ok());
    EXPECT_FALSE(contributions_.pledge_of_link(LinkPurpose::manage, pledge.id).ok());
    EXPECT_FALSE(contributions_.pledge_of_link(LinkPurpose::manage, "").ok());
}

ON_BOTH_DATABASES(ContributionsTest);

} // namespace

} // namespace broadsheet::support

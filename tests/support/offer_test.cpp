#include "support/offer.h"

#include "support/database.h"

#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::HasSubstr;

TEST(OfferTest, RefusesByTheTableThatTheFormShows)
{
    auto const offer = Offer::initial();
    auto const usd = offer.currency_or_first("USD");
    auto const& monthly = offer.amounts(Frequency::monthly, usd);
    EXPECT_EQ(monthly.minimum, 200) << "from two dollars a month";
    EXPECT_EQ(offer.fault_of(monthly.minimum, Frequency::monthly, usd), AmountFault::none);
    EXPECT_EQ(offer.fault_of(monthly.minimum - 1, Frequency::monthly, usd), AmountFault::too_small);
    EXPECT_EQ(offer.fault_of(monthly.maximum, Frequency::monthly, usd), AmountFault::none);
    EXPECT_EQ(offer.fault_of(monthly.maximum + 1, Frequency::monthly, usd), AmountFault::too_large);
    EXPECT_EQ(offer.fault_of(0, Frequency::once, usd), AmountFault::too_small);
    EXPECT_EQ(offer.fault_of(-500, Frequency::once, usd), AmountFault::too_small);
    for (auto const& currency : offer.currencies())
        for (auto const frequency : all_frequencies)
            for (auto const amount : offer.amounts(frequency, currency).suggested)
                EXPECT_EQ(offer.fault_of(amount, frequency, currency), AmountFault::none);
}

TEST(OfferTest, ReadsWhatItWrites)
{
    auto offer = Offer::initial();
    offer.set(must(find_currency("JPY")),
        {Amounts{100, 9'999, {500}, 500}, {100, 9'999, {}, 0}, {1, 2, {1, 2}, 0}});
    EXPECT_EQ(must(offer_from_json(to_json(offer))), offer);
}

TEST(OfferTest, SaysWhatCannotBeOffered)
{
    auto const with = [](Amounts amounts) {
        Offer offer;
        offer.set(*find_currency("EUR"), {amounts, amounts, amounts});
        return offer.check();
    };
    EXPECT_TRUE(with({1, 1, {1}, 1}).ok());
    EXPECT_THAT(with({0, 5, {}, 0}).error().message, HasSubstr("EUR once: the minimum"));
    EXPECT_FALSE(with({6, 5, {}, 0}).ok());
    EXPECT_FALSE(with({1, most_minor_units + 1, {}, 0}).ok());
    EXPECT_THAT(with({2, 5, {1}, 0}).error().message, HasSubstr("suggested"));
    EXPECT_FALSE(with({2, 5, {6}, 0}).ok());
    EXPECT_FALSE(with({2, 5, {3}, 4}).ok()) << "marks what is not suggested";
    EXPECT_FALSE(with({1, 5, {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0}).ok());
    EXPECT_FALSE(Offer().check().ok());
    for (auto const* wrong : {"", "[]", "{}", "{\"XXX\":{}}", "{\"EUR\":{}}", "{\"EUR\":5}",
             R"({"EUR":{"once":{"minimum":"5","maximum":1e3}}})"})
        EXPECT_FALSE(offer_from_json(wrong).ok()) << wrong;
}

} // namespace

} // namespace broadsheet::support

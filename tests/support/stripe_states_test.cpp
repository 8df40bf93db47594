// What Stripe's API answers where not all is well: one session gone, the network down, a reader who comes
// back.
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view paid_charge
    = R"({"data":[{"id":"ch_1","payment_intent":"pi_1","status":"succeeded","paid":true,"amount_captured":500,)"
      R"("created":1700000000}],"has_more":false})";
constexpr std::string_view nothing = R"({"data":[],"has_more":false})";

class StripeStatesTest : public test::DatabaseTest {
protected:
    StripeStatesTest()
    {
        auto const& kind = *find_provider_kind("stripe");
        must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            auto setup = TRY(load_provider_setup(connection_, kind));
            setup.is_on = true;
            setup.values["secret_key"] = "sk_test_1";
            setup.values["webhook_secret"] = "whsec_1";
            TRY(save_provider_setup(connection_, kind, setup));
            return true;
        }));
        client_.answer_with([this](http::ClientRequest const& request) { return answer(request); });
    }

    Result<http::ClientResponse> answer(http::ClientRequest const& request)
    {
        auto const path = request.url.substr(std::string_view("https://api.stripe.com").size());
        if (refuse_with_ != 0)
            return http::ClientResponse{refuse_with_, {}, "{}"};
        if (request.method == http::Method::post) {
            auto const id = fmt::format("cs_test_{}", ++made_);
            states_[id] = fmt::format(R"("status":"open","url":"https://checkout.stripe.com/c/{}")", id);
            return http::ClientResponse{200, {}, session(id)};
        }
        constexpr std::string_view sessions = "/v1/checkout/sessions/";
        if (path.starts_with(sessions)) {
            auto const id = path.substr(sessions.size());
            ++looks_;
            return states_.contains(id) ? http::ClientResponse{200, {}, session(id)}
                                        : http::ClientResponse{404, {}, "{}"};
        }
        return http::ClientResponse{200, {},
            std::string(path.find("payment_intent=pi_1") != std::string::npos ? paid_charge : nothing)};
    }
    std::string session(std::string const& id) const
    {
        return fmt::format(R"({{"id":"{}",{}}})", id, states_.at(id));
    }

    Contributions::Begun begin(std::string const& form)
    {
        Contributions::Wish wish;
        wish.pledge.provider = "stripe";
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.pledge.language = "en";
        wish.form = form;
        wish.wording = "I agree.";
        return must(contributions_.begin(wish, [](Pledge const&) {
            return WayBack{"https://paper.example/thanks/", "https://paper.example/again/"};
        }));
    }
    Status status_of(Pledge const& pledge) { return must(contributions_.pledges().find(pledge.id)).status; }

    test::FakeClient client_;
    Contributions contributions_{connection_, {clock_, random_, client_}};
    std::map<std::string, std::string, std::less<>> states_; // by session
    int refuse_with_ = 0; // an HTTP status; 0: answers
    int made_ = 0;
    int looks_ = 0;
};

// A shared account may have more events than one list holds: 10,000.
TEST_P(StripeStatesTest, AsksForEventsInWindowsWhereThereAreTooMany)
{
    std::string last;
    client_.answer_with([&](http::ClientRequest const& request) -> Result<http::ClientResponse> {
        if (request.url.find("/v1/events") == std::string::npos)
            return answer(request);
        auto const seconds = [&](std::string_view name, std::int64_t otherwise) -> std::int64_t {
            auto const at = request.url.find(name);
            return at == std::string::npos ? otherwise : std::stoll(request.url.substr(at + name.size()));
        };
        last = request.url;
        auto const now = clock_.now() / 1'000;
        auto const from = seconds("created[gte]=", 0);
        bool const are_too_many
            = std::min<std::int64_t>(seconds("created[lte]=", now), now) - from > 3 * 86'400;
        return http::ClientResponse{200, {},
            are_too_many ? R"({"data":[{"id":"evt_1","type":"x"}],"has_more":true})" : std::string(nothing)};
    });
    auto const first = must(contributions_.reconcile());
    EXPECT_THAT(first.troubles, ElementsAre());
    EXPECT_EQ(last.find("created[lte"), std::string::npos) << "up to now: " << last;
    auto const asked = client_.requests().size();
    must(contributions_.reconcile());
    EXPECT_LE(client_.requests().size(), asked + 2) << "it goes on from there";
}

TEST_P(StripeStatesTest, AsksNothingOfAProviderThatIsOffAndHasNothingOfOurs)
{
    auto const& kind = *find_provider_kind("stripe");
    must(db::transaction(connection_, db::Access::write, [&]() -> Result<void> {
        auto setup = TRY(load_provider_setup(connection_, kind));
        setup.is_on = false;
        return save_provider_setup(connection_, kind, setup);
    }));
    refuse_with_ = 503;
    EXPECT_THAT(must(contributions_.reconcile()).troubles, ElementsAre());
    EXPECT_TRUE(client_.requests().empty());
}

TEST_P(StripeStatesTest, OnePledgeThatIsGoneKeepsNoOtherFromBeingLookedAt)
{
    auto const gone = begin("a").pledge;
    auto const paid = begin("b").pledge;
    states_.erase(gone.reference);
    states_[paid.reference] = R"("status":"complete","url":null,"payment_intent":"pi_1")";
    auto const reconciled = must(contributions_.reconcile());
    EXPECT_THAT(reconciled.troubles, ElementsAre(HasSubstr("404")));
    EXPECT_EQ(status_of(paid), Status::paid);
    EXPECT_EQ(status_of(gone), Status::open) << "it may be another key that is wrong";
    clock_.advance(17 * milliseconds_a_day);
    EXPECT_THAT(must(contributions_.reconcile()).troubles, ElementsAre());
    EXPECT_EQ(status_of(gone), Status::expired);
}

TEST_P(StripeStatesTest, AProviderThatIsDownIsNotAskedAboutEachPledge)
{
    for (auto const* form : {"a", "b", "c", "d", "e"})
        begin(form);
    auto const asked = [&] {
        auto const before = client_.requests().size();
        auto reconciled = Contributions(connection_, {clock_, random_, client_}).reconcile();
        EXPECT_FALSE(must(std::move(reconciled)).troubles.empty());
        return client_.requests().size() - before;
    };
    refuse_with_ = 503;
    EXPECT_EQ(asked(), 1U + 3U) << "for events, and three pledges";
    refuse_with_ = 403;
    EXPECT_EQ(asked(), 1U + 1U);
}

TEST_P(StripeStatesTest, WhoHasPaidAndComesBackIsNotAskedToPayAgain)
{
    auto const begun = begin("a");
    EXPECT_EQ(begin("a").address, begun.address) << "turned back without paying";
    states_[begun.pledge.reference] = R"("status":"complete","url":null,"payment_intent":"pi_2")";
    EXPECT_EQ(begin("a").address, "") << "a bank debit is under way";
    EXPECT_EQ(status_of(begun.pledge), Status::open);
    refuse_with_ = 503;
    EXPECT_EQ(begin("a").address, "") << "whether it is paid is not known now";
    refuse_with_ = 0;
    states_[begun.pledge.reference] = R"("status":"complete","url":null,"payment_intent":"pi_1")";
    EXPECT_EQ(begin("a").address, "");
    EXPECT_EQ(status_of(begun.pledge), Status::paid);
    EXPECT_EQ(made_, 1);
}

ON_BOTH_DATABASES(StripeStatesTest);

} // namespace

} // namespace broadsheet::support

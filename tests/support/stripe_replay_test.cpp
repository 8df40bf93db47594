// Stripe's webhooks in random orders, doubled, lost, forged and late, with crashes in between: after
// reconciliation the ledger is what Stripe's own books say. The histories come from tests/support/stripe/,
// whose shape the real client proves (tests/e2e/stripe.test.mjs).
#include "base/encoding.h"
#include "base/form.h"
#include "db/transaction.h"
#include "places.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/json.h"
#include "support/mortal.h"
#include "support/printed_by.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

namespace json = boost::json;
using test::must;

constexpr std::string_view webhook_secret = "whsec_test";

std::vector<json::value> read_histories(int count, int steps)
{
    auto const command
        = fmt::format("node {}/tests/support/stripe/history.mjs {} {}", BROADSHEET_SOURCE_DIR, count, steps);
    auto const text = test::printed_by(command);
    std::vector<json::value> histories;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find('\n', at);
        histories.push_back(json::parse(text.substr(at, end - at)));
        at = end + 1;
    }
    return histories;
}

// How many times longer than usual the replay may take: BROADSHEET_TEST_PATIENCE, for a long night.
int patience()
{
    auto const* text = std::getenv("BROADSHEET_TEST_PATIENCE");
    return std::max(text ? std::atoi(text) : 1, 1);
}

// What Stripe's API answers after a step of a history.
class World {
public:
    explicit World(json::value const& history)
        : history_(history)
    {
        go_to(0);
    }

    std::size_t steps() const { return array_at(history_, "/steps")->size(); }
    void go_to(std::size_t step)
    {
        for (; next_ <= step; ++next_) {
            auto const& told = array_at(history_, "/steps")->at(next_);
            for (auto const& [target, body] : value_at(told, "/answers")->get_object())
                answers_[target] = body.as_string();
            for (auto const& event : *array_at(told, "/events")) {
                events_.emplace_back(event.as_string());
                created_.push_back(integer_at(json::parse(events_.back()), "/created"));
            }
        }
    }
    std::vector<std::string> const& events() const { return events_; }

    Result<http::ClientResponse> answer(http::ClientRequest const& request) const
    {
        auto const target = request.url.substr(std::string_view("https://api.stripe.com").size());
        if (target.starts_with("/v1/events"))
            return http::ClientResponse{200, {}, list_events(target)};
        auto const found = answers_.find(target);
        if (found == answers_.end())
            return http::ClientResponse{404, {}, R"({"error":{"message":"No such object"}})"};
        return http::ClientResponse{200, {}, found->second};
    }

private:
    std::string list_events(std::string_view target) const
    {
        auto const query = parse_form(target.substr(target.find('?') + 1));
        std::int64_t since = 0;
        if (auto const given = find_field(query, "created[gte]"))
            since = std::stoll(std::string(*given));
        std::string data;
        for (auto at = events_.size(); at-- > 0;)
            if (created_[at] >= since)
                data += (data.empty() ? "" : ",") + events_[at];
        return fmt::format(R"({{"object":"list","has_more":false,"data":[{}]}})", data);
    }

    json::value const& history_;
    std::size_t next_ = 0;
    std::map<std::string, std::string, std::less<>> answers_;
    std::vector<std::string> events_;
    std::vector<std::int64_t> created_; // of each of them
};

class StripeReplayTest : public test::DatabaseTest {
protected:
    StripeReplayTest()
    {
        client_.answer_with([this](http::ClientRequest const& request) -> Result<http::ClientResponse> {
            if (below(100) < breaks_)
                return Error{ErrorCode::unavailable, "the network is down"};
            return world_->answer(request);
        });
        ProviderSetup setup;
        setup.is_on = true;
        setup.values = {{"secret_key", "sk_test_1"}, {"webhook_secret", std::string(webhook_secret)},
            {"api_address", "https://api.stripe.com"}, {"checkout_address", "https://checkout.stripe.com"},
            {"portal_address", "https://billing.stripe.com"}};
        write([&] { return save_provider_setup(connection_, *find_provider_kind("stripe"), setup); });
        if (connection_.dialect() == db::Dialect::sqlite)
            must_do(connection_.execute_script(
                "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY"));
    }

    void must_do(Result<void> const& result) { ASSERT_TRUE(result.ok()) << result.error().message; }
    template <typename Body>
    void write(Body&& body)
    {
        must_do(db::transaction(connection_, db::Access::write, body));
    }
    // Small random numbers of this test's own, so that a failing order can be run again.
    std::uint64_t below(std::uint64_t limit) { return hash64(random_numbers_.hex(4)) % limit; }

    // Each run is a process that may have died before: nothing is kept but the database.
    Contributions contributions() { return {mortal_, {clock_, random_, mortal_client_}}; }

    // Runs `body`, and now and then kills it on the way. Returns whether it lived to its end.
    template <typename Body>
    bool outlives(Body&& body)
    {
        if (below(4) == 0)
            fate_.kill_after(below(60));
        bool const has_lived = mortal_.outlives(body);
        fate_.spare();
        return has_lived;
    }

    void forget_all()
    {
        write([&]() -> Result<void> {
            for (auto const* table : {"receipts", "ledger", "pledges", "provider_events", "jobs"})
                TRY(connection_.execute(fmt::format("DELETE FROM {}", table)));
            TRY(connection_.execute("DELETE FROM support_settings WHERE key LIKE 'reconciled.%'"));
            return {};
        });
    }

    void make_pledges(json::value const& history)
    {
        for (auto const& given : *array_at(history, "/pledges")) {
            Pledge pledge;
            pledge.provider = "stripe";
            pledge.frequency = must(frequency_from(string_at(given, "/frequency")));
            auto code = string_at(given, "/currency");
            std::ranges::transform(
                code, code.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            pledge.currency = must(find_currency(code));
            pledge.amount = integer_at(given, "/amount");
            pledge.language = "en";
            auto const id = string_at(given, "/id");
            write([&]() -> Result<void> {
                auto const made = TRY(contributions().pledges().make(pledge, id, "I agree."));
                // A crash may have come before the session was written down.
                bool const has_reference = below(4) > 0;
                TRY(connection_.execute("UPDATE pledges SET id = $1, reference = $2 WHERE number = $3",
                    {id, has_reference ? std::optional(string_at(given, "/session")) : std::nullopt,
                        made.pledge.number}));
                return {};
            });
        }
    }

    http::Request webhook(
        std::string const& event, std::int64_t signed_at, std::string_view secret = webhook_secret)
    {
        auto request = must(http::make_request(http::Method::post, "/support/webhook/stripe/", event));
        auto const text = fmt::format("{}.{}", signed_at, event);
        request.headers.push_back(
            {"Stripe-Signature", fmt::format("t={},v1={}", signed_at, to_hex(hmac_sha256(secret, text)))});
        return request;
    }

    // What is saved may be worked off at once, later, or by nobody before reconciliation. Returns whether the
    // server lived to answer: otherwise Stripe tells it again.
    bool deliver(std::string const& event)
    {
        auto const now = clock_.now() / 1'000;
        bool const is_answered = outlives([&] {
            auto const taken = contributions().take_event("stripe", webhook(event, now));
            EXPECT_TRUE(taken.ok()) << taken.error().message;
        });
        if (below(3) > 0)
            outlives([&] { (void)work_off(); });
        return is_answered;
    }
    bool work_off()
    {
        std::vector<std::int64_t> waiting;
        {
            auto rows = must(connection_.query("SELECT number FROM provider_events WHERE status <> 'done'"));
            while (must(rows.next()))
                waiting.push_back(rows.integer(0));
        }
        bool all = true;
        for (auto const number : waiting)
            all &= contributions().work_off_event(number).ok();
        return all;
    }

    void replay(json::value const& history)
    {
        World world(history);
        world_ = &world;
        forget_all();
        make_pledges(history);
        breaks_ = 5;
        // The clock is wrong by up to two days, one way or the other.
        clock_.advance(integer_at(history, "/began") * 1'000 - clock_.now()
            + (static_cast<std::int64_t>(below(4 * 86'400)) - 2 * 86'400) * 1'000);
        std::vector<std::string> on_their_way;
        std::size_t told = 0;
        for (std::size_t step = 0; step < world.steps(); ++step) {
            world.go_to(step);
            for (; told < world.events().size(); ++told)
                for (auto times = below(4); times > 0; --times) // 0: lost, 2 and 3: doubled
                    on_their_way.push_back(world.events()[told]);
            while (!on_their_way.empty() && below(3) > 0) {
                auto const which = static_cast<std::ptrdiff_t>(below(on_their_way.size()));
                if (deliver(on_their_way[static_cast<std::size_t>(which)]))
                    on_their_way.erase(on_their_way.begin() + which);
            }
            if (below(10) == 0)
                outlives([&] { (void)contributions().reconcile(); });
            clock_.advance(static_cast<std::int64_t>(below(86'400)) * 1'000);
        }
        breaks_ = 0;
        must(contributions().reconcile());
        must(contributions().reconcile());
    }

    void expect_books(json::value const& history)
    {
        for (auto const& given : *array_at(history, "/pledges")) {
            auto const pledge = must(contributions().pledges().find(string_at(given, "/id")));
            std::int64_t payments = 0;
            std::int64_t moved = 0;
            for (auto const& entry : must(Ledger(connection_).of(pledge))) {
                payments += entry.is_income() ? 1 : 0;
                moved += entry.moved;
            }
            EXPECT_EQ(moved, integer_at(history, fmt::format("/earned/{}/moved", pledge.id))) << pledge.id;
            EXPECT_EQ(payments, integer_at(history, fmt::format("/earned/{}/payments", pledge.id)))
                << pledge.id;
        }
        EXPECT_TRUE(Ledger(connection_).verify().ok());
    }

    test::FakeClient client_;
    test::Fate fate_;
    test::MortalConnection mortal_{connection_, fate_};
    test::MortalClient mortal_client_{client_, fate_};
    SeededRandom random_numbers_{20'261'128};
    World* world_ = nullptr;
    std::uint64_t breaks_ = 0; // requests of a hundred that get no answer
};

TEST_P(StripeReplayTest, EqualsTheBooksInEveryOrder)
{
    auto const histories = read_histories(20, 28);
    auto const orders = (connection_.dialect() == db::Dialect::sqlite ? 1'000 : 40) * patience();
    for (int order = 0; order < orders && !HasFailure(); ++order) {
        auto const& history = histories[static_cast<std::size_t>(order) % histories.size()];
        SCOPED_TRACE(fmt::format("order {}, history {}", order, integer_at(history, "/seed")));
        replay(history);
        expect_books(history);
    }
}

TEST_P(StripeReplayTest, EqualsTheBooksKilledBetweenAnyTwoSteps)
{
    auto const history = read_histories(1, 12).front();
    bool const is_sqlite = connection_.dialect() == db::Dialect::sqlite;
    auto const stride = static_cast<std::size_t>(is_sqlite || patience() > 1 ? 1 : 13);
    for (std::size_t steps = 0; !HasFailure(); steps += stride) {
        SCOPED_TRACE(fmt::format("killed after {} steps", steps));
        World world(history);
        world_ = &world;
        forget_all();
        make_pledges(history);
        world.go_to(world.steps() - 1);
        fate_.kill_after(steps);
        bool const has_lived = mortal_.outlives([&] {
            for (auto const& event : world.events())
                must(contributions().take_event("stripe", webhook(event, clock_.now() / 1'000)));
            (void)work_off();
            must(contributions().reconcile());
        });
        fate_.spare();
        must(contributions().reconcile());
        expect_books(history);
        if (!has_lived)
            continue;
        EXPECT_GT(steps, 100u);
        return;
    }
}

TEST_P(StripeReplayTest, TakesNothingThatStripeDidNotSignLately)
{
    auto const histories = read_histories(1, 20);
    World world(histories.front());
    world_ = &world;
    world.go_to(world.steps() - 1);
    make_pledges(histories.front());
    auto const& event = world.events().front();
    auto const now = clock_.now() / 1'000;
    auto const code_of = [&](http::Request const& request) {
        auto const taken = contributions().take_event("stripe", request);
        return taken.ok() ? std::string("taken") : std::string(name_of(taken.error().code));
    };
    EXPECT_EQ(code_of(webhook(event, now, "whsec_other")), "forbidden") << "forged";
    EXPECT_EQ(code_of(webhook(event, now - 301)), "forbidden") << "stale";
    EXPECT_EQ(code_of(webhook(event, now + 301)), "forbidden") << "from the future";
    auto changed = webhook(event, now);
    changed.body.insert(changed.body.size() - 1, " ");
    EXPECT_EQ(code_of(changed), "forbidden") << "signed, then changed";
    auto signed_anew = webhook(event, now - 1'000);
    signed_anew.headers.front().value.replace(2, std::to_string(now).size(), std::to_string(now));
    EXPECT_EQ(code_of(signed_anew), "forbidden") << "an old signature under a new time";
    auto bare = webhook(event, now);
    bare.headers.clear();
    EXPECT_EQ(code_of(bare), "forbidden") << "not signed";
    for (auto const* header : {"", "t=,v1=", "t=1", "v1=00", "t=99999999999999999999,v1=00", "t=-5,v1=00"}) {
        bare.headers = {{"Stripe-Signature", header}};
        EXPECT_EQ(code_of(bare), "forbidden") << header;
    }
    auto several = webhook(event, now);
    several.headers.front().value += ",v1=" + std::string(64, '0') + ",v0=x";
    EXPECT_EQ(code_of(several), "taken") << "while the secret is replaced, two signatures come";
    EXPECT_EQ(code_of(webhook("{\"id\":5", now)), "invalid") << "signed, but no JSON";
    EXPECT_EQ(code_of(webhook("[]", now)), "taken") << "signed, and nothing to us";
    auto rows = must(connection_.query("SELECT COUNT(*) FROM provider_events"));
    must(rows.next());
    EXPECT_EQ(rows.integer(0), 1) << "only what was genuine is kept";
}

TEST_P(StripeReplayTest, LeadsToStripesPageForTheCardAndNowhereElse)
{
    Pledge pledge;
    pledge.provider = "stripe";
    pledge.frequency = Frequency::monthly;
    pledge.currency = must(find_currency("EUR"));
    pledge.reference = "cs_1";
    pledge.status = Status::active;
    std::string url = "https://billing.stripe.com/p/session/1";
    client_.answer_with([&](http::ClientRequest const& request) -> Result<http::ClientResponse> {
        if (request.method == http::Method::get)
            return http::ClientResponse{200, {}, R"({"id":"cs_1","customer":"cus_1"})"};
        EXPECT_EQ(request.url, "https://api.stripe.com/v1/billing_portal/sessions");
        EXPECT_EQ(request.body, "customer=cus_1&return_url=https%3A%2F%2Fpaper.example%2F");
        return http::ClientResponse{200, {}, fmt::format(R"({{"url":"{}"}})", url)};
    });
    EXPECT_EQ(must(contributions().card_page(pledge, "https://paper.example/")), url);
    url = "https://billing.stripe.com.evil.example/";
    EXPECT_FALSE(contributions().card_page(pledge, "https://paper.example/").ok());
    pledge.status = Status::cancelled;
    EXPECT_EQ(contributions().card_page(pledge, "").error().code, ErrorCode::conflict);
    pledge.status = Status::active;
    pledge.provider = "demonstration";
    EXPECT_EQ(contributions().card_page(pledge, "").error().code, ErrorCode::not_found);
}

TEST_P(StripeReplayTest, KeepsNothingOfAnEventThatNamesAPerson)
{
    auto const histories = read_histories(3, 40);
    for (auto const& history : histories) {
        World world(history);
        world_ = &world;
        forget_all();
        make_pledges(history);
        world.go_to(world.steps() - 1);
        for (auto const& event : world.events())
            must(contributions().take_event("stripe", webhook(event, clock_.now() / 1'000)));
        auto rows = must(connection_.query("SELECT content FROM provider_events"));
        while (must(rows.next()))
            for (auto const* named : {"donor@example.org", "Canary", "10115", "4242"})
                EXPECT_EQ(rows.text(0).find(named), std::string_view::npos) << rows.text(0);
    }
}

TEST_P(StripeReplayTest, CountsNothingOfTheOtherMode)
{
    auto const histories = read_histories(1, 40);
    World world(histories.front());
    world_ = &world;
    world.go_to(world.steps() - 1);
    for (auto event : world.events()) {
        auto const at = event.find("\"livemode\":false");
        event.replace(at, 16, "\"livemode\":true");
        EXPECT_FALSE(must(contributions().take_event("stripe", webhook(event, clock_.now() / 1'000))));
    }
}

ON_BOTH_DATABASES(StripeReplayTest);

} // namespace

} // namespace broadsheet::support

// The program killed between every two steps of what it does with money and with promises to readers: begun
// again, it ends where it would have ended.
#include "base/encoding.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/fake_post.h"
#include "support/mortal.h"
#include "support/providers/demonstration/demonstration.h"
#include "support/reminder_jobs.h"
#include "support/supporter_mail.h"
#include "vault/ceremony.h"

#include <charconv>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;

constexpr std::int64_t lease = 60'000;
constexpr std::int64_t day = 24LL * 3'600'000;

class CrashTest : public test::DatabaseTest {
protected:
    CrashTest()
    {
        auto const ceremony = must(vault::Ceremony::first(
            must(vault::Secret::copy_of("ferry granite moss lantern orbit velvet")), random_, {1, 8192}));
        write([&] { return ceremony.save(connection_, clock_); });
        keys_ = ceremony.keys();
        custody_.unlock(*keys_);
        must(newsroom::change(connection_, clock_, random_, [](newsroom::Change& change) {
            newsroom::Settings settings;
            settings.title = {{"en", "The Lantern"}};
            settings.url = "https://lantern.example";
            return newsroom::save_settings(change, settings);
        }));
        for (auto const* name : {"demonstration", "stripe"})
            write([&] {
                return save_provider_setup(connection_, *find_provider_kind(name),
                    {true,
                        {{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_1"},
                            {"api_address", "https://api.stripe.com"},
                            {"checkout_address", "https://checkout.stripe.com"},
                            {"portal_address", "https://billing.stripe.com"}}});
            });
    }

    template <typename Body>
    void write(Body&& body)
    {
        must(db::transaction(connection_, db::Access::write, body));
    }
    // Each process begins with nothing but the database.
    Contributions contributions() { return {mortal_, {clock_, random_, mortal_client_}}; }

    // One thing the program does: where it dies, the next process does it again, once leases have run out.
    template <typename Body>
    void live(Body&& body)
    {
        if (mortal_.outlives(body))
            return;
        clock_.advance(lease + 1);
        body();
    }
    // Runs `round`, which is given its number, once for each step that it could die after, and once unharmed.
    template <typename Round>
    std::size_t die_everywhere(Round&& round)
    {
        for (std::size_t steps = 0;; ++steps) {
            SCOPED_TRACE(fmt::format("killed after {} steps", steps));
            fate_.kill_after(steps);
            round(steps);
            fate_.spare();
            if (!fate_.has_killed() || HasFatalFailure() || HasNonfatalFailure())
                return steps;
        }
    }

    Contributions::Wish wish(std::string provider, std::string const& form)
    {
        Contributions::Wish wish;
        wish.pledge.provider = std::move(provider);
        wish.pledge.frequency = Frequency::monthly;
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.pledge.language = "en";
        wish.address = form + "@reader.example";
        wish.form = form;
        wish.wording = "I agree.";
        return wish;
    }
    Contributions::Begun begin(Contributions::Wish const& wish)
    {
        return must(contributions().begin(wish, [](Pledge const&) { return WayBack{}; }));
    }
    // The demonstration's own books, which do not die with us.
    void demonstrated(Pledge const& pledge, Demonstrated what)
    {
        write([&]() -> Result<void> {
            auto const lines = TRY(count_demonstrated(connection_, pledge));
            return demonstrate(connection_, clock_, pledge, what, lines);
        });
    }

    void work(db::Job const& job)
    {
        if (job.kind == reminder_job)
            return must(
                send_reminder(mortal_, job, {clock_, random_, mortal_post_, custody_, reminder_letters_}));
        std::int64_t number = 0;
        std::from_chars(job.payload.data(), job.payload.data() + job.payload.size(), number);
        must(write_to_supporter(
            mortal_, {clock_, random_, mortal_client_}, *keys_, letters_, mortal_post_, number));
    }
    void run_jobs()
    {
        db::JobQueue jobs(mortal_, clock_, random_);
        while (auto const job
            = must(jobs.claim({std::string(reminder_job), std::string(Contributions::letter_job)}, lease))) {
            work(*job);
            must(jobs.finish(*job));
        }
    }
    // Which letters went to an address, and how often: the same message more than once only where the program
    // was killed between the post and its note of it.
    void expect_letters(std::string const& address, std::size_t different)
    {
        std::set<std::string> keys;
        std::size_t copies = 0;
        for (auto const& letter : post_.sent)
            if (letter.to == address) {
                ++copies;
                keys.insert(letter.key);
            }
        EXPECT_EQ(keys.size(), different);
        EXPECT_GE(copies, different);
        EXPECT_LE(copies, different + (fate_.has_killed() ? 1 : 0));
    }
    std::int64_t count(std::string_view question, db::Parameter const& parameter)
    {
        auto rows = must(connection_.query(question, {&parameter, 1}));
        must(rows.next());
        return rows.integer(0);
    }

    test::Fate fate_;
    test::FakeClient client_;
    test::FakePost post_;
    test::MortalConnection mortal_{connection_, fate_};
    test::MortalClient mortal_client_{client_, fate_};
    test::MortalPost mortal_post_{post_, fate_};
    vault::Custody custody_;
    std::optional<vault::Keys> keys_;
    Letters letters_ = must(Letters::load());
    ReminderLetters reminder_letters_ = must(ReminderLetters::load());
};

TEST_P(CrashTest, MakesOnePledgeAndOnePaymentOfAForm)
{
    std::map<std::string, std::string> sessions; // by idempotency key, as Stripe keeps them
    client_.answer_with([&](http::ClientRequest const& request) -> Result<http::ClientResponse> {
        if (request.method != http::Method::post)
            return http::ClientResponse{200, {},
                fmt::format(R"({{"id":"{0}","url":"https://checkout.stripe.com/c/{0}"}})",
                    request.url.substr(request.url.rfind('/') + 1))};
        std::string key;
        for (auto const& header : request.headers)
            if (header.name == "Idempotency-Key")
                key = header.value;
        auto const id = sessions.emplace(key, fmt::format("cs_{}", sessions.size())).first->second;
        return http::ClientResponse{
            200, {}, fmt::format(R"({{"id":"{0}","url":"https://checkout.stripe.com/c/{0}"}})", id)};
    });
    auto const steps = die_everywhere([&](std::size_t number) {
        auto const form = fmt::format("stripe-{}", number);
        auto const before = sessions.size();
        live([&] { begin(wish("stripe", form)); });
        EXPECT_EQ(count("SELECT COUNT(*) FROM pledges WHERE form = $1", form), 1);
        EXPECT_EQ(sessions.size(), before + 1);
        EXPECT_EQ(count("SELECT COUNT(*) FROM ledger JOIN pledges ON pledges.number = pledge WHERE form = $1",
                      form),
            1)
            << "the pledge's own entry";
    });
    EXPECT_GT(steps, 15u);
}

TEST_P(CrashTest, CountsOnceAndWritesOfEachPaymentAndFailure)
{
    auto const steps = die_everywhere([&](std::size_t number) {
        auto const form = fmt::format("form-{}", number);
        Pledge pledge;
        live([&] { pledge = begin(wish("demonstration", form)).pledge; });
        demonstrated(pledge, Demonstrated::paid);
        live([&] { must(contributions().look(pledge)); });
        live([&] { run_jobs(); });
        demonstrated(pledge, Demonstrated::failed);
        live([&] { must(contributions().reconcile()); });
        live([&] { must(contributions().look(pledge)); });
        live([&] { run_jobs(); });
        std::vector<std::string> kinds;
        for (auto const& entry : must(Ledger(connection_).of(pledge)))
            kinds.emplace_back(name_of(entry.kind));
        EXPECT_THAT(kinds, ElementsAre("pledge", "payment", "failure"));
        EXPECT_EQ(
            count("SELECT COUNT(*) FROM receipts JOIN ledger ON ledger.number = entry WHERE pledge = $1",
                pledge.number),
            1);
        expect_letters(form + "@reader.example", 2);
        EXPECT_EQ(count("SELECT COUNT(*) FROM jobs WHERE kind = $1 AND status <> 'done'",
                      Contributions::letter_job),
            0);
    });
    EXPECT_GT(steps, 40u);
    EXPECT_TRUE(Ledger(connection_).verify().ok());
}

TEST_P(CrashTest, RemindsOnceAndForgetsTheAddress)
{
    std::string key;
    write([&]() -> Result<void> {
        key = TRY(reminder_key(connection_, random_));
        return {};
    });
    auto const steps = die_everywhere([&](std::size_t number) {
        auto const address = fmt::format("reader-{}@example.org", number);
        auto const now = clock_.now();
        auto const token
            = to_token({must(due_day("1", now)), reminder_day(now) + ReminderLimits::link_days, "en", "",
                           must(vault::Records(connection_, random_).seal_address(address))},
                key);
        live([&] {
            must(db::transaction(mortal_, db::Access::write, [&]() -> Result<void> {
                Reminders reminders(mortal_, clock_, random_);
                auto const request = TRY(read_reminder_token(token, key));
                TRY(reminders.confirm(request, token));
                return {};
            }));
        });
        clock_.advance(31 * day);
        live([&] { must(queue_due_reminders(mortal_, clock_, random_)); });
        live([&] { run_jobs(); });
        live([&] { must(queue_due_reminders(mortal_, clock_, random_)); });
        live([&] { run_jobs(); });
        expect_letters(address, 1);
        auto const reminder = must(Reminders(connection_, clock_, random_).of_link(token));
        ASSERT_TRUE(reminder);
        EXPECT_EQ(reminder->status, ReminderStatus::sent);
        EXPECT_EQ(count("SELECT COUNT(*) FROM vault_records WHERE purpose = $1", reminder_purpose), 0);
    });
    EXPECT_GT(steps, 25u);
}

ON_BOTH_DATABASES(CrashTest);

} // namespace

} // namespace broadsheet::support

// A newspaper that takes contributions by Stripe, as a program of its own, for the test that kills it
// (support/kill_contributions.mjs):
//
//   contributions_program prepare NEWSPAPER DATABASE STRIPE   an empty database that asks the address STRIPE
//   contributions_program serve NEWSPAPER DATABASE            prints the events it has kept and where it
//   listens, then takes contributions and webhooks with all the jobs of a server, until it is killed
//   contributions_program reconcile NEWSPAPER DATABASE        asks for what was not told, and prints the
//   books
//
// NEWSPAPER is a folder, DATABASE a path or a PostgreSQL address. BROADSHEET_NOW is what the clock says at
// the start, in milliseconds.

#include "base/form.h"
#include "cli/support_jobs.h"
#include "db/migrations.h"
#include "db/transaction.h"
#include "http/client.h"
#include "http/server.h"
#include "support/contributions.h"
#include "support/fake_post.h"
#include "support/ledger_audit.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace broadsheet::support {

namespace {

// Goes on from a moment that is told.
class ToldClock final : public Clock {
public:
    UtcMillis now() const override { return system_.now() + ahead_; }
    std::int64_t monotonic() const override { return system_.monotonic(); }

private:
    static std::int64_t told()
    {
        auto const* text = std::getenv("BROADSHEET_NOW");
        return text ? std::atoll(text) : 0;
    }

    SystemClock system_;
    std::int64_t ahead_ = told() - system_.now();
};

ToldClock clock_;
SystemRandom random_;
http::CurlClient client_;
ProviderTools const tools{clock_, random_, client_};

Result<void> prepare(db::Database& database, std::string const& stripe)
{
    auto connection = TRY(database.connect());
    TRY(db::migrate(*connection, clock_));
    ProviderSetup setup;
    setup.is_on = true;
    setup.values = {{"secret_key", "sk_test_1"}, {"webhook_secret", "whsec_test"}, {"api_address", stripe},
        {"checkout_address", stripe}, {"portal_address", stripe}};
    return db::transaction(*connection, db::Access::write,
        [&] { return save_provider_setup(*connection, *find_provider_kind("stripe"), setup); });
}

// What the desk does, as far as money is concerned (desk/pages/support_webhook.cpp, support.cpp).
class Desk final : public http::Handler {
public:
    Desk(db::Database& database, cli::JobRunner& jobs)
        : database_(database)
        , jobs_(jobs)
    {
    }

    std::vector<http::Method> methods(std::string_view) const override { return {http::Method::post}; }

    http::Response handle(http::Request const& request) override
    {
        auto const answer = request.path == "/begin" ? begin(request) : take(request);
        jobs_.wake();
        if (answer.ok())
            return http::make_response(200, "text/plain", *answer);
        bool const is_refused
            = answer.error().code == ErrorCode::forbidden || answer.error().code == ErrorCode::invalid;
        return http::make_response(is_refused ? 400 : 503, "text/plain", answer.error().message);
    }

private:
    Result<std::string> take(http::Request const& request)
    {
        auto connection = TRY(database_.connect());
        bool const is_new = TRY(Contributions(*connection, tools).take_event("stripe", request));
        return std::string(is_new ? "kept" : "");
    }

    Result<std::string> begin(http::Request const& request)
    {
        auto const fields = parse_form(request.body);
        auto const field = [&](char const* name) { return find_field(fields, name).value_or(""); };
        auto connection = TRY(database_.connect());
        Contributions::Wish wish;
        wish.pledge.provider = "stripe";
        wish.pledge.frequency = TRY(frequency_from(field("frequency")));
        wish.pledge.currency = TRY(find_currency(field("currency")));
        wish.pledge.amount = std::atoll(std::string(field("amount")).c_str());
        wish.form = field("form");
        auto const begun = TRY(Contributions(*connection, tools).begin(wish, [](Pledge const& pledge) {
            return WayBack{"https://paper.example/thanks/" + pledge.id, "https://paper.example/support/"};
        }));
        return begun.pledge.id + " " + begun.address;
    }

    db::Database& database_;
    cli::JobRunner& jobs_;
};

Result<void> print_kept_events(db::Database& database)
{
    auto connection = TRY(database.connect());
    auto rows = TRY(connection->query("SELECT key FROM provider_events"));
    while (TRY(rows.next()))
        fmt::print("kept {}\n", rows.text(0));
    return {};
}

Result<void> serve(db::Database& database, std::filesystem::path const& newspaper)
{
    TRY(print_kept_events(database));
    auto const letters = TRY(Letters::load());
    test::FakePost post;
    vault::Custody custody; // locked: letters wait
    cli::JobRunner jobs(database, clock_, random_);
    cli::add_support_jobs(jobs, tools, {letters, post, custody}, newspaper);
    Desk desk(database, jobs);
    http::Metrics metrics;
    http::ServerSettings settings;
    settings.listen = {"127.0.0.1:0"};
    auto const server = TRY(http::Server::start(std::move(settings), desk, nullptr, metrics, clock_));
    jobs.start();
    fmt::print("listening {}\n", server->addresses().front());
    std::fflush(stdout);
    for (;;)
        pause();
}

Result<void> reconcile(db::Database& database, std::filesystem::path const& newspaper)
{
    auto connection = TRY(database.connect());
    auto const reconciled = TRY(Contributions(*connection, tools).reconcile());
    for (auto const& trouble : reconciled.troubles)
        fmt::print("trouble {}\n", trouble);
    LedgerHeads const heads(newspaper);
    TRY(heads.note(*connection));
    if (auto const trouble = TRY(first_trouble(*connection, heads)); !trouble.empty())
        fmt::print("trouble {}\n", trouble);
    auto rows = TRY(connection->query(
        "SELECT pledges.id, SUM(moved), SUM(CASE WHEN kind IN ('payment', 'renewal') THEN 1 ELSE 0 END) "
        "FROM pledges JOIN ledger ON ledger.pledge = pledges.number GROUP BY pledges.id"));
    while (TRY(rows.next()))
        fmt::print("pledge {} {} {}\n", rows.text(0), rows.integer(1), rows.integer(2));
    return {};
}

Result<void> run(std::vector<std::string> const& arguments)
{
    if (arguments.size() < 3)
        return invalid("say what to do, with which newspaper and which database");
    auto const database = TRY(db::Database::open(arguments[2]));
    if (arguments[0] == "prepare")
        return prepare(*database, arguments.at(3));
    return arguments[0] == "serve" ? serve(*database, arguments[1]) : reconcile(*database, arguments[1]);
}

} // namespace

} // namespace broadsheet::support

int main(int count, char** values)
{
    auto const done = broadsheet::support::run({values + 1, values + count});
    if (!done.ok())
        fmt::print(stderr, "contributions_program: {}\n", done.error().message);
    return done.ok() ? 0 : 1;
}

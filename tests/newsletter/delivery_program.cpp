// A newspaper's delivery as a program of its own, for tests that kill it and for the benchmark:
//
//   delivery_program prepare DATABASE COUNT   an empty database with a vault, a newsletter and so many
//   subscribers
//   delivery_program send DATABASE RELAY…     sends the issue until it has been sent to everybody, or the
//   program is killed
//   delivery_program again DATABASE           lets those go out again of whom nobody can say whether they
//   have it
//   delivery_program retry DATABASE           lets those go out again who were refused or put off
//   delivery_program show DATABASE            prints the progress; with `unknown`, the numbers of those
//
// DATABASE is a path or a PostgreSQL address; the vault's keys lie beside it in the file that BROADSHEET_KEYS
// names. BROADSHEET_BYTES is about how long an issue is, BROADSHEET_LEASE the lease in milliseconds.

#include "base/file.h"
#include "db/migrations.h"
#include "db/transaction.h"
#include "newsletter/delivery/delivery.h"
#include "newsletter/delivery/sends.h"
#include "newsletter/subscriptions.h"
#include "vault/ceremony.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <thread>

namespace broadsheet::newsletter {

namespace {

constexpr auto newsletter_id = "654321654321654321654321";
constexpr auto issue_id = "123456123456123456123456";

SystemClock clock_;
SystemRandom random_;

std::string environment(char const* name, std::string otherwise)
{
    auto const* value = std::getenv(name);
    return value ? value : otherwise;
}

Result<vault::Keys> load_keys()
{
    auto const bytes = TRY(read_file(environment("BROADSHEET_KEYS", "keys")));
    auto secret = TRY(vault::Secret::copy_of(bytes));
    return vault::Keys::from_bytes(1, std::move(secret));
}

Result<void> add_reader(db::Connection& connection, vault::Keys const& keys, std::int64_t number)
{
    auto const address = fmt::format("reader{}@example.org", number);
    auto const id = random_.hex(12);
    auto const sealed = TRY(vault::seal(keys.public_key(), address));
    TRY(connection.execute("INSERT INTO vault_records (id, purpose, generation, sealed, hash) "
                           "VALUES ($1, 'newsletter', 1, $2, $3)",
        {id, sealed.box, keys.hash("newsletter", address)}));
    TRY(connection.execute(
        "INSERT INTO subscriptions (id, newsletter, record, status, language, confirmed_day) "
        "VALUES ($1, $2, $3, 'active', 'ru', 20000)",
        {random_.hex(12), newsletter_id, id}));
    return {};
}

Result<void> prepare(db::Database& database, std::int64_t count)
{
    auto connection = TRY(database.connect());
    TRY(db::migrate(*connection, clock_));
    auto const passphrase = TRY(vault::Secret::copy_of("ferry granite moss lantern orbit velvet"));
    auto const ceremony = TRY(vault::Ceremony::first(passphrase, random_, {1, 8192}));
    auto const& keys = ceremony.keys();
    TRY(write_file_atomically(environment("BROADSHEET_KEYS", "keys"), keys.bytes().view()));
    auto fill = [&]() -> Result<void> {
        TRY(ceremony.save(*connection, clock_));
        TRY(connection->execute("INSERT INTO newsletters (id, slug, language, status, name, edition) VALUES "
                                "($1, 'weekly', 'ru', 'open', 'Weekly', 1)",
            {newsletter_id}));
        for (std::int64_t number = 1; number <= count; ++number)
            TRY(add_reader(*connection, keys, number));
        for (auto const algorithm : {mail::DkimAlgorithm::rsa}) {
            auto const key
                = TRY(mail::DkimKey::make("lantern.example", std::string(name_of(algorithm)), algorithm));
            TRY(mail::add_dkim_key(*connection, key, 1));
            TRY(mail::activate_dkim_key(*connection, "lantern.example", name_of(algorithm), true));
        }
        TRY(Sends(*connection, clock_).begin(newsletter_id, issue_id));
        return {};
    };
    return db::transaction(*connection, db::Access::write, fill);
}

// An issue in two parts that is about so many bytes long once it is encoded.
RenderedIssue make_issue(std::size_t bytes)
{
    constexpr std::string_view sentence
        = "Редакция отобрала для вас главное за неделю: новости, репортажи, разборы. ";
    RenderedIssue issue;
    issue.id = issue_id;
    issue.subjects = {"Главное за неделю"};
    issue.language = "ru";
    issue.from = {"Фонарь", {"letters", "lantern.example"}};
    issue.list_id = "weekly.lantern.example";
    issue.unsubscribe_url = fmt::format("https://lantern.example/newsletter/leave/{}/", token_place);
    for (std::size_t encoded = 0; encoded + 1'000 < bytes; encoded += sentence.size() * 6) {
        issue.text += sentence;
        issue.text += '\n';
        issue.html += fmt::format("<p>{}</p>\n", sentence);
    }
    issue.text += "\nОтписаться: " + issue.unsubscribe_url + "\n";
    issue.html += fmt::format("<p><a href=\"{}\">Отписаться</a></p>\n", issue.unsubscribe_url);
    return issue;
}

Result<void> send(db::Database& database, std::vector<std::string> const& relays)
{
    mail::RelayHealth health(clock_);
    mail::Outbox outbox;
    auto const keys = TRY(load_keys());
    auto const issue = make_issue(std::stoul(environment("BROADSHEET_BYTES", "5000")));
    std::vector<mail::Relay> parsed;
    for (auto const& relay : relays)
        parsed.push_back(TRY(mail::parse_relay(relay)));
    DeliverySettings settings;
    settings.lease = std::stol(environment("BROADSHEET_LEASE", "60000"));
    settings.timeouts = {2, 2, 5};
    Delivery delivery({database, clock_, random_, health, outbox,
                          [&]() -> Result<mail::Configuration> {
                              auto connection = TRY(database.connect());
                              auto configuration = TRY(mail::load_configuration(*connection));
                              configuration.relays = parsed;
                              return configuration;
                          },
                          [&] { return std::optional(keys); },
                          [&](db::Connection&, std::string const&) { return Result<RenderedIssue>(issue); }},
        settings);
    auto const is_running = [&]() -> Result<bool> {
        auto connection = TRY(database.connect());
        return TRY(Sends(*connection, clock_).find(1)).status == Send::Status::running;
    };
    // A database that is not there ends no server either.
    for (auto running = is_running(); !running || *running; running = is_running())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return {};
}

Result<void> show(db::Database& database, bool with_unknown)
{
    auto connection = TRY(database.connect());
    Sends sends(*connection, clock_);
    auto const progress = TRY(sends.progress(1));
    fmt::print("status {} total {} accepted {} waiting {} deferred {} attempting {} refused {} unknown {}\n",
        name_of(progress.send.status), progress.send.total, progress.send.accepted, progress.waiting,
        progress.deferred, progress.attempting, progress.refused, progress.unknown);
    if (with_unknown) {
        for (auto const& one : TRY(sends.undelivered(1, "unknown", 0, 100'000)))
            fmt::print("{}\n", one.subscription);
    }
    return {};
}

Result<void> run(std::vector<std::string> const& arguments)
{
    if (arguments.size() < 2)
        return invalid("say what to do, and with which database");
    auto const database = TRY(db::Database::open(arguments[1]));
    if (arguments[0] == "prepare")
        return prepare(*database, std::stol(arguments.at(2)));
    if (arguments[0] == "send")
        return send(*database, {arguments.begin() + 2, arguments.end()});
    if (arguments[0] == "show")
        return show(*database, arguments.size() > 2);
    auto connection = TRY(database->connect());
    auto send_again = [&]() -> Result<void> {
        Sends sends(*connection, clock_);
        if (arguments[0] == "retry") {
            if (TRY(sends.find(1)).status == Send::Status::paused)
                TRY(sends.resume(1));
            TRY(sends.retry_deferred(1));
            TRY(sends.retry_refused(1));
        } else {
            TRY(sends.send_unknown_again(1));
        }
        return {};
    };
    return db::transaction(*connection, db::Access::write, send_again);
}

} // namespace

} // namespace broadsheet::newsletter

int main(int count, char** arguments)
{
    auto const done = broadsheet::newsletter::run({arguments + 1, arguments + count});
    if (!done)
        fmt::print(stderr, "{}\n", done.error().message);
    return done ? 0 : 1;
}

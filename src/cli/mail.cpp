// How mail leaves: who sends it, through which relays, signed by which keys.
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/secret_input.h"
#include "db/transaction.h"
#include "mail/configuration.h"
#include "mail/domain_check.h"
#include "mail/smtp_connection.h"
#include "newsletter/delivery/reports.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"
#include "text/dates.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using mail::DomainFinding;

// Runs body(connection), which returns a Result, in a write transaction that also writes to the audit log.
template <typename Body>
auto change(Context const& context, std::string_view act, std::string_view detail, Body&& body)
    -> std::invoke_result_t<Body, db::Connection&>
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    return db::transaction(
        *connection, db::Access::write, [&]() -> std::invoke_result_t<Body, db::Connection&> {
            auto result = body(*connection);
            if (result.ok())
                TRY(staff::AuditLog(*connection, context.clock).add(nullptr, act, "", detail));
            return result;
        });
}

json::object as_json(mail::Relay const& relay, std::string_view name_of_place)
{
    return {{"name", relay.name}, {"address", name_of_place}, {"user", relay.username},
        {"has_password", !relay.password.empty()}, {"weight", relay.weight},
        {"connections", relay.connections}, {"rates", mail::to_text(relay.rates)}};
}

json::object as_json(mail::StoredKey const& stored)
{
    return {{"domain", stored.key.domain()}, {"selector", stored.key.selector()},
        {"algorithm", name_of(stored.key.algorithm())}, {"signs", stored.is_active},
        {"record_name", stored.key.record_name()}, {"record", stored.key.record()}};
}

json::object as_json(mail::Configuration const& configuration, std::vector<mail::StoredKey> const& keys)
{
    json::array relays;
    for (auto const& relay : configuration.relays)
        relays.push_back(as_json(relay, mail::place_of(relay)));
    json::array all_keys;
    for (auto const& key : keys)
        all_keys.push_back(as_json(key));
    json::object rates;
    for (auto const& [domain, rate] : configuration.domain_rates)
        rates[domain] = mail::to_text(rate);
    auto const& sender = configuration.sender;
    return {{"sender", sender ? json::value(sender->address.text()) : json::value(nullptr)},
        {"sender_name", sender ? json::value(sender->name) : json::value(nullptr)},
        {"return_path",
            configuration.return_path ? json::value(configuration.return_path->text())
                                      : json::value(nullptr)},
        {"own_name", configuration.own_name}, {"relays", std::move(relays)},
        {"dkim_keys", std::move(all_keys)}, {"rates", std::move(rates)}};
}

void print(mail::Configuration const& configuration, std::vector<mail::StoredKey> const& keys,
    std::string const& reports)
{
    auto const& sender = configuration.sender;
    fmt::print("From:        {}\nReports to:  {}\n",
        sender ? fmt::format("{} <{}>", sender->name, sender->address.text()) : "not set",
        configuration.return_path ? configuration.return_path->text() : "the sender");
    if (configuration.relays.empty())
        fmt::print("Relays:      none, so mail goes to the captured outbox\n");
    for (auto const& relay : configuration.relays)
        fmt::print("Relay:       {} at {}{}, weight {}, {} connections{}\n", relay.name,
            mail::place_of(relay), relay.username.empty() ? "" : ", as " + relay.username, relay.weight,
            relay.connections, relay.rates.empty() ? "" : ", " + mail::to_text(relay.rates));
    for (auto const& [domain, rates] : configuration.domain_rates)
        fmt::print("To {}: {}\n", domain, mail::to_text(rates));
    for (auto const& stored : keys)
        fmt::print("DKIM key:    {} of {} ({}){}\n", stored.key.selector(), stored.key.domain(),
            name_of(stored.key.algorithm()), stored.is_active ? "" : ", does not sign yet");
    fmt::print("Programs report failed deliveries at {} (keep it to yourself)\n", reports);
}

// Two of them, because Ed25519 is short and fast, and not all receivers know it.
std::string selector_of(MailOptions const& options, UtcMillis now)
{
    if (!options.selector.empty())
        return options.selector;
    return fmt::format(
        "{}{}", options.algorithm == "ed25519" ? 'e' : 'r', text::format_rfc3339(now).substr(0, 4));
}

Result<ExitCode> make_key(Context const& context, MailOptions const& options)
{
    auto const algorithm
        = options.algorithm == "ed25519" ? mail::DkimAlgorithm::ed25519 : mail::DkimAlgorithm::rsa;
    auto const key
        = TRY(mail::DkimKey::make(options.domain, selector_of(options, context.clock.now()), algorithm));
    TRY(change(context, "mail.dkim_key_made", key.record_name(), [&](db::Connection& connection) {
        return mail::add_dkim_key(connection, key, context.clock.now());
    }));
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json({key, false})));
    else
        fmt::print("Publish this record, which may be one line or several strings:\n\n{}. IN TXT "
                   "\"{}\"\n\nOnce it is there (`broadsheet check mail {}`):\n"
                   "  broadsheet mail dkim-key {} --selector {} --activate\n",
            key.record_name(), key.record(), key.domain(), key.domain(), key.selector());
    return done;
}

Result<void> change_key(Context const& context, MailOptions const& options)
{
    auto const domain = TRY(mail::ascii_domain(options.domain));
    auto const selector = selector_of(options, context.clock.now());
    auto const act = options.remove ? "mail.dkim_key_removed" : "mail.dkim_key_activated";
    auto const changed
        = TRY(change(context, act, selector + " of " + domain, [&](db::Connection& connection) {
              return options.remove ? mail::remove_dkim_key(connection, domain, selector)
                                    : mail::activate_dkim_key(connection, domain, selector, true);
          }));
    if (!changed)
        return not_found(fmt::format(
            "{} has no key with the selector {}: see `broadsheet mail status`", domain, selector));
    return {};
}

void print(std::vector<DomainFinding> const& findings)
{
    constexpr char const* labels[] = {"ok  ", "note", "BAD "};
    for (auto const& finding : findings) {
        fmt::print("{} {}\n", labels[static_cast<int>(finding.health)], finding.what);
        if (!finding.advice.empty())
            fmt::print("     → {}\n", finding.advice);
    }
}

json::array as_json(std::vector<DomainFinding> const& findings)
{
    constexpr char const* names[] = {"ok", "note", "bad"};
    json::array list;
    for (auto const& finding : findings)
        list.push_back({{"health", names[static_cast<int>(finding.health)]}, {"what", finding.what},
            {"advice", finding.advice}});
    return list;
}

} // namespace

Result<ExitCode> mail_status(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    TRY(db::transaction(*connection, db::Access::write,
        [&] { return mail::ensure_bounce_secret(*connection, context.random); }));
    auto const configuration = TRY(mail::load_configuration(*connection));
    auto const keys = TRY(mail::load_dkim_keys(*connection));
    auto const reports = fmt::format("{}/newsletter/reports/{}/",
        TRY(newsroom::load_settings(*connection)).url, newsletter::report_key(configuration.bounce_secret));
    auto all = as_json(configuration, keys);
    all["report_address"] = reports;
    if (context.options.json)
        fmt::print("{}\n", json::serialize(all));
    else
        print(configuration, keys, reports);
    return done;
}

Result<ExitCode> set_mail_sender(Context const& context, MailOptions const& options)
{
    auto set = [&](db::Connection& connection) -> Result<void> {
        TRY(mail::set_sender(connection, options.name, options.address));
        if (!options.return_path.empty())
            TRY(mail::set_return_path(connection, options.return_path));
        return options.own_name.empty() ? Result<void>() : mail::set_own_name(connection, options.own_name);
    };
    TRY(change(context, "mail.sender_set", options.address, set));
    return done;
}

Result<ExitCode> set_mail_relay(Context const& context, MailOptions const& options)
{
    if (options.remove) {
        auto const was_there = TRY(change(context, "mail.relay_removed", options.name,
            [&](db::Connection& connection) { return mail::remove_relay(connection, options.name); }));
        if (!was_there)
            return not_found(fmt::format("there is no relay {}: see `broadsheet mail status`", options.name));
        return done;
    }
    auto relay = TRY(mail::parse_relay(options.url));
    if (!relay.password.empty())
        return invalid("give the password in a file (--password-file): every program of this machine can "
                       "read an argument");
    relay.name = options.name;
    if (!relay.username.empty() && !options.password_file.empty()) {
        auto const password = TRY(read_secret("Password", options.password_file, "--password-file"));
        relay.password = password.view();
    }
    TRY(change(context, "mail.relay_set", options.name + " " + mail::place_of(relay),
        [&](db::Connection& connection) { return mail::save_relay(connection, relay); }));
    return done;
}

Result<ExitCode> try_mail_relays(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const configuration = TRY(mail::load_configuration(*connection));
    if (configuration.relays.empty())
        return not_found("no relay is set: broadsheet mail relay NAME smtps://…");
    auto const own_name = configuration.own_name.empty() && configuration.sender
        ? configuration.sender->address.domain
        : configuration.own_name;
    auto code = done;
    for (auto const& relay : configuration.relays) {
        auto const opened = mail::SmtpConnection::open(relay, own_name.empty() ? "localhost" : own_name);
        fmt::print(
            "{}\n", opened ? fmt::format("{} answers and lets us in.", relay.name) : opened.error().message);
        code = opened ? code : done_in_part;
    }
    if (mail::lacks_sender(configuration)) {
        fmt::print("{}: {}\n", mail::no_sender, mail::how_to_set_a_sender);
        code = done_in_part;
    }
    return code;
}

Result<ExitCode> set_mail_rate(Context const& context, MailOptions const& options)
{
    TRY(change(
        context, "mail.rate_set", options.domain + " " + options.rates, [&](db::Connection& connection) {
            return mail::set_domain_rate(connection, options.domain, options.rates);
        }));
    return done;
}

Result<ExitCode> mail_dkim_key(Context const& context, MailOptions const& options)
{
    if (!options.activate && !options.remove)
        return make_key(context, options);
    TRY(change_key(context, options));
    return done;
}

Result<ExitCode> check_mail(Context const& context, MailOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const configuration = TRY(mail::load_configuration(*connection));
    auto const keys = TRY(mail::load_dkim_keys(*connection));
    auto const resolver = mail::system_resolver();
    auto const findings = TRY(mail::check_domain(*resolver, options.domain, configuration, keys));
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json(findings)));
    else
        print(findings);
    for (auto const& finding : findings) {
        if (finding.health == DomainFinding::Health::bad)
            return done_in_part;
    }
    return done;
}

} // namespace broadsheet::cli

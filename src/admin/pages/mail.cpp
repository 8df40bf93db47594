// How mail leaves: who it comes from, through which relays, signed by which keys; and what nothing has sent.
#include "admin/pages/pages.h"
#include "admin/stores.h"
#include "base/ascii.h"
#include "base/whole_number.h"
#include "mail/configuration.h"
#include "mail/outbox.h"
#include "mail/relay_pool.h"

#include <fmt/format.h>

namespace broadsheet::admin {

namespace {

using staff::Act;
using templates::Array;
using templates::Map;
using templates::Value;

constexpr std::string_view mail_path = "/admin/mail/";

Value relay_rows(Visit const& visit, std::vector<mail::Relay> const& relays)
{
    Array rows;
    for (auto const& relay : relays)
        rows.push_back(Value::make<Map>(
            Map{{"name", relay.name}, {"address", mail::place_of(relay)}, {"user", relay.username},
                {"weight", std::int64_t{relay.weight}}, {"connections", std::int64_t{relay.connections}},
                {"rates", mail::to_text(relay.rates)}, {"has_password", !relay.password.empty()},
                {"trouble", visit.services.relay_health.trouble(relay.name)}}));
    return Value::make<Array>(std::move(rows));
}

Value key_rows(std::vector<mail::StoredKey> const& keys)
{
    Array rows;
    for (auto const& stored : keys)
        rows.push_back(
            Value::make<Map>(Map{{"domain", stored.key.domain()}, {"selector", stored.key.selector()},
                {"algorithm", std::string(name_of(stored.key.algorithm()))}, {"is_active", stored.is_active},
                {"record_name", stored.key.record_name()}, {"record", stored.key.record()}}));
    return Value::make<Array>(std::move(rows));
}

Value outbox_rows(Visit const& visit)
{
    Array rows;
    for (auto const& mail : visit.services.outbox.list())
        rows.push_back(Value::make<Map>(
            Map{{"number", mail->number}, {"to", mail->to}, {"subject", mail->subject}, {"at", mail->at}}));
    return Value::make<Array>(std::move(rows));
}

Result<Map> fields_of(Visit const& visit)
{
    auto const configuration = TRY(mail::load_configuration(visit.connection));
    auto const& sender = configuration.sender;
    Map fields{{"sender_name", sender ? sender->name : ""},
        {"sender_address", sender ? sender->address.text() : ""},
        {"return_path", configuration.return_path ? configuration.return_path->text() : ""}};
    fields.set("relays", relay_rows(visit, configuration.relays));
    fields.set("keys", key_rows(TRY(mail::load_dkim_keys(visit.connection))));
    fields.set("outbox", outbox_rows(visit));
    return fields;
}

Result<http::Response> show(Visit& visit)
{
    return visit.page("mail", TRY(fields_of(visit)));
}

// Runs `body` in a transaction with an entry in the log, and shows the page again with what was wrong.
template <typename Body>
Result<http::Response> change(Visit& visit, std::string_view name, std::string const& detail, Body&& body)
{
    auto const changed = act(visit, name, "", detail, std::forward<Body>(body));
    if (!changed.ok())
        return visit.refused("mail", TRY(fields_of(visit)), changed.error());
    return visit.redirect(mail_path, "saved");
}

Result<http::Response> save_sender(Visit& visit)
{
    auto const address = trimmed(visit.field("address"));
    return change(visit, "mail.sender_set", std::string(address), [&]() -> Result<void> {
        TRY(mail::set_sender(visit.connection, trimmed(visit.field("name")), address));
        return mail::set_return_path(visit.connection, trimmed(visit.field("return_path")));
    });
}

// User and password come in fields of their own: the address is shown again, they are not.
Result<http::Response> save_relay(Visit& visit)
{
    auto const name = std::string(trimmed(visit.field("name")));
    return change(visit, "mail.relay_set", name, [&]() -> Result<void> {
        auto relay = TRY(mail::parse_relay(trimmed(visit.field("address"))));
        relay.name = name;
        relay.username = trimmed(visit.field("user"));
        relay.password = visit.field("password");
        return mail::save_relay(visit.connection, relay);
    });
}

Result<http::Response> remove_relay(Visit& visit)
{
    auto const name = std::string(visit.field("name"));
    return change(visit, "mail.relay_removed", name, [&]() -> Result<void> {
        TRY(mail::remove_relay(visit.connection, name));
        return {};
    });
}

Result<http::Response> make_key(Visit& visit)
{
    auto const algorithm
        = visit.field("algorithm") == "ed25519" ? mail::DkimAlgorithm::ed25519 : mail::DkimAlgorithm::rsa;
    auto const key = mail::DkimKey::make(std::string(trimmed(visit.field("domain"))),
        std::string(trimmed(visit.field("selector"))), algorithm);
    if (!key.ok())
        return visit.refused("mail", TRY(fields_of(visit)), key.error());
    return change(visit, "mail.dkim_key_made", key->record_name(),
        [&] { return mail::add_dkim_key(visit.connection, *key, visit.services.clock.now()); });
}

Result<http::Response> change_key(Visit& visit)
{
    auto const domain = visit.field("domain");
    auto const selector = visit.field("selector");
    auto const detail = fmt::format("{} of {}", selector, domain);
    bool const is_removal = visit.field("act") == "remove";
    return change(visit, is_removal ? "mail.dkim_key_removed" : "mail.dkim_key_activated", detail,
        [&]() -> Result<void> {
            if (is_removal)
                TRY(mail::remove_dkim_key(visit.connection, domain, selector));
            else
                TRY(mail::activate_dkim_key(
                    visit.connection, domain, selector, visit.field("act") == "activate"));
            return {};
        });
}

Result<http::Response> show_letter(Visit& visit)
{
    auto const mail = visit.services.outbox.find(whole_number(visit.part(0)).value_or(0));
    if (!mail)
        return not_found("There is nothing here.");
    return visit.page("mail-letter",
        Map{{"to", mail->to}, {"subject", mail->subject}, {"text", mail->text}, {"message", mail->message},
            {"at", mail->at}});
}

Result<http::Response> clear_outbox(Visit& visit)
{
    visit.services.outbox.clear();
    return visit.redirect(mail_path, "deleted");
}

constexpr Route routes[] = {
    {http::Method::get, mail_path, Act::edit_settings, show},
    {http::Method::post, "/admin/mail/sender/", Act::edit_settings, save_sender},
    {http::Method::post, "/admin/mail/relay/", Act::edit_settings, save_relay},
    {http::Method::post, "/admin/mail/relay/remove/", Act::edit_settings, remove_relay},
    {http::Method::post, "/admin/mail/key/", Act::edit_settings, make_key},
    {http::Method::post, "/admin/mail/key/change/", Act::edit_settings, change_key},
    {http::Method::get, "/admin/mail/outbox/{}/", Act::edit_settings, show_letter},
    {http::Method::post, "/admin/mail/outbox/clear/", Act::edit_settings, clear_outbox},
};

} // namespace

Routes mail_routes()
{
    return routes;
}

} // namespace broadsheet::admin

#include "mail/configuration.h"

#include "mail/fields.h"

#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

Result<void> set(db::Connection& connection, std::string_view name, std::string_view value)
{
    TRY(connection.execute("DELETE FROM mail_settings WHERE name = $1", {name}));
    if (!value.empty())
        TRY(connection.execute("INSERT INTO mail_settings (name, value) VALUES ($1, $2)", {name, value}));
    return {};
}

Result<void> set_address(db::Connection& connection, std::string_view name, std::string_view address)
{
    if (address.empty())
        return set(connection, name, "");
    return set(connection, name, TRY(parse_address(address)).text());
}

Result<std::map<std::string, std::string>> load_settings(db::Connection& connection)
{
    std::map<std::string, std::string> settings;
    auto rows = TRY(connection.query("SELECT name, value FROM mail_settings"));
    while (TRY(rows.next()))
        settings.emplace(rows.string(0), rows.string(1));
    return settings;
}

Result<std::vector<Relay>> load_relays(db::Connection& connection)
{
    std::vector<Relay> relays;
    auto rows = TRY(connection.query("SELECT name, url, username, password FROM mail_relays ORDER BY name"));
    while (TRY(rows.next())) {
        auto relay = TRY(parse_relay(rows.text(1)));
        relay.name = rows.string(0);
        relay.username = rows.string(2);
        relay.password = rows.string(3);
        relays.push_back(std::move(relay));
    }
    return relays;
}

std::string url_of(Relay const& relay)
{
    auto url = fmt::format("{}?weight={}&connections={}", place_of(relay), relay.weight, relay.connections);
    if (!relay.rates.empty()) {
        url += "&rate=";
        for (char c : to_text(relay.rates))
            url += c == ' ' ? '+' : c;
    }
    return url + (relay.security == Security::none ? "&tls=none" : "");
}

Result<void> load_domain_rates(db::Connection& connection, Configuration& configuration)
{
    auto rows = TRY(connection.query("SELECT domain, rates FROM mail_domain_rates"));
    while (TRY(rows.next()))
        configuration.domain_rates.emplace(rows.string(0), TRY(parse_rates(rows.text(1))));
    return {};
}

} // namespace

bool lacks_sender(Configuration const& configuration)
{
    return !configuration.relays.empty() && !configuration.sender;
}

Result<Configuration> load_configuration(db::Connection& connection)
{
    Configuration configuration;
    auto settings = TRY(load_settings(connection));
    if (auto const& address = settings["sender_address"]; !address.empty())
        configuration.sender = Sender{settings["sender_name"], TRY(parse_address(address))};
    configuration.own_name = settings["own_name"];
    if (auto const& address = settings["return_path"]; !address.empty())
        configuration.return_path = TRY(parse_address(address));
    configuration.bounce_secret = settings["bounce_secret"];
    configuration.relays = TRY(load_relays(connection));
    for (auto& stored : TRY(load_dkim_keys(connection))) {
        if (stored.is_active)
            configuration.keys.push_back(std::move(stored.key));
    }
    TRY(load_domain_rates(connection, configuration));
    return configuration;
}

Result<void> ensure_bounce_secret(db::Connection& connection, Random& random)
{
    TRY(connection.execute(
        "INSERT INTO mail_settings (name, value) VALUES ('bounce_secret', $1) ON CONFLICT (name) DO NOTHING",
        {random.hex(16)}));
    return {};
}

Result<void> set_sender(db::Connection& connection, std::string_view name, std::string_view address)
{
    TRY(check_field("From", name));
    TRY(set_address(connection, "sender_address", address));
    return set(connection, "sender_name", name);
}

Result<void> set_own_name(db::Connection& connection, std::string_view domain)
{
    if (domain.empty())
        return set(connection, "own_name", "");
    return set(connection, "own_name", TRY(ascii_domain(domain)));
}

Result<void> set_return_path(db::Connection& connection, std::string_view address)
{
    return set_address(connection, "return_path", address);
}

Result<void> set_domain_rate(db::Connection& connection, std::string_view domain, std::string_view rates)
{
    auto const name = TRY(ascii_domain(domain));
    auto const parsed = TRY(parse_rates(rates));
    TRY(connection.execute("DELETE FROM mail_domain_rates WHERE domain = $1", {name}));
    if (!parsed.empty())
        TRY(connection.execute(
            "INSERT INTO mail_domain_rates (domain, rates) VALUES ($1, $2)", {name, to_text(parsed)}));
    return {};
}

Result<void> save_relay(db::Connection& connection, Relay const& relay)
{
    TRY(check_field("relay", relay.name));
    if (relay.name.empty() || relay.name.size() > 60)
        return invalid("a mail relay's name has 1 to 60 bytes");
    TRY(connection.execute(
        "INSERT INTO mail_relays (name, url, username, password) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (name) DO UPDATE SET url = excluded.url, username = excluded.username, "
        "password = CASE WHEN excluded.password = '' AND excluded.username = mail_relays.username "
        "THEN mail_relays.password ELSE excluded.password END",
        {relay.name, url_of(relay), relay.username, relay.password}));
    return {};
}

Result<bool> remove_relay(db::Connection& connection, std::string_view name)
{
    return TRY(connection.execute("DELETE FROM mail_relays WHERE name = $1", {name})) > 0;
}

Result<std::vector<StoredKey>> load_dkim_keys(db::Connection& connection)
{
    std::vector<StoredKey> keys;
    auto rows = TRY(
        connection.query("SELECT domain, selector, pem, is_active FROM dkim_keys ORDER BY domain, selector"));
    while (TRY(rows.next()))
        keys.push_back(
            {TRY(DkimKey::from_pem(rows.string(0), rows.string(1), rows.text(2))), rows.integer(3) != 0});
    return keys;
}

Result<void> add_dkim_key(db::Connection& connection, DkimKey const& key, UtcMillis now)
{
    auto const added
        = TRY(connection.execute("INSERT INTO dkim_keys (domain, selector, pem, is_active, created_at) "
                                 "VALUES ($1, $2, $3, 0, $4) ON CONFLICT (domain, selector) DO NOTHING",
            {key.domain(), key.selector(), key.pem(), now}));
    if (added == 0)
        return Error{ErrorCode::conflict,
            fmt::format(
                "{} has a key with the selector {}: choose another selector", key.domain(), key.selector())};
    return {};
}

Result<bool> remove_dkim_key(db::Connection& connection, std::string_view domain, std::string_view selector)
{
    return TRY(connection.execute(
               "DELETE FROM dkim_keys WHERE domain = $1 AND selector = $2", {domain, selector}))
        > 0;
}

Result<bool> activate_dkim_key(
    db::Connection& connection, std::string_view domain, std::string_view selector, bool is_active)
{
    return TRY(connection.execute("UPDATE dkim_keys SET is_active = $3 WHERE domain = $1 AND selector = $2",
               {domain, selector, is_active ? 1 : 0}))
        > 0;
}

} // namespace broadsheet::mail

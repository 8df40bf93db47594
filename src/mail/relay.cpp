#include "mail/relay.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/form.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace broadsheet::mail {

namespace {

Error no_relay(std::string_view why)
{
    return invalid(fmt::format("a relay is written smtp://user@host:587 or smtps://…: {}", why));
}

Result<int> number(std::string_view text, int least, int most, std::string_view what)
{
    int value = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return no_relay(fmt::format("{} is a number from {} to {}", what, least, most));
    return value;
}

bool is_this_machine(std::string_view host)
{
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool is_host_character(char c)
{
    return is_alphanumeric(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

Result<void> set_user(Relay& relay, std::string_view user)
{
    auto const colon = user.find(':');
    relay.username = TRY(percent_decode(user.substr(0, colon)));
    if (colon != user.npos)
        relay.password = TRY(percent_decode(user.substr(colon + 1)));
    for (auto const& secret : {relay.username, relay.password}) {
        if (std::ranges::any_of(
                secret, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }))
            return no_relay("user or password holds a control character");
    }
    return {};
}

Result<void> set_host(Relay& relay, std::string_view host)
{
    auto const colon = host.rfind(':');
    if (colon != host.npos && host.find(']', colon) == host.npos) {
        relay.port = TRY(number(host.substr(colon + 1), 1, 65'535, "the port"));
        host = host.substr(0, colon);
    }
    if (host.empty() || !std::ranges::all_of(host, is_host_character))
        return no_relay("the host's name is missing or malformed");
    relay.host = host;
    return {};
}

Result<void> set_option(Relay& relay, std::string_view name, std::string_view value)
{
    if (name == "name")
        relay.name = value;
    else if (name == "weight")
        relay.weight = TRY(number(value, 0, RelayLimits::weight, name));
    else if (name == "connections")
        relay.connections = TRY(number(value, 1, RelayLimits::connections, name));
    else if (name == "rate")
        relay.rates = TRY(parse_rates(value));
    else if (name == "tls" && value == "none")
        relay.security = Security::none;
    else
        return no_relay("behind the ? come name, weight, connections, rate and tls=none");
    return {};
}

} // namespace

Result<Relay> parse_relay(std::string_view url)
{
    Relay relay;
    if (url.starts_with("smtps://")) {
        relay.security = Security::tls;
        relay.port = 465;
    } else if (!url.starts_with("smtp://")) {
        return no_relay("it begins otherwise");
    }
    url.remove_prefix(url.find("//") + 2);
    auto const query = url.substr(std::min(url.size(), url.find('?')));
    url.remove_suffix(query.size());
    if (url.ends_with('/'))
        url.remove_suffix(1);
    auto const at = url.rfind('@');
    if (at != url.npos)
        TRY(set_user(relay, url.substr(0, at)));
    TRY(set_host(relay, at == url.npos ? url : url.substr(at + 1)));
    if (relay.security == Security::starttls && is_this_machine(relay.host))
        relay.security = Security::none;
    for (auto const& [name, value] : parse_form(query.empty() ? query : query.substr(1)))
        TRY(set_option(relay, name, value));
    if (relay.name.empty())
        relay.name = relay.host;
    return relay;
}

std::string place_of(Relay const& relay)
{
    return fmt::format(
        "{}://{}:{}", relay.security == Security::tls ? "smtps" : "smtp", relay.host, relay.port);
}

} // namespace broadsheet::mail

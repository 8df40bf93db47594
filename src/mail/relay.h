#pragma once

#include "base/result.h"
#include "mail/rate.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mail {

enum class Security {
    none, // only on this machine, or through a tunnel
    starttls, // required: without it nothing is sent
    tls, // from the first byte
};

struct RelayLimits {
    static constexpr int connections = 64;
    static constexpr int weight = 1'000;
};

// A mail server that takes our messages and brings them further.
struct Relay {
    std::string name; // unique
    std::string host;
    int port = 587;
    Security security = Security::starttls;
    std::string username; // empty: no authentication
    std::string password;
    int weight = 1; // its share among relays that work; 0: only when no other does
    int connections = 4; // most at once
    std::vector<Rate> rates;
};

// Reads `smtp://user:password@host:587?name=main&weight=2&connections=8&rate=14/s&tls=none`. smtp stands for
// STARTTLS, smtps for TLS; `tls=none` is what a relay on this machine has without being told. `invalid`,
// without the password in the message, for anything else.
Result<Relay> parse_relay(std::string_view url);

// Returns where it is, for people: "smtps://mail.example.org:465", without user and password.
std::string place_of(Relay const&);

} // namespace broadsheet::mail

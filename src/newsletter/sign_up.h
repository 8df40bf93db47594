#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "base/random.h"
#include "db/connection.h"
#include "vault/sealed.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsletter {

struct SignUpLimits {
    static constexpr std::size_t newsletters = 20; // of one sign-up
    static constexpr std::size_t place = 40; // bytes
    static constexpr std::size_t link = 4'000; // bytes
    static constexpr int days = 4; // a confirmation link works on the day it is made and so many after it
};

// What a reader has asked for and not confirmed yet. It is kept nowhere: the confirmation link holds it.
struct SignUp {
    std::vector<std::string> consents; // one a newsletter (newsletter/consents.h)
    std::string place; // where the box was: lower-case letters, digits and hyphens
    std::string replaces; // the subscription whose reader has changed to this address; empty: none
    std::int64_t expires_day = 0;
    vault::Sealed address;
    bool operator==(SignUp const&) const = default;
};

// Returns the key that confirmation links are signed with, 32 bytes, from the database, where the first call
// puts it. Outside of a transaction.
Result<std::string> confirmation_key(db::Connection&, Random&);

// Returns the link's token: what is asked for and its HMAC (docs/newsletter.md, "Confirmation links").
std::string to_token(SignUp const&, std::string_view key);
// Reads it. `not_found` for what is none of ours, changed, or expired: a reader is told to sign up once more.
Result<SignUp> read_token(std::string_view token, std::string_view key, UtcMillis now);

} // namespace broadsheet::newsletter

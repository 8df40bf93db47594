#pragma once

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace broadsheet::staff {

// What one hash costs whoever makes it, us or an attacker.
struct PasswordCost {
    unsigned passes = 3;
    std::size_t bytes = 64U << 20;
};

inline constexpr std::size_t shortest_password = 12; // characters
inline constexpr std::size_t longest_password = 200; // bytes

// Refuses a password that would be guessed: too short, or too few guesses away by the estimate of zxcvbn,
// which needs no list of breaches and asks nobody. `personal` holds words an attacker would try first: the
// login, the name, the newspaper's title. The message says what to do.
Result<void> check_password(std::string_view password, std::span<std::string const> personal);

// Returns the Argon2id hash in its encoded form, with parameters and salt
// (https://www.rfc-editor.org/rfc/rfc9106). At most two are computed at a time in the whole program, and one
// more waits, so that a crowd at the door takes neither the server's memory nor all its workers; the others
// are told to try again: `unavailable`.
Result<std::string> hash_password(std::string_view password, PasswordCost = {});

// Returns whether the password is the hash's. An empty hash takes as long as another and is never matched, so
// that the time does not tell whether there is such an account. `unavailable` as above.
Result<bool> verify_password(std::string_view hash, std::string_view password);

} // namespace broadsheet::staff

#pragma once

#include "vault/secret.h"

namespace broadsheet::vault {

// The code that is printed and put away, in case the passphrase is forgotten: 130 random bits as 26 letters
// and digits and two that check them, in seven groups of four ("K7FD-…"). I, L, O and U are not used
// (https://www.crockford.com/base32.html).
Result<Secret> make_recovery_code(Random&);

// Returns the code as it is printed, from what a person typed: case, spaces and hyphens do not count, I and L
// are read as 1, O as 0. Refuses what is no code or mistyped, saying which; 1,023 of 1,024 slips are found.
Result<Secret> read_recovery_code(std::string_view typed);

struct RecoveryCodeLimits {
    static constexpr std::size_t typed = 200; // bytes
};

} // namespace broadsheet::vault

#pragma once

#include "vault/sealed.h"
#include "vault/secret.h"

namespace broadsheet::vault {

// A way into the vault: the keys, wrapped under a secret (docs/vault.md, "Doors").

enum class DoorKind { passphrase, recovery_code, key_file };
std::string_view name_of(DoorKind);
Result<DoorKind> door_kind(std::string_view name);

// What each guess at a secret costs.
struct DoorCost {
    unsigned passes = 1;
    std::size_t bytes = 8192;
    bool operator==(DoorCost const&) const = default;
};

// A passphrase can be guessed by whoever seizes the server; codes and key files hold too many random bits for
// that.
inline constexpr DoorCost passphrase_cost{4, 256U << 20};
inline constexpr DoorCost random_secret_cost{1, 8192};

struct DoorLimits {
    static constexpr unsigned passes = 64;
    static constexpr std::size_t bytes = std::size_t{2} << 30; // of memory, for a guess
};

struct Door {
    DoorKind kind = DoorKind::passphrase;
    DoorCost cost;
    std::string salt; // 16 bytes
    std::string wrapped; // nonce and XChaCha20-Poly1305 of the keys
};

// Wraps the keys whose public half is given. `unavailable` for lack of memory.
Result<Door> make_door(
    DoorKind, DoorCost, Secret const& secret, PublicKey const&, Secret const& keys, Random&);

// Returns the wrapped keys; `invalid` if the secret is not the door's, or the door is damaged.
Result<Secret> open_door(Door const&, Secret const& secret, PublicKey const&);

} // namespace broadsheet::vault

#pragma once

#include "base/clock.h"
#include "db/connection.h"
#include "vault/door.h"
#include "vault/keys.h"

#include <optional>
#include <vector>

namespace broadsheet::vault {

// Making the vault's keys, and unlocking them. What writes is called within the caller's write transaction.
// Used like the connection: one thread at a time.

// Refuses a passphrase that whoever seized the server would guess.
Result<void> check_passphrase(Secret const&);

// New keys with their doors, not saved yet: first the recovery code is shown, and only then do they count.
class Ceremony {
public:
    // Makes the vault's first keys. Computing takes a second and the cost's memory.
    static Result<Ceremony> first(Secret const& passphrase, Random&, DoorCost = passphrase_cost);
    // Makes the keys that follow, for a rotation.
    static Result<Ceremony> after(Keys const&, Secret const& passphrase, Random&, DoorCost = passphrase_cost);

    Secret const& recovery_code() const { return recovery_code_; }
    Keys const& keys() const { return keys_; }

    // Saves them. `conflict` if the vault got other keys meanwhile, is there already, or a rotation is not at
    // its end.
    Result<void> save(db::Connection&, Clock const&) const;

private:
    Ceremony(Keys, Secret recovery_code);
    static Result<Ceremony> make(Keys, Secret const& passphrase, Random&, DoorCost);

    Keys keys_;
    Secret recovery_code_;
    std::vector<Door> doors_;
    std::string handover_; // of the keys before, sealed to these
};

// Returns the key that is sealed to now; nothing before the vault is made.
Result<std::optional<PublicKey>> load_public_key(db::Connection&);

// Returns the keys. `not_found` if there is no vault or no such door; `invalid` if the secret is another one.
// During a rotation the older keys come with the newer.
Result<Keys> unlock(db::Connection&, DoorKind, Secret const&);

// Makes the door that a key file opens, in the place of an earlier one, and returns the file's content.
Result<Secret> add_key_file(db::Connection&, Keys const&, Random&);
// Whether there is one.
Result<bool> has_key_file(db::Connection&);
// Closes it; false if there was none.
Result<bool> remove_key_file(db::Connection&);

struct Status {
    std::optional<PublicKey> key; // nothing: there is no vault
    UtcMillis created_at = 0;
    std::vector<DoorKind> doors;
    bool is_rotating = false;
    std::int64_t records = 0; // with an address
    std::int64_t waiting = 0; // of those, in the inbox
    std::int64_t erased = 0; // hashes without an address
    std::int64_t to_reseal = 0; // of the older keys
};
Result<Status> load_status(db::Connection&);

} // namespace broadsheet::vault

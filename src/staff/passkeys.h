#pragma once

#include "db/connection.h"
#include "staff/account.h"
#include "staff/passkey.h"

#include <vector>

namespace broadsheet::staff {

// A passkey as it is kept with its account.
struct Passkey {
    std::string credential; // base64url
    Number account = 0;
    std::string name; // what its owner calls it
    PublicKey key;
    std::uint32_t uses = 0;
    UtcMillis created_at = 0;
    UtcMillis used_at = 0; // 0: never
};

// One thread at a time, as the connection. Writes are to be made inside a write transaction.
class Passkeys {
public:
    Passkeys(db::Connection& connection, Clock const& clock)
        : connection_(connection)
        , clock_(clock)
    {
    }

    Result<std::vector<Passkey>> of(Number account) const;
    // Returns the passkey, or not_found.
    Result<Passkey> by_credential(std::string_view credential) const;
    // Refused: an empty or overlong name, more than an account may have, a key that is known already.
    Result<void> add(Number account, std::string_view name, NewPasskey const&);
    // Notes the counter after a use; conflict if another request with the same assertion was faster.
    Result<void> note_use(Passkey const&, std::uint32_t uses);
    Result<void> remove(Number account, std::string_view credential);

private:
    db::Connection& connection_;
    Clock const& clock_;
};

} // namespace broadsheet::staff

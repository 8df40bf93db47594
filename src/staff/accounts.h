#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "staff/account.h"
#include "staff/password.h"

#include <string_view>
#include <vector>

namespace broadsheet::staff {

struct AccountLimits {
    static constexpr std::size_t login = 200; // bytes
    static constexpr std::size_t name = 200;
    static constexpr std::size_t passkeys = 20;
    static constexpr std::size_t passkey_name = 100;
};

// The accounts in the database. Writes are to be made inside a write transaction, beside their entry in the
// AuditLog. One thread at a time, as the connection.
class Accounts {
public:
    Accounts(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Each returns the account, or not_found.
    Result<Account> by_number(Number) const;
    Result<Account> by_id(std::string_view id) const;
    Result<Account> by_login(std::string_view login) const;
    // Returns all accounts, the most powerful first, then by name.
    Result<std::vector<Account>> all() const;
    Result<std::int64_t> count() const;

    // Adds an account without password and returns it. Refused, naming the field: an empty or overlong login
    // or name, a login that another account has.
    Result<Account> add(std::string_view login, std::string_view name, Role);
    // Saves login, name, role, byline, language and suspension. Refused besides: to suspend the last owner or
    // take the role from it. Suspending ends the account's sessions; links that it has
    // made for others, and could not make any more, are withdrawn.
    Result<void> save(Account const&);

    // Replaces the password, given as its hash; every session of the account but `kept` ends.
    Result<void> set_password(Number, std::string_view hash, std::string_view kept_session = "");
    Result<std::string> password_hash(Number) const;

    struct Totp {
        std::string secret; // empty: none
        std::int64_t step = 0; // of the last code taken
    };
    Result<Totp> totp(Number) const;
    Result<void> set_totp(Number, std::string_view secret);
    // Remembers the step of a code so that it is not taken again; false if another request was faster.
    Result<bool> use_totp_step(Number, std::int64_t step);

    // Takes the app, the passkeys and the recovery codes off an account whose owner has lost them, and ends
    // its sessions.
    Result<void> remove_second_factors(Number);

    // Makes ten recovery codes, each good for one sign-in in place of the second factor, and forgets those
    // made before. They are returned this once: only their hashes are kept.
    Result<std::vector<std::string>> make_recovery_codes(Number);
    Result<std::int64_t> count_recovery_codes(Number) const;
    // Uses the code up and returns whether it was one.
    Result<bool> use_recovery_code(Number, std::string_view code);

private:
    Result<Account> one(std::string_view where, db::Parameter) const;
    Result<void> check_owner_remains(Account const&) const;

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::staff

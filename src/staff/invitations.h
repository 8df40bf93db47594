#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "staff/account.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::staff {

// A link that lets somebody make an account once, or restores access to the one they have.
struct Invitation {
    std::string id;
    Role role = Role::contributor;
    std::string note; // for whom it is
    std::optional<Number> account; // whose access it restores
    UtcMillis created_at = 0;
    UtcMillis expires_at = 0;
    std::optional<Number> invited_by; // nothing: the command line
};

// One thread at a time, as the connection. Writes are to be made inside a write transaction.
class Invitations {
public:
    static constexpr std::int64_t lifetime = 3LL * 24 * 60 * 60 * 1000; // milliseconds
    static constexpr std::size_t longest_note = 200; // bytes

    Invitations(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Each returns the token of the link, which is kept nowhere. Refused: a role above that of `by` (null:
    // the command line, which may do all).
    Result<std::string> invite(Account const* by, Role, std::string_view note);
    Result<std::string> restore_access(Account const* by, Account const&);
    // Returns the token of an owner's invitation if the newspaper has no account yet, in place of any made so
    // before; nothing once it has one.
    Result<std::optional<std::string>> invite_first_owner();

    // Returns the invitation of a token; not_found if it was used, withdrawn or ran out, or if whoever made
    // it could not make it any more.
    Result<Invitation> find(std::string_view token) const;
    // Uses it up; not_found if another request was faster.
    Result<void> use(std::string_view token);
    // Returns those that are open, the newest first.
    Result<std::vector<Invitation>> all() const;
    Result<void> withdraw(std::string_view id);

private:
    Result<std::string> make(Account const* by, Role, std::string_view note, std::optional<Number> account);

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::staff

#pragma once

#include "db/database.h"
#include "staff/accounts.h"
#include "staff/challenges.h"
#include "staff/passkey.h"
#include "staff/sessions.h"
#include "staff/throttle.h"

#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::staff {

// Where staff sign in: each way in, its limits, and what the audit log says of it. Thread-safe.
class Door {
public:
    struct Settings {
        SessionLimits sessions;
        Allowance per_place{20, 60'000}; // failures from one address
        Allowance per_login{50, 60'000}; // failures for one login; passkeys are not held up by it
        Allowance challenges_per_place{60, 5'000}; // passkey challenges for one address
    };
    Door(db::Database&, Clock const&, Random&, Settings);
    Door(db::Database& database, Clock const& clock, Random& random)
        : Door(database, clock, random, Settings{})
    {
    }

    // What the browser is given after a step.
    struct Entry {
        std::string token; // of the session, in place of any it had
        bool is_open = false; // false: show the second factor
    };
    // First step. Refused alike, after the same time, for a wrong login and a wrong password; with
    // `unavailable` and the time to wait when there were too many failures.
    Result<Entry> enter_with_password(
        std::string_view login, std::string_view password, std::string_view address);
    // Second step, for a half-open session: the authenticator app's code, or else one of the recovery codes.
    Result<Entry> enter_with_code(
        std::string_view half_open, std::string_view code, std::string_view address);
    // One step in place of two, since a passkey asks for finger, face or PIN itself. It opens a session of
    // its own account, whose half-open session there may be: that one ends. `holder` is what the challenge
    // was made for.
    Result<Entry> enter_with_passkey(RelyingParty const&, std::string_view challenge, std::string_view holder,
        PasskeyAssertion const&, std::string_view address);

    // Shows the second factor again inside an open session, before a sensitive act.
    Result<void> confirm_with_code(std::string_view token, std::string_view code, std::string_view address);
    Result<void> confirm_with_password(
        std::string_view token, std::string_view password, std::string_view address);
    Result<void> confirm_with_passkey(RelyingParty const&, std::string_view challenge, std::string_view token,
        PasskeyAssertion const&, std::string_view address);

    // Checks the password alone, as is asked before it is changed.
    Result<void> check_password(std::string_view token, std::string_view password, std::string_view address);

    // Returns a challenge for a passkey to sign, as Challenges::make does; `unavailable` where an address
    // asks too often, so that nobody can have the others' challenges forgotten.
    Result<std::string> make_challenge(std::string_view holder, std::string_view address);
    // See Challenges::use.
    bool use_challenge(std::string_view challenge, std::string_view holder)
    {
        return challenges_.use(challenge, holder);
    }

private:
    Result<void> check_place(std::string_view address) const;
    Result<void> check_login(std::string_view login) const;
    Error fail(std::string_view address, std::string_view login, Error);
    using Proof = std::function<Result<void>(db::Connection&, Account const&)>;
    Result<Session> prove(std::string_view token, std::string_view address, Proof const&);
    Result<void> confirm(std::string_view token, std::string_view address, Proof const&);
    Result<void> take_password(db::Connection&, Account const&, std::string_view password);
    Result<void> take_code(db::Connection&, Account const&, std::string_view code);
    Result<Account> take_passkey(db::Connection&, RelyingParty const&, std::string_view challenge,
        std::string_view holder, PasskeyAssertion const&);

    db::Database& database_;
    Clock const& clock_;
    Random& random_;
    Settings settings_;
    Throttle places_;
    Throttle logins_;
    Throttle askers_;
    Challenges challenges_;
};

} // namespace broadsheet::staff

#include "staff/door.h"

#include "base/ascii.h"
#include "base/place.h"
#include "db/transaction.h"
#include "staff/audit_log.h"
#include "staff/one_time_password.h"
#include "staff/passkeys.h"

#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

Error wrong_login()
{
    return invalid("the name or the password is not right");
}

Error wrong_code()
{
    return invalid("the code is not right, or was used already; codes of the app change every half minute");
}

Error too_many(std::int64_t wait)
{
    return {ErrorCode::unavailable,
        fmt::format("too many attempts; try again in {} s, or use a passkey", (wait + 999) / 1000)};
}

Error session_has_ended()
{
    return not_found("the sign-in took too long; begin again");
}

} // namespace

Door::Door(db::Database& database, Clock const& clock, Random& random, Settings settings)
    : database_(database)
    , clock_(clock)
    , random_(random)
    , settings_(settings)
    , places_(clock, random, settings.per_place)
    , logins_(clock, random, settings.per_login)
    , askers_(clock, random, settings.challenges_per_place)
    , challenges_(clock, random)
{
}

Result<void> Door::check_place(std::string_view address) const
{
    if (auto const wait = places_.wait(place_of(address)); wait > 0)
        return too_many(wait);
    return {};
}

Error Door::fail(std::string_view address, std::string_view login, Error error)
{
    if (error.code != ErrorCode::invalid)
        return error;
    places_.count_failure(place_of(address));
    if (!login.empty())
        logins_.count_failure(login);
    return error;
}

Result<Door::Entry> Door::enter_with_password(
    std::string_view login, std::string_view password, std::string_view address)
{
    TRY(check_place(address));
    auto lease = TRY(database_.connect());
    Accounts accounts(*lease, clock_, random_);
    auto const account = accounts.by_login(login);
    if (!account.ok() && account.error().code != ErrorCode::not_found)
        return account.error();
    // One that there is and one that there is not are held up alike.
    auto const key = account.ok() ? account.value().login : to_lower(login);
    if (auto const wait = logins_.wait(key); wait > 0)
        return too_many(wait);
    auto const hash = account.ok() ? TRY(accounts.password_hash(account.value().number)) : std::string();
    if (!TRY(verify_password(hash, password)) || account.value().is_suspended)
        return fail(address, key, wrong_login());

    return db::transaction(*lease, db::Access::write, [&]() -> Result<Entry> {
        bool const is_open = !account.value().has_second_factor();
        if (is_open)
            TRY(AuditLog(*lease, clock_).add(&account.value(), "session.began", account.value().id));
        auto const stage = is_open ? Sessions::Stage::open : Sessions::Stage::half_open;
        Sessions sessions(*lease, clock_, random_, settings_.sessions);
        return Entry{TRY(sessions.begin(account.value().number, stage)), is_open};
    });
}

Result<void> Door::check_login(std::string_view login) const
{
    if (auto const wait = logins_.wait(login); wait > 0)
        return too_many(wait);
    return {};
}

Result<void> Door::take_password(
    db::Connection& connection, Account const& account, std::string_view password)
{
    TRY(check_login(account.login));
    auto const hash = TRY(Accounts(connection, clock_, random_).password_hash(account.number));
    if (!TRY(verify_password(hash, password)))
        return invalid("the password is not right");
    return {};
}

// What is not the app's code of now is tried as a recovery code.
Result<void> Door::take_code(db::Connection& connection, Account const& account, std::string_view code)
{
    Accounts accounts(connection, clock_, random_);
    auto const totp = TRY(accounts.totp(account.number));
    if (!totp.secret.empty()) {
        auto const step = TRY(match_totp(totp.secret, code, clock_.now(), totp.step));
        if (step && TRY(accounts.use_totp_step(account.number, *step)))
            return {};
    }
    if (!TRY(accounts.use_recovery_code(account.number, code)))
        return wrong_code();
    return AuditLog(connection, clock_)
        .add(&account, "account.recovery_code_used", account.id,
            fmt::format("{} left", TRY(accounts.count_recovery_codes(account.number))));
}

Result<Door::Entry> Door::enter_with_code(
    std::string_view half_open, std::string_view code, std::string_view address)
{
    TRY(check_place(address));
    auto lease = TRY(database_.connect());
    Sessions sessions(*lease, clock_, random_, settings_.sessions);
    auto found = sessions.find(half_open);
    if (!found.ok() && found.error().code == ErrorCode::not_found)
        return session_has_ended();
    auto const session = TRY(std::move(found));
    auto const& account = session.account;
    if (auto const wait = logins_.wait(account.login); wait > 0)
        return too_many(wait);
    auto entered = db::transaction(*lease, db::Access::write, [&]() -> Result<Entry> {
        TRY(take_code(*lease, account, code));
        TRY(AuditLog(*lease, clock_).add(&account, "session.began", account.id));
        return Entry{TRY(sessions.open(half_open)), true};
    });
    if (!entered.ok())
        return fail(address, account.login, std::move(entered).error());
    return entered;
}

Result<std::string> Door::make_challenge(std::string_view holder, std::string_view address)
{
    auto const place = place_of(address);
    if (auto const wait = askers_.wait(place); wait > 0)
        return too_many(wait);
    askers_.count_failure(place);
    return challenges_.make(holder);
}

// Returns the account of the passkey. The challenge is used up whatever comes of it.
Result<Account> Door::take_passkey(db::Connection& connection, RelyingParty const& party,
    std::string_view challenge, std::string_view holder, PasskeyAssertion const& assertion)
{
    if (!challenges_.use(challenge, holder))
        return invalid("passkey: the page is too old; load it again");
    Passkeys passkeys(connection, clock_);
    auto found = passkeys.by_credential(assertion.credential);
    if (!found.ok() && found.error().code == ErrorCode::not_found)
        return invalid("passkey: it belongs to no account here");
    auto const passkey = TRY(std::move(found));
    auto const uses = TRY(verify_assertion(party, challenge, passkey.key, passkey.uses, assertion));
    TRY(passkeys.note_use(passkey, uses));
    auto account = TRY(Accounts(connection, clock_, random_).by_number(passkey.account));
    if (account.is_suspended)
        return invalid("passkey: it belongs to no account here");
    return account;
}

Result<Door::Entry> Door::enter_with_passkey(RelyingParty const& party, std::string_view challenge,
    std::string_view holder, PasskeyAssertion const& assertion, std::string_view address)
{
    TRY(check_place(address));
    auto lease = TRY(database_.connect());
    auto entered = db::transaction(*lease, db::Access::write, [&]() -> Result<Entry> {
        auto const account = TRY(take_passkey(*lease, party, challenge, holder, assertion));
        TRY(AuditLog(*lease, clock_).add(&account, "session.began", account.id, "passkey"));
        Sessions sessions(*lease, clock_, random_, settings_.sessions);
        // A half-open session that the browser still has is done with.
        TRY(sessions.end(holder));
        return Entry{TRY(sessions.begin(account.number, Sessions::Stage::open)), true};
    });
    if (!entered.ok())
        return fail(address, "", std::move(entered).error());
    return entered;
}

Result<void> Door::confirm_with_code(std::string_view token, std::string_view code, std::string_view address)
{
    return confirm(token, address, [&](db::Connection& connection, Account const& account) -> Result<void> {
        TRY(check_login(account.login));
        return db::transaction(
            connection, db::Access::write, [&] { return take_code(connection, account, code); });
    });
}

Result<void> Door::confirm_with_password(
    std::string_view token, std::string_view password, std::string_view address)
{
    return confirm(token, address, [&](db::Connection& connection, Account const& account) -> Result<void> {
        if (account.has_second_factor())
            return invalid("show the second factor: a code or a passkey");
        return take_password(connection, account, password);
    });
}

Result<void> Door::check_password(std::string_view token, std::string_view password, std::string_view address)
{
    TRY(prove(token, address, [&](db::Connection& connection, Account const& account) {
        return take_password(connection, account, password);
    }));
    return {};
}

Result<void> Door::confirm_with_passkey(RelyingParty const& party, std::string_view challenge,
    std::string_view token, PasskeyAssertion const& assertion, std::string_view address)
{
    return confirm(token, address, [&](db::Connection& connection, Account const& account) {
        return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
            if (TRY(take_passkey(connection, party, challenge, token, assertion)).number != account.number)
                return invalid("passkey: it is another account's");
            return {};
        });
    });
}

Result<void> Door::confirm(std::string_view token, std::string_view address, Proof const& proof)
{
    auto const session = TRY(prove(token, address, proof));
    auto lease = TRY(database_.connect());
    return Sessions(*lease, clock_, random_, settings_.sessions).confirm(session);
}

// Returns the open session whose account the proof is of.
Result<Session> Door::prove(std::string_view token, std::string_view address, Proof const& proof)
{
    TRY(check_place(address));
    auto lease = TRY(database_.connect());
    Sessions sessions(*lease, clock_, random_, settings_.sessions);
    auto const session = TRY(sessions.find(token));
    if (!session.is_open)
        return session_has_ended();
    if (auto proven = proof(*lease, session.account); !proven.ok())
        return fail(address, session.account.login, std::move(proven).error());
    return session;
}

} // namespace broadsheet::staff

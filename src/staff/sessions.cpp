#include "staff/sessions.h"

#include "base/encoding.h"
#include "base/id.h"
#include "base/log.h"
#include "staff/accounts.h"
#include "staff/secrets.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

namespace broadsheet::staff {

namespace {

// A write for each request would cost more than the request.
constexpr std::int64_t use_is_noted_every = 60'000;

// On a full or locked disk staff stay signed in: a failure to note it is no reason not to answer.
void note_use(db::Connection& connection, std::string_view hash, UtcMillis now)
{
    auto const noted = connection.execute("UPDATE sessions SET used_at = $1 WHERE hash = $2", {now, hash});
    if (!noted.ok())
        log_error("the use of a session could not be noted: {}", noted.error().message);
}

Error no_session()
{
    return not_found("the session has ended; sign in again");
}

} // namespace

Result<std::string> Sessions::begin(Number account, Stage stage)
{
    auto const token = make_token(random_);
    auto const now = clock_.now();
    bool const is_open = stage == Stage::open;
    TRY(connection_.execute(
        "INSERT INTO sessions (hash, id, account, is_open, created_at, used_at, confirmed_at) "
        "VALUES ($1, $2, $3, $4, $5, $5, $6)",
        {hash_of_token(token), new_id(clock_, random_), account, is_open, now, is_open ? now : 0}));
    return token;
}

Result<std::string> Sessions::open(std::string_view half_open_token)
{
    auto const session = TRY(find(half_open_token));
    TRY(end(half_open_token));
    return begin(session.account.number, Stage::open);
}

Result<Session> Sessions::find(std::string_view token)
{
    auto const hash = hash_of_token(token);
    auto const now = clock_.now();
    Session session;
    Number account = 0;
    {
        auto rows = TRY(connection_.query(
            "SELECT id, account, is_open, created_at, used_at, confirmed_at FROM sessions WHERE hash = $1",
            {hash}));
        if (!TRY(rows.next()))
            return no_session();
        session.id = rows.string(0);
        account = rows.integer(1);
        session.is_open = rows.integer(2) != 0;
        session.created_at = rows.integer(3);
        session.used_at = rows.integer(4);
        session.confirmed_at = rows.integer(5);
    }
    auto const age = now - session.created_at;
    if (age >= (session.is_open ? limits_.whole : limits_.half_open) || now - session.used_at >= limits_.idle)
        return no_session();
    session.account = TRY(Accounts(connection_, clock_, random_).by_number(account));
    if (session.account.is_suspended)
        return no_session();
    if (now - session.used_at >= use_is_noted_every)
        note_use(connection_, hash, now);
    return session;
}

Result<void> Sessions::confirm(Session const& session)
{
    TRY(connection_.execute(
        "UPDATE sessions SET confirmed_at = $1 WHERE id = $2", {clock_.now(), session.id}));
    return {};
}

Result<std::vector<Session>> Sessions::of(Account const& account) const
{
    std::vector<Session> sessions;
    auto const now = clock_.now();
    auto rows = TRY(connection_.query(
        "SELECT id, created_at, used_at, confirmed_at FROM sessions WHERE account = $1 AND is_open = 1 "
        "AND created_at > $2 AND used_at > $3 ORDER BY used_at DESC, id",
        {account.number, now - limits_.whole, now - limits_.idle}));
    while (TRY(rows.next()))
        sessions.push_back(
            {rows.string(0), account, true, rows.integer(1), rows.integer(2), rows.integer(3)});
    return sessions;
}

Result<void> Sessions::end(std::string_view token)
{
    TRY(connection_.execute("DELETE FROM sessions WHERE hash = $1", {hash_of_token(token)}));
    return {};
}

Result<void> Sessions::revoke(Number account, std::string_view id)
{
    if (TRY(connection_.execute("DELETE FROM sessions WHERE account = $1 AND id = $2", {account, id})) == 0)
        return no_session();
    return {};
}

Result<void> Sessions::revoke_all(Number account)
{
    TRY(connection_.execute("DELETE FROM sessions WHERE account = $1", {account}));
    return {};
}

Result<std::int64_t> Sessions::forget_ended()
{
    auto const now = clock_.now();
    return connection_.execute("DELETE FROM sessions WHERE created_at <= $1 OR used_at <= $2 "
                               "OR (is_open = 0 AND created_at <= $3)",
        {now - limits_.whole, now - limits_.idle, now - limits_.half_open});
}

std::string form_token(std::string_view session_token)
{
    return to_base64url(sha256(fmt::format("form of session {}", session_token)));
}

bool is_form_token(std::string_view given, std::string_view session_token)
{
    auto const expected = form_token(session_token);
    return given.size() == expected.size()
        && CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

} // namespace broadsheet::staff

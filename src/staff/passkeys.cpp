#include "staff/passkeys.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "staff/accounts.h"

#include <fmt/format.h>

namespace broadsheet::staff {

namespace {

constexpr std::string_view select_passkey
    = "SELECT credential, account, name, algorithm, public_key, uses, created_at, used_at FROM passkeys ";

Result<Passkey> read_passkey(db::Cursor const& row)
{
    Passkey passkey;
    passkey.credential = row.string(0);
    passkey.account = row.integer(1);
    passkey.name = row.string(2);
    passkey.key.algorithm = static_cast<int>(row.integer(3));
    passkey.key.bytes = TRY(from_base64url(row.text(4)));
    passkey.uses = static_cast<std::uint32_t>(row.integer(5));
    passkey.created_at = row.integer(6);
    passkey.used_at = row.integer(7);
    return passkey;
}

Error no_passkey()
{
    return not_found("there is no such passkey here");
}

} // namespace

Result<std::vector<Passkey>> Passkeys::of(Number account) const
{
    std::vector<Passkey> passkeys;
    auto rows = TRY(connection_.query(
        fmt::format("{}WHERE account = $1 ORDER BY created_at, credential", select_passkey), {account}));
    while (TRY(rows.next()))
        passkeys.push_back(TRY(read_passkey(rows)));
    return passkeys;
}

Result<Passkey> Passkeys::by_credential(std::string_view credential) const
{
    auto rows = TRY(connection_.query(fmt::format("{}WHERE credential = $1", select_passkey), {credential}));
    if (!TRY(rows.next()))
        return no_passkey();
    return read_passkey(rows);
}

Result<void> Passkeys::add(Number account, std::string_view name, NewPasskey const& passkey)
{
    if (name.empty() || name.size() > AccountLimits::passkey_name || !is_valid_utf8(name))
        return invalid(fmt::format(
            "name: a passkey needs one, of at most {} bytes of UTF-8", AccountLimits::passkey_name));
    if (TRY(of(account)).size() >= AccountLimits::passkeys)
        return limit_reached(
            fmt::format("passkeys: an account has at most {}; remove one first", AccountLimits::passkeys));
    auto added
        = connection_.execute("INSERT INTO passkeys (credential, account, name, algorithm, public_key, uses, "
                              "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            {passkey.credential, account, name, passkey.key.algorithm, to_base64url(passkey.key.bytes),
                passkey.uses, clock_.now()});
    if (!added.ok() && added.error().code == ErrorCode::conflict)
        return Error{ErrorCode::conflict, "passkey: it is registered already"};
    TRY(std::move(added));
    return {};
}

Result<void> Passkeys::note_use(Passkey const& passkey, std::uint32_t uses)
{
    if (TRY(connection_.execute(
            "UPDATE passkeys SET uses = $1, used_at = $2 WHERE credential = $3 AND uses = $4",
            {uses, clock_.now(), passkey.credential, passkey.uses}))
        == 0)
        return Error{ErrorCode::conflict, "passkey: it was used by another request just now; try again"};
    return {};
}

Result<void> Passkeys::remove(Number account, std::string_view credential)
{
    if (TRY(connection_.execute(
            "DELETE FROM passkeys WHERE account = $1 AND credential = $2", {account, credential}))
        == 0)
        return no_passkey();
    return {};
}

} // namespace broadsheet::staff

#include "vault/ceremony.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "vault/key_file.h"
#include "vault/recovery_code.h"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>
#include <zxcvbn.h>

namespace broadsheet::vault {

namespace {

// With the cost of a passphrase's guess, centuries for a thousand machines.
constexpr double least_bits = 60;
constexpr std::size_t least_characters = 16;
constexpr std::size_t longest_passphrase = 1'000; // bytes
// zxcvbn's work grows with the square of the length, and what is longer is strong by its length.
constexpr std::size_t longest_estimated = 64;

std::string base64url_of(PublicKey const& key)
{
    return to_base64url({reinterpret_cast<char const*>(key.bytes.data()), key.bytes.size()});
}

Result<PublicKey> read_key(int generation, std::string_view text)
{
    auto const bytes = TRY(from_base64url(text));
    PublicKey key{generation, {}};
    if (bytes.size() != key.bytes.size())
        return invalid("the vault's public key is damaged: restore it from a backup");
    std::ranges::copy(bytes, key.bytes.begin());
    return key;
}

Result<void> save_door(db::Connection& connection, int generation, Door const& door)
{
    TRY(connection.execute(
        "DELETE FROM vault_doors WHERE generation = $1 AND kind = $2", {generation, name_of(door.kind)}));
    TRY(connection.execute("INSERT INTO vault_doors (generation, kind, passes, bytes, salt, wrapped) "
                           "VALUES ($1, $2, $3, $4, $5, $6)",
        {generation, name_of(door.kind), door.cost.passes, door.cost.bytes, to_base64url(door.salt),
            to_base64url(door.wrapped)}));
    return {};
}

Result<std::optional<Door>> load_door(db::Connection& connection, int generation, DoorKind kind)
{
    auto rows = TRY(connection.query(
        "SELECT passes, bytes, salt, wrapped FROM vault_doors WHERE generation = $1 AND kind = $2",
        {generation, name_of(kind)}));
    if (!TRY(rows.next()))
        return std::optional<Door>();
    auto const passes = std::clamp<std::int64_t>(rows.integer(0), 0, DoorLimits::passes + 1);
    auto const bytes = std::clamp<std::int64_t>(rows.integer(1), 0, DoorLimits::bytes + 1);
    return std::optional(Door{kind, {static_cast<unsigned>(passes), static_cast<std::size_t>(bytes)},
        TRY(from_base64url(rows.text(2))), TRY(from_base64url(rows.text(3)))});
}

// The keys a rotation leaves, until everything is sealed to the newer.
Result<void> add_predecessor(db::Connection& connection, Keys& keys)
{
    auto rows = TRY(connection.query(
        "SELECT handover FROM vault_keys WHERE generation = $1 AND handover <> ''", {keys.generation() - 1}));
    if (!TRY(rows.next()))
        return {};
    auto bytes = TRY(keys.open({keys.generation(), rows.string(0)}));
    auto copied = Secret::copy_of(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    auto secret = TRY(std::move(copied));
    keys.set_predecessor(TRY(Keys::from_bytes(keys.generation() - 1, std::move(secret))));
    return {};
}

} // namespace

Result<void> check_passphrase(Secret const& passphrase)
{
    auto const text = passphrase.view();
    if (!is_valid_utf8(text) || text.find('\0') != text.npos)
        return invalid("passphrase: it holds characters that cannot be typed again");
    if (text.size() > longest_passphrase)
        return invalid(fmt::format("passphrase: it is longer than {} bytes", longest_passphrase));
    auto estimated = TRY(Secret::zeros(longest_estimated + 1));
    std::ranges::copy(text.substr(0, longest_estimated), estimated.data());
    if (count_code_points(text) < least_characters
        || ZxcvbnMatch(estimated.view().data(), nullptr, nullptr) < least_bits)
        return invalid(
            "passphrase: whoever seizes the server could guess it; take six unrelated words that no book "
            "and no song has in a row");
    return {};
}

Ceremony::Ceremony(Keys keys, Secret recovery_code)
    : keys_(std::move(keys))
    , recovery_code_(std::move(recovery_code))
{
}

Result<Ceremony> Ceremony::make(Keys keys, Secret const& passphrase, Random& random, DoorCost cost)
{
    TRY(check_passphrase(passphrase));
    Ceremony ceremony(std::move(keys), TRY(make_recovery_code(random)));
    auto const& made = ceremony.keys_;
    ceremony.doors_.push_back(
        TRY(make_door(DoorKind::passphrase, cost, passphrase, made.public_key(), made.bytes(), random)));
    ceremony.doors_.push_back(TRY(make_door(DoorKind::recovery_code, random_secret_cost,
        ceremony.recovery_code_, made.public_key(), made.bytes(), random)));
    return ceremony;
}

Result<Ceremony> Ceremony::first(Secret const& passphrase, Random& random, DoorCost cost)
{
    auto keys = TRY(Keys::make(random));
    return make(std::move(keys), passphrase, random, cost);
}

Result<Ceremony> Ceremony::after(Keys const& before, Secret const& passphrase, Random& random, DoorCost cost)
{
    if (before.generation() >= SealedLimits::generations)
        return limit_reached("the vault has been rotated as often as it can be");
    auto keys = TRY(before.successor(random));
    auto ceremony = TRY(make(std::move(keys), passphrase, random, cost));
    ceremony.handover_ = TRY(seal(ceremony.keys_.public_key(), before.bytes().view())).box;
    return ceremony;
}

Result<void> Ceremony::save(db::Connection& connection, Clock const& clock) const
{
    auto const there = TRY(load_status(connection));
    int const newest = there.key ? there.key->generation : 0;
    if (newest + 1 != keys_.generation() || there.is_rotating)
        return Error{ErrorCode::conflict,
            there.is_rotating ? "a rotation is not at its end: `broadsheet vault rotate` goes on with it"
                : newest > 0  ? "the vault has keys already: `broadsheet vault rotate` makes new ones"
                              : "the vault was shredded meanwhile"};
    TRY(connection.execute("UPDATE vault_keys SET handover = $1 WHERE generation = $2", {handover_, newest}));
    TRY(connection.execute("INSERT INTO vault_keys (generation, public_key, created_at) VALUES ($1, $2, $3)",
        {keys_.generation(), base64url_of(keys_.public_key()), clock.now()}));
    for (auto const& door : doors_)
        TRY(save_door(connection, keys_.generation(), door));
    return {};
}

Result<std::optional<PublicKey>> load_public_key(db::Connection& connection)
{
    auto rows = TRY(
        connection.query("SELECT generation, public_key FROM vault_keys ORDER BY generation DESC LIMIT 1"));
    if (!TRY(rows.next()))
        return std::optional<PublicKey>();
    return std::optional(TRY(read_key(static_cast<int>(rows.integer(0)), rows.text(1))));
}

Result<Keys> unlock(db::Connection& connection, DoorKind kind, Secret const& secret)
{
    auto const key = TRY(load_public_key(connection));
    if (!key)
        return not_found("there is no vault yet: make it with `broadsheet vault create`");
    auto const door = TRY(load_door(connection, key->generation, kind));
    if (!door)
        return not_found(
            fmt::format("the vault is not opened by a {}: see `broadsheet vault status`", name_of(kind)));
    auto bytes = TRY(open_door(*door, secret, *key));
    auto keys = TRY(Keys::from_bytes(key->generation, std::move(bytes)));
    if (keys.public_key() != *key)
        return invalid(
            "the vault's public key is not that of its secret key: somebody has changed the database; "
            "restore a backup, and trust no address that came in since");
    TRY(add_predecessor(connection, keys));
    return keys;
}

Result<Secret> add_key_file(db::Connection& connection, Keys const& keys, Random& random)
{
    auto file = TRY(make_key_file(random));
    auto const door = TRY(
        make_door(DoorKind::key_file, random_secret_cost, file, keys.public_key(), keys.bytes(), random));
    TRY(save_door(connection, keys.generation(), door));
    return file;
}

Result<bool> has_key_file(db::Connection& connection)
{
    auto rows = TRY(
        connection.query("SELECT 1 FROM vault_doors WHERE kind = $1 LIMIT 1", {name_of(DoorKind::key_file)}));
    return TRY(rows.next());
}

Result<bool> remove_key_file(db::Connection& connection)
{
    return TRY(connection.execute("DELETE FROM vault_doors WHERE kind = $1", {name_of(DoorKind::key_file)}))
        > 0;
}

Result<Status> load_status(db::Connection& connection)
{
    Status status;
    status.key = TRY(load_public_key(connection));
    if (!status.key)
        return status;
    auto const newest = status.key->generation;
    auto keys = TRY(connection.query("SELECT generation, created_at FROM vault_keys"));
    while (TRY(keys.next())) {
        if (keys.integer(0) == newest)
            status.created_at = keys.integer(1);
        else
            status.is_rotating = true;
    }
    auto doors
        = TRY(connection.query("SELECT kind FROM vault_doors WHERE generation = $1 ORDER BY kind", {newest}));
    while (TRY(doors.next()))
        status.doors.push_back(TRY(door_kind(doors.text(0))));
    auto counts = TRY(connection.query("SELECT COUNT(*), COUNT(CASE WHEN hash IS NULL THEN 1 END), "
                                       "COUNT(CASE WHEN sealed = '' THEN 1 END), "
                                       "COUNT(CASE WHEN generation < $1 THEN 1 END) FROM vault_records",
        {newest}));
    TRY(counts.next());
    status.erased = counts.integer(2);
    status.records = counts.integer(0) - status.erased;
    status.waiting = counts.integer(1);
    status.to_reseal = counts.integer(3);
    return status;
}

} // namespace broadsheet::vault

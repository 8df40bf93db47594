#include "vault/door.h"

#include "base/encoding.h"

#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::vault {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char const* unsigned_bytes(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

// What the wrapped keys are bound to, so that no door can be taken for another.
std::string label(DoorKind kind, PublicKey const& key)
{
    return fmt::format("broadsheet-vault-1\n{}\n{}\n{}\n", name_of(kind), key.generation,
        to_base64url({reinterpret_cast<char const*>(key.bytes.data()), key.bytes.size()}));
}

Result<Secret> stretched(Secret const& secret, std::string_view salt, DoorCost cost)
{
    if (salt.size() != crypto_pwhash_SALTBYTES || cost.passes < crypto_pwhash_OPSLIMIT_MIN
        || cost.passes > DoorLimits::passes || cost.bytes < crypto_pwhash_MEMLIMIT_MIN
        || cost.bytes > DoorLimits::bytes)
        return invalid("the vault's record of how it is opened is damaged: restore it from a backup");
    auto key = TRY(Secret::zeros(key_bytes));
    if (crypto_pwhash(key.data(), key.size(), secret.view().data(), secret.size(), unsigned_bytes(salt),
            cost.passes, cost.bytes, crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return Error{ErrorCode::unavailable,
            fmt::format("there is not enough memory to open the vault: it takes {} MiB for a moment",
                cost.bytes >> 20)};
    return key;
}

std::string random_bytes(std::size_t size, Random& random)
{
    std::string bytes(size, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

} // namespace

std::string_view name_of(DoorKind kind)
{
    switch (kind) {
    case DoorKind::passphrase:
        return "passphrase";
    case DoorKind::recovery_code:
        return "recovery-code";
    case DoorKind::key_file:
        return "key-file";
    }
    VERIFY(false);
}

Result<DoorKind> door_kind(std::string_view name)
{
    for (auto kind : {DoorKind::passphrase, DoorKind::recovery_code, DoorKind::key_file})
        if (name_of(kind) == name)
            return kind;
    return invalid(fmt::format("the vault is opened in a way this program does not know (\"{}\")", name));
}

Result<Door> make_door(DoorKind kind, DoorCost cost, Secret const& secret, PublicKey const& public_key,
    Secret const& keys, Random& random)
{
    Door door{kind, cost, random_bytes(crypto_pwhash_SALTBYTES, random), random_bytes(nonce_bytes, random)};
    auto const key = TRY(stretched(secret, door.salt, cost));
    auto const bound_to = label(kind, public_key);
    door.wrapped.resize(nonce_bytes + keys.size() + tag_bytes);
    auto* const out = reinterpret_cast<unsigned char*>(door.wrapped.data());
    VERIFY(crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, nullptr, keys.data(), keys.size(),
               unsigned_bytes(bound_to), bound_to.size(), nullptr, out, key.data())
        == 0);
    return door;
}

Result<Secret> open_door(Door const& door, Secret const& secret, PublicKey const& public_key)
{
    if (door.wrapped.size() < nonce_bytes + tag_bytes)
        return invalid("the vault's wrapped keys are cut off: restore them from a backup");
    auto const key = TRY(stretched(secret, door.salt, door.cost));
    auto const bound_to = label(door.kind, public_key);
    auto const* const in = unsigned_bytes(door.wrapped);
    auto keys = TRY(Secret::zeros(door.wrapped.size() - nonce_bytes - tag_bytes));
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(keys.data(), nullptr, nullptr, in + nonce_bytes,
            door.wrapped.size() - nonce_bytes, unsigned_bytes(bound_to), bound_to.size(), in, key.data())
        != 0)
        return invalid(fmt::format("this {} does not open the vault",
            door.kind == DoorKind::passphrase          ? "passphrase"
                : door.kind == DoorKind::recovery_code ? "recovery code"
                                                       : "key file"));
    return keys;
}

} // namespace broadsheet::vault

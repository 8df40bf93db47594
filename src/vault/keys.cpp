#include "vault/keys.h"

#include "base/ascii.h"
#include "base/encoding.h"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::vault {

namespace {

static_assert(key_bytes == crypto_box_SECRETKEYBYTES && key_bytes == crypto_generichash_KEYBYTES);
constexpr char format_1 = '\x01';

unsigned char const* unsigned_bytes(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

// BLAKE2b-256 (RFC 7693), keyed.
std::string keyed_hash(unsigned char const* key, std::string_view text)
{
    std::string out(crypto_generichash_BYTES, '\0');
    VERIFY(crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), unsigned_bytes(text),
               text.size(), key, key_bytes)
        == 0);
    return out;
}

std::size_t bytes_of_generation(int generation)
{
    return key_bytes * (1 + static_cast<std::size_t>(generation));
}

} // namespace

Keys::Keys(PublicKey public_key, Secret bytes)
    : public_key_(public_key)
    , bytes_(std::make_shared<Secret const>(std::move(bytes)))
{
}

Result<Keys> Keys::from_bytes(int generation, Secret bytes)
{
    if (generation < 1 || generation > SealedLimits::generations
        || bytes.size() != bytes_of_generation(generation))
        return invalid(
            "the vault's keys are not of the length their number says: restore them from a backup");
    PublicKey key{generation, {}};
    VERIFY(crypto_scalarmult_base(key.bytes.data(), bytes.data()) == 0);
    return Keys(key, std::move(bytes));
}

Result<Keys> Keys::make(Random& random)
{
    auto bytes = TRY(Secret::random(bytes_of_generation(1), random));
    return from_bytes(1, std::move(bytes));
}

Result<Keys> Keys::successor(Random& random) const
{
    auto bytes = TRY(Secret::random(bytes_of_generation(generation() + 1), random));
    auto const hash_keys = bytes_->view().substr(key_bytes);
    std::ranges::copy(hash_keys, bytes.data() + key_bytes);
    return from_bytes(generation() + 1, std::move(bytes));
}

Result<std::string> Keys::open(Sealed const& sealed) const
{
    if (predecessor_ && sealed.generation == predecessor_->generation())
        return predecessor_->open(sealed);
    if (sealed.generation != generation())
        return Error{ErrorCode::unavailable,
            fmt::format("sealed to the vault's keys no. {}, but those unlocked are no. {}: unlock it again",
                sealed.generation, generation())};
    auto const box = TRY(from_base64url(sealed.box));
    auto const damaged = [] { return invalid("what was sealed in the vault is damaged: it does not open"); };
    if (box.size() < crypto_box_SEALBYTES + padding)
        return damaged();
    std::string plain(box.size() - crypto_box_SEALBYTES, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(plain.data());
    std::size_t length = 0;
    if (crypto_box_seal_open(out, unsigned_bytes(box), box.size(), public_key_.bytes.data(), bytes_->data())
            != 0
        || sodium_unpad(&length, out, plain.size(), padding) != 0 || length == 0 || plain[0] != format_1)
        return damaged();
    std::string content = plain.substr(1, length - 1);
    sodium_memzero(plain.data(), plain.size());
    return content;
}

std::string Keys::hash(std::string_view purpose, std::string_view address) const
{
    auto text = std::string(purpose) + '\0' + to_lower(address);
    for (int number = 1; number <= generation(); ++number)
        text = keyed_hash(bytes_->data() + key_bytes * static_cast<std::size_t>(number), text);
    return to_base64url(text);
}

Result<std::string> Keys::next_hash(std::string_view hash) const
{
    auto const before = TRY(from_base64url(hash));
    return to_base64url(
        keyed_hash(bytes_->data() + key_bytes * static_cast<std::size_t>(generation()), before));
}

void Keys::set_predecessor(Keys keys)
{
    VERIFY(keys.generation() + 1 == generation());
    predecessor_ = std::make_shared<Keys const>(std::move(keys));
}

} // namespace broadsheet::vault

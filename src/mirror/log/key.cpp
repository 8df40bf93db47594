#include "mirror/log/key.h"

#include "base/ascii.h"
#include "base/encoding.h"
#include "base/utf8.h"
#include "mirror/log/hash.h"

#include <fmt/format.h>
#include <sodium.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t seed_size = crypto_sign_SEEDBYTES;
constexpr std::string_view private_start = "PRIVATE+KEY+";

unsigned char const* unsigned_of(std::string_view bytes)
{
    return reinterpret_cast<unsigned char const*>(bytes.data());
}

struct Parts {
    std::string name;
    std::string id; // 4 bytes
    KeyKind kind = KeyKind::note;
    std::string key; // 32 bytes
};

// Reads name+id+base64(kind ‖ 32 bytes).
Result<Parts> read_parts(std::string_view text)
{
    auto const malformed = [] { return invalid("that is no key: it has the form NAME+ID+BASE64"); };
    auto const first = text.find('+');
    auto const second = text.find('+', first + 1);
    if (first == text.npos || second != first + 9)
        return malformed();
    Parts parts;
    parts.name = text.substr(0, first);
    for (auto at = first + 1; at < second; at += 2) {
        if (!is_lower_hex(text[at]) || !is_lower_hex(text[at + 1]))
            return malformed();
        parts.id += static_cast<char>(hex_value(text[at]) * 16 + hex_value(text[at + 1]));
    }
    auto const bytes = TRY(from_base64(text.substr(second + 1)));
    if (!is_key_name(parts.name) || bytes.size() != 1 + seed_size)
        return malformed();
    parts.kind = static_cast<KeyKind>(bytes[0]);
    if (parts.kind != KeyKind::note && parts.kind != KeyKind::cosignature)
        return invalid(fmt::format("the key of {} is of a kind that is not known here", parts.name));
    parts.key = bytes.substr(1);
    return parts;
}

std::string text_of(std::string_view name, std::string_view id, KeyKind kind, std::string_view key)
{
    std::string bytes(1, static_cast<char>(kind));
    bytes += key;
    return fmt::format("{}+{}+{}", name, to_hex(id), to_base64(bytes));
}

} // namespace

bool is_key_name(std::string_view name)
{
    if (name.empty() || name.size() > 255 || !is_valid_utf8(name))
        return false;
    for (std::size_t at = 0; at < name.size();) {
        auto const c = next_code_point(name, at);
        bool const is_space = c <= U' ' || c == 0x7f || c == 0x85 || c == 0xa0 || c == 0x1680
            || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f
            || c == 0x3000;
        if (is_space || c == U'+')
            return false;
    }
    return true;
}

std::string VerifierKey::id() const
{
    auto hashed = name + '\n' + static_cast<char>(kind);
    hashed += view();
    return std::string(hash_of(hashed).view().substr(0, 4));
}

std::string VerifierKey::text() const
{
    return text_of(name, id(), kind, view());
}

Result<VerifierKey> VerifierKey::parse(std::string_view text)
{
    auto parts = TRY(read_parts(text));
    VerifierKey key{std::move(parts.name), parts.kind, {}};
    std::copy_n(unsigned_of(parts.key), key.bytes.size(), key.bytes.begin());
    if (key.id() != parts.id)
        return invalid(fmt::format("the key of {} and its id do not belong together", key.name));
    return key;
}

bool VerifierKey::has_signed(std::string_view message, std::string_view signature) const
{
    return signature.size() == crypto_sign_BYTES
        && crypto_sign_verify_detached(
               unsigned_of(signature), unsigned_of(message), message.size(), bytes.data())
        == 0;
}

SigningKey SigningKey::make(std::string name, KeyKind kind, Random& random)
{
    std::array<std::byte, seed_size> seed{};
    random.fill(seed);
    auto key = from_seed(std::move(name), kind, {reinterpret_cast<char const*>(seed.data()), seed.size()});
    sodium_memzero(seed.data(), seed.size());
    return key;
}

SigningKey SigningKey::from_seed(std::string name, KeyKind kind, std::string_view seed)
{
    VERIFY(seed.size() == seed_size && is_key_name(name) && sodium_init() >= 0);
    SigningKey key;
    key.verifier_.name = std::move(name);
    key.verifier_.kind = kind;
    crypto_sign_seed_keypair(key.verifier_.bytes.data(), key.secret_.data(), unsigned_of(seed));
    return key;
}

Result<SigningKey> SigningKey::parse(std::string_view text)
{
    if (!text.starts_with(private_start))
        return invalid("that is no private key: it begins with PRIVATE+KEY+");
    auto parts = TRY(read_parts(text.substr(private_start.size())));
    auto key = from_seed(std::move(parts.name), parts.kind, parts.key);
    sodium_memzero(parts.key.data(), parts.key.size());
    if (key.verifier_.id() != parts.id)
        return invalid("the private key and its id do not belong together");
    return key;
}

std::string SigningKey::text() const
{
    std::string_view const seed(reinterpret_cast<char const*>(secret_.data()), seed_size);
    return std::string(private_start) + text_of(verifier_.name, verifier_.id(), verifier_.kind, seed);
}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : verifier_(std::move(other.verifier_))
    , secret_(other.secret_)
{
    sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept
{
    std::swap(verifier_, other.verifier_);
    std::swap(secret_, other.secret_);
    return *this;
}

SigningKey::~SigningKey()
{
    sodium_memzero(secret_.data(), secret_.size());
}

std::string SigningKey::sign(std::string_view message) const
{
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, unsigned_of(message),
        message.size(), secret_.data());
    return signature;
}

} // namespace broadsheet::mirror

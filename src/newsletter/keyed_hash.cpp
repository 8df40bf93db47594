#include "newsletter/keyed_hash.h"

#include "base/result.h"

#include <sodium.h>

namespace broadsheet::newsletter {

namespace {

void add(crypto_auth_hmacsha256_state& state, std::string_view text)
{
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<unsigned char const*>(text.data()), text.size());
}

} // namespace

std::string random_key(Random& random)
{
    std::string key(crypto_auth_hmacsha256_KEYBYTES, '\0');
    random.fill(std::as_writable_bytes(std::span(key)));
    return key;
}

std::string keyed_hash(std::string_view key, std::string_view purpose, std::string_view text)
{
    VERIFY(key.size() == crypto_auth_hmacsha256_KEYBYTES);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<unsigned char const*>(key.data()), key.size());
    add(state, purpose);
    add(state, "\n");
    add(state, text);
    std::string hash(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

bool is_same_secret(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace broadsheet::newsletter

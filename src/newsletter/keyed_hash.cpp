#include "newsletter/keyed_hash.h"

#include "base/encoding.h"
#include "base/result.h"

namespace broadsheet::newsletter {

namespace {

constexpr std::size_t key_bytes = 32;

} // namespace

std::string random_key(Random& random)
{
    std::string key(key_bytes, '\0');
    random.fill(std::as_writable_bytes(std::span(key)));
    return key;
}

std::string keyed_hash(std::string_view key, std::string_view purpose, std::string_view text)
{
    VERIFY(key.size() == key_bytes);
    return hmac_sha256(key, std::string(purpose).append("\n").append(text));
}

} // namespace broadsheet::newsletter

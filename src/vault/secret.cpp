#include "vault/secret.h"

#include <algorithm>
#include <cstring>
#include <sodium.h>

namespace broadsheet::vault {

void Secret::Free::operator()(unsigned char* bytes) const
{
    sodium_free(bytes);
}

Result<Secret> Secret::zeros(std::size_t size)
{
    VERIFY(sodium_init() >= 0);
    Bytes bytes(static_cast<unsigned char*>(sodium_malloc(std::max<std::size_t>(size, 1))));
    // sodium_malloc() goes on where locking failed.
    if (!bytes || sodium_mlock(bytes.get(), size) != 0)
        return Error{ErrorCode::unavailable,
            "the system does not let memory be locked, so that a key could be swapped to the disk: raise its "
            "limit "
            "(ulimit -l, LimitMEMLOCK= in the systemd unit)"};
    sodium_memzero(bytes.get(), size);
    return Secret(std::move(bytes), size);
}

Result<Secret> Secret::copy_of(std::string_view bytes)
{
    auto secret = TRY(zeros(bytes.size()));
    std::ranges::copy(bytes, secret.data());
    return secret;
}

Result<Secret> Secret::random(std::size_t size, Random& random)
{
    auto secret = TRY(zeros(size));
    random.fill(std::as_writable_bytes(std::span(secret.data(), size)));
    return secret;
}

void Secret::shorten(std::size_t size)
{
    VERIFY(size <= size_);
    sodium_memzero(bytes_.get() + size, size_ - size);
    size_ = size;
}

} // namespace broadsheet::vault

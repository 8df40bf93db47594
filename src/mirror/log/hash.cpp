#include "mirror/log/hash.h"

#include "base/encoding.h"
#include "base/file_hash.h"

#include <algorithm>

namespace broadsheet::mirror {

Hash hash_of(std::string_view bytes)
{
    return hash_at(sha256(bytes), 0);
}

Result<Hash> hash_of_file(std::filesystem::path const& file, std::string_view salt)
{
    return hash_at(TRY(sha256_of_file(file, salt)), 0);
}

Hash leaf_hash(std::string_view entry)
{
    std::string prefixed(1, '\0');
    prefixed += entry;
    return hash_of(prefixed);
}

Hash node_hash(Hash const& left, Hash const& right)
{
    std::array<char, 65> prefixed{};
    prefixed[0] = 1;
    std::ranges::copy(left.bytes, prefixed.begin() + 1);
    std::ranges::copy(right.bytes, prefixed.begin() + 33);
    return hash_of({prefixed.data(), prefixed.size()});
}

std::string Hash::base64() const
{
    return to_base64(view());
}

Result<Hash> hash_from_base64(std::string_view text)
{
    auto const bytes = TRY(from_base64(text));
    if (bytes.size() != sizeof(Hash::bytes))
        return invalid("a hash that has not 32 bytes");
    return hash_at(bytes, 0);
}

Hash hash_at(std::string_view hashes, std::size_t index)
{
    Hash hash;
    VERIFY((index + 1) * hash.bytes.size() <= hashes.size());
    std::ranges::copy(hashes.substr(index * hash.bytes.size(), hash.bytes.size()), hash.bytes.begin());
    return hash;
}

} // namespace broadsheet::mirror

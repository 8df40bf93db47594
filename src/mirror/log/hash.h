#pragma once

#include "base/result.h"

#include <array>
#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

namespace broadsheet::mirror {

// A SHA-256 digest. Trees' hashes are those of https://www.rfc-editor.org/rfc/rfc6962#section-2.1
struct Hash {
    std::array<char, 32> bytes{};

    auto operator<=>(Hash const&) const = default;
    std::string_view view() const { return {bytes.data(), bytes.size()}; }
    std::string base64() const;
};

Hash hash_of(std::string_view bytes);
// The hash of the salt and a file's content, of any size.
Result<Hash> hash_of_file(std::filesystem::path const&, std::string_view salt = {});
Hash leaf_hash(std::string_view entry);
Hash node_hash(Hash const& left, Hash const& right);

// invalid: not the base64 of 32 bytes.
Result<Hash> hash_from_base64(std::string_view);
// Returns the hash that stands at number `index` of hashes one after the other; there must be one.
Hash hash_at(std::string_view hashes, std::size_t index);

} // namespace broadsheet::mirror

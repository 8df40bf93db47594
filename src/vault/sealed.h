#pragma once

#include "base/result.h"

#include <array>
#include <string>
#include <string_view>

namespace broadsheet::vault {

// What anybody can seal to and only the unlocked vault opens (docs/vault.md, "Sealed records").

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t padding = 256;

// Keys are numbered from 1; each rotation makes the next.
struct PublicKey {
    int generation = 0;
    std::array<unsigned char, key_bytes> bytes{};
    bool operator==(PublicKey const&) const = default;
};

// Returns what a person compares, "3f2a 91c0 …": 80 bits of the key's SHA-256 (docs/vault.md, "Format").
std::string fingerprint(PublicKey const&);

struct Sealed {
    int generation = 0;
    std::string box; // base64url
    bool operator==(Sealed const&) const = default;
};

struct SealedLimits {
    static constexpr std::size_t content = 4'096; // bytes
    static constexpr int generations = 100;
};

// Returns the content sealed, padded so that all that is shorter than `padding` bytes looks the same. More
// than SealedLimits::content is refused. The one-time key comes from libsodium's own generator.
Result<Sealed> seal(PublicKey const&, std::string_view content);

// As text, for a link: "1.CrBQ…".
std::string to_text(Sealed const&);
Result<Sealed> parse_sealed(std::string_view text);

} // namespace broadsheet::vault

#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace broadsheet {

// Returns lower-case hexadecimal digits, two a byte.
std::string to_hex(std::string_view bytes);
// Returns RFC 4648 base64 with padding (https://www.rfc-editor.org/rfc/rfc4648#section-4).
std::string to_base64(std::string_view bytes);
// Returns the bytes; missing padding, other characters and bits that belong to no byte are errors.
Result<std::string> from_base64(std::string_view text);
// Returns RFC 4648 base64url without padding (section 5).
std::string to_base64url(std::string_view bytes);
// Returns the bytes; padding, other characters and bits that belong to no byte are errors.
Result<std::string> from_base64url(std::string_view text);

// Returns the 32 bytes of the SHA-256 digest (FIPS 180-4).
std::string sha256(std::string_view bytes);

// The same of what is added piece by piece.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    // To be called once, at the end.
    std::string digest();

private:
    struct Free {
        void operator()(evp_md_ctx_st*) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// Returns the 32 bytes of HMAC-SHA-256 (https://www.rfc-editor.org/rfc/rfc2104).
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Compares what must not be guessed, in a time that does not tell where the two differ.
bool equals_in_constant_time(std::string_view left, std::string_view right);

// A 64-bit hash for tables and fingerprints of text; the same on every machine, not for security (FNV-1a).
constexpr std::uint64_t hash64(std::string_view bytes)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    return hash;
}

// Returns the text with every byte but RFC 3986's unreserved ones, and those in `keep`, as %XX.
std::string percent_encode(std::string_view text, std::string_view keep = "");
// Returns the decoded bytes; an incomplete or non-hexadecimal escape is an error. '+' stays '+'.
Result<std::string> percent_decode(std::string_view text);

// Appends the text with & < > " ' escaped for HTML and XML text and attributes.
void append_escaped(std::string& out, std::string_view text);
std::string escape_html(std::string_view text);

} // namespace broadsheet

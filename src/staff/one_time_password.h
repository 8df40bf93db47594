#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::staff {

// Time-based one-time passwords as authenticator apps make them: six digits, thirty seconds, HMAC-SHA-1
// (https://www.rfc-editor.org/rfc/rfc6238).

// Returns a new secret of 160 bits in base32 (https://www.rfc-editor.org/rfc/rfc4648#section-6).
std::string make_totp_secret(Random&);

// Returns the number of the half minute that a time lies in.
constexpr std::int64_t totp_step(UtcMillis time)
{
    return time / 30'000;
}

// Returns the code of a step; invalid if the secret is not base32.
Result<std::string> totp_code(std::string_view secret, std::int64_t step);

// Returns the step whose code this is, of the present one and its two neighbours (clocks differ), if it is
// later than `last_step`: a code that was used, or one older than it, is not taken again. White space in the
// code does not count.
Result<std::optional<std::int64_t>> match_totp(
    std::string_view secret, std::string_view code, UtcMillis now, std::int64_t last_step);

// Returns the address that an authenticator app reads from a QR code
// (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
std::string totp_uri(std::string_view issuer, std::string_view login, std::string_view secret);

// Returns the text as a QR code in an SVG picture of its own: black on white, with the quiet zone.
Result<std::string> qr_code_svg(std::string_view text);

} // namespace broadsheet::staff

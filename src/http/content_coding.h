#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

enum class ContentCoding { identity, gzip, brotli };
inline constexpr std::size_t content_coding_count = 3;

// Returns the name as sent in Content-Encoding: "", "gzip", "br".
std::string_view name_of(ContentCoding);

// Chooses how to send a body that exists in all codings, or if not `compressible` in identity only: what the
// client weighs highest, and of equals brotli, then gzip, then identity. Nothing if all of them are refused.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
std::optional<ContentCoding> negotiate_coding(std::string_view accept_encoding, bool compressible);

// Returns whether bodies of this media type get smaller by compression.
bool is_compressible(std::string_view content_type);

// Returns the body in the coding; for identity that is the body. Thread-safe; each thread that calls it keeps
// memory for the next time, 2.5 MB.
std::string compress(ContentCoding, std::string_view body);

} // namespace broadsheet::http

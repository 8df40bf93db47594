#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace broadsheet::http {

// The header fields that choose how a response to GET or HEAD is sent; views into the request, empty when
// absent.
struct Preferences {
    std::string_view accept_encoding;
    std::string_view if_none_match;
    std::string_view if_modified_since;
    std::string_view range;
    std::string_view if_range;
    bool head_only = false;
};

// What a representation can be recognised by.
struct Validators {
    std::string_view etag; // quoted, strong; "" for none
    std::optional<UtcMillis> last_modified;
};

// Returns whether a request with these fields is to be answered with 304: If-None-Match decides by weak
// comparison, and only where it is absent If-Modified-Since.
// https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
bool is_not_modified(Preferences const&, Validators const&);

// Returns whether the Range field counts: there is no If-Range, or it names exactly this representation.
// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
bool range_applies(Preferences const&, Validators const&);

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

enum class RangeOutcome { whole, part, unsatisfiable };

// Reads a Range field against a representation of `size` bytes. Several ranges, other units and malformed
// fields count as absent (`whole`), as a server is free to do.
// https://www.rfc-editor.org/rfc/rfc9110#section-14.2
RangeOutcome parse_range(std::string_view, std::uint64_t size, ByteRange&);

} // namespace broadsheet::http

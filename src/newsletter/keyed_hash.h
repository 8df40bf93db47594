#pragma once

#include "base/random.h"

#include <string>
#include <string_view>

namespace broadsheet::newsletter {

// Returns a new key of 32 bytes.
std::string random_key(Random&);

// Returns HMAC-SHA-256 (https://www.rfc-editor.org/rfc/rfc2104), 32 bytes, of `purpose`, a line feed and the
// text, so that what is signed for one purpose proves nothing for another. The key has 32 bytes.
std::string keyed_hash(std::string_view key, std::string_view purpose, std::string_view text);

} // namespace broadsheet::newsletter

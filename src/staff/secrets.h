#pragma once

#include "base/random.h"

#include <string>
#include <string_view>

namespace broadsheet::staff {

// Secrets that are handed out once and kept only as hashes. They hold so many random bits that a plain
// SHA-256 hides them; nothing that a person chose is kept so.

// Returns 256 random bits in hexadecimal, for sessions and one-time links.
std::string make_token(Random&);
std::string hash_of_token(std::string_view token);

// Returns 80 random bits as four groups of four letters and digits ("k7fd-…"), none of them easily mistaken
// for another.
std::string make_recovery_code(Random&);
// What a person types: case, spaces and hyphens do not count.
std::string hash_of_recovery_code(std::string_view typed);

} // namespace broadsheet::staff

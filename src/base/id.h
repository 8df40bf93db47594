#pragma once

#include "base/clock.h"
#include "base/random.h"

#include <string>
#include <string_view>

namespace broadsheet {

// Returns a new identifier of 24 lower-case hexadecimal digits, the form Ghost's clients expect: seconds
// since 1970, then 64 random bits.
std::string new_id(Clock const&, Random&);
// Returns whether the text has that form.
bool is_id(std::string_view text);
// Returns the identifier that the same source text always gets, so that an import repeated makes no second
// record.
std::string derived_id(std::string_view source);

} // namespace broadsheet

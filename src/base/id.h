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

// Returns the UUID that the same source text always gets, in the form of a random one (version 4), for those
// who ask for one beside an identifier. https://www.rfc-editor.org/rfc/rfc9562#section-5.4
std::string uuid_of(std::string_view source);

} // namespace broadsheet

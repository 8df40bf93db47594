#pragma once

#include "base/random.h"

#include <string>

namespace broadsheet {

// Returns 80 random bits as people copy them: "7k3m-…", four groups of four of the letters and digits that
// are not taken for others (https://www.crockford.com/base32.html).
std::string new_readable_code(Random&);

} // namespace broadsheet

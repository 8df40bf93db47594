#pragma once

#include <string>
#include <string_view>

namespace broadsheet::text {

// Returns a number as the language writes it, "1,234.5" or «1 234,5» (with spaces that do not break), with at
// most `decimals` digits behind its point. In an unknown language as in the system's root locale.
// Thread-safe.
std::string format_number(double value, int decimals, std::string_view language);

} // namespace broadsheet::text

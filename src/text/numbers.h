#pragma once

#include <string>
#include <string_view>

namespace broadsheet::text {

// Returns a number as the language writes it, "1,234.5" or «1 234,5» (with spaces that do not break), with at
// most `decimals` digits behind its point. In an unknown language as in the system's root locale.
// Thread-safe.
std::string format_number(double value, int decimals, std::string_view language);

// The same of a decimal number written as "1234.50", with as many digits behind its point as it has, and in
// the digits 0 to 9 in every language. Thread-safe.
std::string format_decimal(std::string_view plain, std::string_view language);

} // namespace broadsheet::text

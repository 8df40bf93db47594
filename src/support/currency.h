#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::support {

// A currency of ISO 4217. Amounts are counted in its minor unit: cents of a euro, yen, fils of a dinar.
struct Currency {
    std::string_view code; // "EUR"
    int exponent = 2; // digits of the minor unit: JPY 0, KWD 3
    bool operator==(Currency const&) const = default;

    // How many minor units are one of the major: 1, 100 or 1,000.
    std::int64_t minor_units() const;
};

// Returns the currency of a code in capitals; `invalid` for what is none.
Result<Currency> find_currency(std::string_view code);

// Returns an amount as people write it: "5", "5.50", without thousands separators and currency.
std::string plain_amount(std::int64_t minor, Currency const&);
// Returns it for readers: "$5.50", «5,50 $», "KWD 1.250".
std::string format_amount(std::int64_t minor, Currency const&, std::string_view language);

// Why an amount that somebody typed cannot be taken.
enum class AmountFault { none, missing, unreadable, ambiguous, too_fine, too_small, too_large };

struct TypedAmount {
    std::int64_t minor = 0;
    AmountFault fault = AmountFault::none;
};

// No amount is larger, in minor units.
inline constexpr std::int64_t most_minor_units = 1'000'000'000'000;

// Reads "5", "5.50", "5,50", "1 000", ".5", "5.", and the same with the currency's own symbol or code before
// or behind it; digits may be Arabic or Persian. Refused: signs, exponents, more digits behind the point than
// the currency has, and, as ambiguous, "1,000" where it could be a thousand or one.
TypedAmount read_amount(std::string_view, Currency const&);

} // namespace broadsheet::support

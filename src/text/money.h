#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::text {

// Amounts are counted in the minor unit of their currency (ISO 4217): cents of a euro, yen, fils of a dinar.

// Returns how many digits the minor unit is: 2 for EUR, 0 for JPY, 3 for KWD.
int minor_digits(std::string_view currency);

// Returns an amount as people type it: "5", "5.50", without the currency.
std::string plain_money(std::int64_t minor, std::string_view currency);

// Returns it as readers of a language see it: "$5.50", «5,50 $», "KWD 1.250", "€10,000", «10 000 €» with
// spaces that do not break. Without the decimals of a whole amount. Not for fields and exports:
// plain_money().
std::string format_money(std::int64_t minor, std::string_view currency, std::string_view language);

// Returns a currency's symbol that no reader mistakes for another's: "€"; its code if it has none.
std::string_view money_symbol(std::string_view currency);

// Reads an amount that a person typed into a form of the newsroom: "5", "5.50", "5,50". `invalid` for
// anything else, what is finer than the minor unit, and what has more than twelve digits.
Result<std::int64_t> parse_money(std::string_view text, std::string_view currency);

} // namespace broadsheet::text

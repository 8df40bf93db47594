#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::support {

// Creditor references with check digits, as banks know them: "RF" and two digits that make the whole 1 modulo
// 97. https://en.wikipedia.org/wiki/Creditor_Reference (ISO 11649)

// Returns the reference of a pledge's number, for example "RF18B000000012".
std::string make_reference(std::int64_t pledge_number);
// In groups of four, as people type it.
std::string spaced_reference(std::string_view);
// Returns the first reference in what a payer wrote whose check digits are right, whatever spaces and case;
// nothing if there is none.
std::optional<std::string> find_reference(std::string_view text);

} // namespace broadsheet::support

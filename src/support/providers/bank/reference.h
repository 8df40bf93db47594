#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::support {

// Creditor references with check digits, as banks know them: "RF" and two digits that make the whole 1 modulo
// 97. https://en.wikipedia.org/wiki/Creditor_Reference (ISO 11649)

// Returns the reference of a pledge's number, for example "RF18B000000012".
std::string make_reference(std::int64_t pledge_number);
// In groups of four, as people type it.
std::string spaced_reference(std::string_view);
// And back: a reference, or an IBAN, which is grouped in the same way, as machines write it.
std::string without_spaces(std::string_view);
// Returns the references in what a payer wrote whose check digits are right, whatever spaces and case, each
// once.
std::vector<std::string> find_references(std::string_view text);
// Whether something in it begins like a reference of ours, right or not.
bool has_slip_of_reference(std::string_view text);

} // namespace broadsheet::support

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet {

using FormFields = std::vector<std::pair<std::string, std::string>>;

// Reads application/x-www-form-urlencoded text: a query, or the body of a posted form. '+' is a space; pairs
// whose escapes are malformed or that are not UTF-8 are left out; only the first `limit` pairs are read.
// https://url.spec.whatwg.org/#urlencoded-parsing
FormFields parse_form(std::string_view, std::size_t limit = 1000);

// Returns the first field of that name.
std::optional<std::string_view> find_field(FormFields const&, std::string_view name);
// Returns all fields of that name, in the form's order.
std::vector<std::string_view> find_fields(FormFields const&, std::string_view name);

// Returns the first pair of a query whose name is one of these, as it is written ("p=12"); "" when there is
// none.
std::string_view find_pair(std::string_view query, std::span<std::string_view const> names);

} // namespace broadsheet

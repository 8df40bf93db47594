#pragma once

#include "admin/visit.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::admin {

// Nobody writes over what they have not seen: a form carries, in its field `version`, what the record was
// when it was shown, and within the change that saves it this is compared with what the record is.

// Returns a version for a record that counts none: one of its values.
std::string version_of_values(std::vector<std::string> const& values);

// Returns a `conflict` if the form was made from another version than this. A form without the field, as
// programs send it, asks for no comparison.
Result<void> check_seen(Visit const&, std::string_view version);

} // namespace broadsheet::admin

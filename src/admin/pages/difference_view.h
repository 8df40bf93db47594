#pragma once

#include "templates/value.h"

#include <string_view>

namespace broadsheet::admin {

// Returns how two texts differ, paragraph by paragraph, for the partial `difference`. Of what is the same,
// only the neighbours of a change are shown; the rest is counted.
templates::Value difference_fields(std::string_view before, std::string_view after);

} // namespace broadsheet::admin

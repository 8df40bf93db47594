#pragma once

#include "templates/helper.h"

namespace broadsheet::templates {

// Runs the block once for each element of a list or field of an object, otherwise what stands after its
// {{else}}.
Result<void> run_each(Call const&, Value const& items);

} // namespace broadsheet::templates

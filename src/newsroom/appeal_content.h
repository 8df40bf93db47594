#pragma once

#include "newsroom/appeal.h"

namespace broadsheet::newsroom {

// What of an appeal stands in its row as JSON: all that no query asks for.
std::string appeal_content(Appeal const&);
// Reads it back into an appeal; an error names what of it cannot be read.
Result<void> read_appeal_content(Appeal&, std::string_view json);

} // namespace broadsheet::newsroom

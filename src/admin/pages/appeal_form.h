#pragma once

#include "admin/visit.h"
#include "newsroom/appeal.h"

namespace broadsheet::admin {

// The form an appeal is written in.
Result<templates::Map> appeal_fields(Visit const&, newsroom::Appeal const&);
// The same as it was posted, be it that it cannot be read.
Result<templates::Map> typed_appeal_fields(Visit const&, newsroom::Appeal const&);
// Puts what the posted form says into the appeal. `invalid` starts with the first field that cannot be read:
// the words, and all else that is not numbers, are in the appeal even so.
Result<void> take_appeal_form(Visit const&, newsroom::Appeal&);

} // namespace broadsheet::admin

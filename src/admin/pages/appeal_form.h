#pragma once

#include "admin/visit.h"
#include "newsroom/appeal.h"

namespace broadsheet::admin {

// The form an appeal is written in.
Result<templates::Map> appeal_fields(Visit const&, newsroom::Appeal const&);
// Returns the appeal with what the posted form says. `invalid` starts with the field that cannot be read.
Result<newsroom::Appeal> appeal_in_form(Visit const&, newsroom::Appeal former);

} // namespace broadsheet::admin

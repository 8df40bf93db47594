#pragma once

#include "admin/visit.h"
#include "workflow/content.h"

#include <string>
#include <string_view>

namespace broadsheet::admin {

// Returns all that is edited of an article as lines, for comparing: the text with what it links to and shows
// written out, then what stands beside it, each under its name in the visitor's language.
std::string lines_of(Visit const&, workflow::Content const&);

// Returns how two texts differ, paragraph by paragraph, for the partial `difference`. Of what is the same,
// only the neighbours of a change are shown; the rest is counted.
templates::Value difference_fields(std::string_view before, std::string_view after);

} // namespace broadsheet::admin

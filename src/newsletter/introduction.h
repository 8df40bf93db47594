#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::newsletter {

// An issue's introduction as an editor types it: paragraphs parted by an empty line, with HTML where it is
// wanted, for links and emphasis.

// Returns it as clean HTML. Errors: those of html::sanitise.
Result<std::string> introduction_from(std::string_view typed);
// The way back.
std::string introduction_as_typed(std::string_view clean_html);

} // namespace broadsheet::newsletter

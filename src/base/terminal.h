#pragma once

#include <string>
#include <string_view>

namespace broadsheet {

// Returns a text of strangers, such as a file's name, as one line that a terminal shows and does not obey:
// control characters, marks that turn the direction of writing, and bytes that are not UTF-8 are written
// \x1b, \u202e.
std::string for_terminal(std::string_view);

} // namespace broadsheet

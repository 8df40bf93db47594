#pragma once

#include "cli/command_tree.h"

#include <string>
#include <string_view>

namespace broadsheet::cli {

// Returns the manual page in man(7) macros.
std::string manual_page(CommandText const&, std::string_view version);

} // namespace broadsheet::cli

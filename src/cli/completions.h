#pragma once

#include "cli/command_tree.h"

#include <string>
#include <string_view>

namespace broadsheet::cli {

// Returns a script that completes commands and options in bash, zsh or fish.
std::string completions(CommandText const&, std::string_view shell);

} // namespace broadsheet::cli

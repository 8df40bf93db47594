#pragma once

#include <string>
#include <string_view>

namespace broadsheet::cli {

// Returns what stands below a command's help: how to use it and what its exit codes mean. `command` is its
// whole name ("import ghost"), "" the program's.
std::string examples_of(std::string_view command);

} // namespace broadsheet::cli

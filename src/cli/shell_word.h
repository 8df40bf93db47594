#pragma once

#include <string>
#include <string_view>

namespace broadsheet::cli {

// Returns a word as a shell takes it, quoted where it has to be: for commands that a message tells to run.
std::string shell_word(std::string_view);

} // namespace broadsheet::cli

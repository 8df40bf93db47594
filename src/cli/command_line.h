#pragma once

namespace broadsheet::cli {

// Runs the command that the arguments name and returns the process' exit code (cli/exit_code.h).
int run(int argc, char const* const* argv);

} // namespace broadsheet::cli

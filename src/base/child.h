#pragma once

#include "base/result.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet {

struct ChildOutput {
    int exit_code = 0; // 128 + the signal's number where one ended it
    std::string output;
    std::string errors; // the first few kilobytes of standard error
};

enum class ChildEnvironment { empty, inherited };

// Runs a program with its arguments (command[0] is its path, or a name looked for in PATH) and `input` on its
// standard input, and returns what it wrote. It is killed, and an error returned, when it writes more than
// `most_output` bytes or has not ended in time. Thread-safe.
Result<ChildOutput> run_child(std::vector<std::string> const& command, std::string_view input,
    std::size_t most_output, std::chrono::milliseconds time, ChildEnvironment = ChildEnvironment::empty);

// The same with descriptors of open files as its standard input and output, in an empty environment.
// ChildOutput::output stays empty.
Result<ChildOutput> run_child_on_files(
    std::vector<std::string> const& command, int input, int output, std::chrono::milliseconds time);

} // namespace broadsheet

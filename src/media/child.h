#pragma once

#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace broadsheet::media {

struct ChildOutput {
    int exit_code = 0; // 128 + the signal's number where one ended it
    std::string output;
    std::string errors; // the first few kilobytes of standard error
};

// Runs `program` with `input` on its standard input and an empty environment, and returns what it
// wrote. It is killed, and an error returned, when it writes more than `most_output` bytes or has not ended
// in time. Thread-safe.
Result<ChildOutput> run_child(std::filesystem::path const& program, std::string_view input,
    std::size_t most_output, std::chrono::milliseconds time);

} // namespace broadsheet::media

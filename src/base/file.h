#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace broadsheet {

// Returns the whole content; more than `limit` bytes is an error, found before they are read.
Result<std::string> read_file(std::filesystem::path const&, std::size_t limit = std::size_t{1} << 30);

enum class Durability {
    cached, // survives the program's end
    synced, // survives the machine's: file and folder are on disk when the call returns
};

// Writes a file that is either the old one or the whole new one at every moment, also across a crash; missing
// folders are made.
Result<void> write_file_atomically(
    std::filesystem::path const&, std::string_view content, Durability = Durability::synced);

} // namespace broadsheet

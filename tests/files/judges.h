#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Programs of others that tell what is in a file.
namespace broadsheet::test {

// What a command prints to standard output; the test fails where it fails.
std::string printed_by(std::string const& command);

// The names of all that exiftool finds in a file.
std::vector<std::string> exiftool_names(std::filesystem::path const&);

} // namespace broadsheet::test

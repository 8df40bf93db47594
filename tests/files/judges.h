#pragma once

#include "support/printed_by.h"

#include <filesystem>
#include <string>
#include <vector>

// Programs of others that tell what is in a file.
namespace broadsheet::test {

// The names of all that exiftool finds in a file.
std::vector<std::string> exiftool_names(std::filesystem::path const&);

} // namespace broadsheet::test

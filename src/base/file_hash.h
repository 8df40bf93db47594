#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace broadsheet {

// Returns the 32 bytes of the SHA-256 digest (FIPS 180-4) of a salt and a file's content after it, which is
// read piece by piece. Errors: those of read_in_pieces().
Result<std::string> sha256_of_file(std::filesystem::path const&, std::string_view salt = {});

} // namespace broadsheet

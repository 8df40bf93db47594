#pragma once

#include "vault/secret.h"

#include <filesystem>

namespace broadsheet::cli {

// Returns a secret from the file, or, without one, as it is typed at the terminal, unseen. `invalid` where
// there is neither; never taken from an argument, which every process of the machine can read.
Result<vault::Secret> read_secret(
    std::string_view what, std::filesystem::path const& file, std::string_view option);
// The same for a new one, which has to be typed twice.
Result<vault::Secret> read_new_secret(
    std::string_view what, std::filesystem::path const& file, std::string_view option);

} // namespace broadsheet::cli

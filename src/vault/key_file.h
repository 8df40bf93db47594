#pragma once

#include "vault/secret.h"

#include <filesystem>

namespace broadsheet::vault {

// Secrets that come from files. A key file on the server's own disk gives up what the vault is for: whoever
// takes that disk, or a backup with it, reads every address.

struct SecretFileLimits {
    static constexpr std::size_t file = 4'096; // bytes
};

// Returns the content of a new key file: one line of 256 random bits, "broadsheet-vault-key-1 …".
Result<Secret> make_key_file(Random&);

// Writes a new file for its owner alone; `conflict` if there is one.
Result<void> write_secret_file(std::filesystem::path const&, Secret const&);
// Reads a secret from a file, or a pipe such as /dev/fd/3; line ends behind it do not count.
Result<Secret> read_secret_file(std::filesystem::path const&);
// Reads a key file; `invalid` if it is none.
Result<Secret> read_key_file(std::filesystem::path const&);

} // namespace broadsheet::vault

#pragma once

#include "cli/options.h"
#include "db/connection.h"
#include "vault/keys.h"

namespace broadsheet::cli {

// Returns the vault's keys, opened by what the options name; without any of it, the passphrase is typed.
Result<vault::Keys> open_vault(db::Connection&, VaultOptions const&);

} // namespace broadsheet::cli

#pragma once

#include "cli/options.h"
#include "db/connection.h"
#include "vault/custody.h"

#include <string>

namespace broadsheet::cli {

// Unlocks the vault as the server starts, for those who want it: with a systemd credential
// (https://systemd.io/CREDENTIALS/) called `broadsheet-vault-key`, which holds a key file, or
// `broadsheet-vault-passphrase`; else with the key file of the settings. Without any of them, or where it
// does not open, the vault stays locked until somebody unlocks it in the newsroom; the log says which.
void unlock_at_start(
    db::Connection&, ServeOptions const&, std::string const& credentials_directory, vault::Custody&);

// Locks the vault of a server whose keys are no longer those of the database, because somebody has rotated or
// shredded them.
Result<void> lock_if_outdated(db::Connection&, vault::Custody&);

} // namespace broadsheet::cli

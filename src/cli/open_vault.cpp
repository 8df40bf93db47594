#include "cli/open_vault.h"

#include "cli/secret_input.h"
#include "vault/ceremony.h"
#include "vault/key_file.h"
#include "vault/recovery_code.h"

namespace broadsheet::cli {

using vault::DoorKind;

Result<vault::Keys> open_vault(db::Connection& connection, VaultOptions const& options)
{
    if (!options.key_file.empty())
        return vault::unlock(connection, DoorKind::key_file, TRY(vault::read_key_file(options.key_file)));
    if (!options.recovery_code_file.empty()) {
        auto const typed = TRY(vault::read_secret_file(options.recovery_code_file));
        return vault::unlock(
            connection, DoorKind::recovery_code, TRY(vault::read_recovery_code(typed.view())));
    }
    return vault::unlock(connection, DoorKind::passphrase,
        TRY(read_secret("Passphrase", options.passphrase_file, "--passphrase-file")));
}

} // namespace broadsheet::cli

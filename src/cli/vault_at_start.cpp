#include "cli/vault_at_start.h"

#include "base/log.h"
#include "vault/ceremony.h"
#include "vault/key_file.h"

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using vault::DoorKind;

// What opens the vault, and what the log says of it; no file: nothing was asked for.
struct Way {
    fs::path file;
    DoorKind door = DoorKind::key_file;
    std::string_view told;
};

Way way_in(ServeOptions const& options, std::string const& credentials_directory)
{
    std::error_code failed;
    fs::path const folder = credentials_directory;
    if (!folder.empty() && fs::exists(folder / "broadsheet-vault-key", failed))
        return {folder / "broadsheet-vault-key", DoorKind::key_file,
            "by a credential of systemd: whoever can start the service on this machine reads every address"};
    if (!folder.empty() && fs::exists(folder / "broadsheet-vault-passphrase", failed))
        return {folder / "broadsheet-vault-passphrase", DoorKind::passphrase,
            "by a credential of systemd: whoever can start the service on this machine reads every address"};
    return {options.vault_key_file, DoorKind::key_file,
        "by a key file: whoever takes the disk with that file, or a backup of both, reads every address"};
}

Result<vault::Keys> open(db::Connection& connection, Way const& way)
{
    auto const secret = way.door == DoorKind::key_file ? TRY(vault::read_key_file(way.file))
                                                       : TRY(vault::read_secret_file(way.file));
    return vault::unlock(connection, way.door, secret);
}

} // namespace

void unlock_at_start(db::Connection& connection, ServeOptions const& options,
    std::string const& credentials_directory, vault::Custody& custody)
{
    auto const way = way_in(options, credentials_directory);
    if (way.file.empty())
        return;
    auto keys = open(connection, way);
    if (!keys.ok()) {
        log_error("the vault stays locked: {} does not open it: {}", way.file.string(), keys.error().message);
        return;
    }
    custody.unlock(*std::move(keys));
    log_info("the vault is unlocked {}", way.told);
}

Result<void> lock_if_outdated(db::Connection& connection, vault::Custody& custody)
{
    auto const keys = custody.keys();
    if (!keys)
        return {};
    auto const current = TRY(vault::load_public_key(connection));
    if (current && *current == keys->public_key())
        return {};
    custody.lock();
    log_info("the vault is locked: its keys were changed, so unlock it with the new ones");
    return {};
}

} // namespace broadsheet::cli

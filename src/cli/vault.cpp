// The keys of readers' sealed addresses.
#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_vault.h"
#include "cli/secret_input.h"
#include "db/transaction.h"
#include "newsletter/subscriptions.h"
#include "staff/audit_log.h"
#include "text/dates.h"
#include "vault/ceremony.h"
#include "vault/key_file.h"
#include "vault/recovery_code.h"
#include "vault/rotation.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using vault::DoorKind;
using vault::Secret;

// Runs body(), which returns a Result, in a write transaction that also writes to the audit log.
template <typename Body>
auto change(Context const& context, db::Connection& connection, std::string_view act, Body&& body)
    -> std::invoke_result_t<Body>
{
    return db::transaction(connection, db::Access::write, [&]() -> std::invoke_result_t<Body> {
        auto result = body();
        if (result.ok())
            TRY(staff::AuditLog(connection, context.clock).add(nullptr, act, "", ""));
        return result;
    });
}

// The keys that a rotation has begun with. The passphrase that is asked for is the new one; where it is
// forgotten, the new recovery code will do.
Result<vault::Keys> unlock_newer(db::Connection& connection, VaultOptions const& options)
{
    if (options.new_passphrase_file.empty() && !options.recovery_code_file.empty())
        return open_vault(connection, options);
    return vault::unlock(connection, DoorKind::passphrase,
        TRY(read_secret("New passphrase", options.new_passphrase_file, "--new-passphrase-file")));
}

// The code counts once the keys are saved; shown first, it cannot be lost between the two.
void print_recovery_code(Context const& context, vault::Ceremony const& ceremony)
{
    auto const code = ceremony.recovery_code().view();
    auto const mark = vault::fingerprint(ceremony.keys().public_key());
    if (context.options.json)
        fmt::print("{{\"recovery_code\":\"{}\",\"fingerprint\":\"{}\"}}\n", code, mark);
    else
        fmt::print(
            "Recovery code: {}\nFingerprint:   {}\n\nPut both on paper, away from the server. Whoever loses "
            "passphrase and code loses every address.\nThe code opens the vault once the next line says so; "
            "if "
            "none comes, cross it out.\n",
            code, mark);
    std::fflush(stdout);
}

void print_that_it_counts(Context const& context)
{
    if (!context.options.json)
        fmt::print("Saved: passphrase and code open the vault from now on.\n");
    std::fflush(stdout);
}

Result<ExitCode> reseal_all(Context const& context, db::Connection& connection, vault::Keys const& keys)
{
    vault::Resealed all;
    for (;;) {
        auto const some = TRY(vault::reseal_some(connection, keys));
        if (some.records == 0)
            break;
        all.records += some.records;
        all.unreadable += some.unreadable;
    }
    TRY(vault::purge_deleted(connection));
    if (!context.options.json)
        fmt::print(
            "All is sealed to the new keys: {} records, {} of them damaged before, which have lost their "
            "address. Backups from before still open with the older passphrase and code: delete them.\n",
            all.records, all.unreadable);
    return all.unreadable == 0 ? done : done_in_part;
}

std::string doors_of(vault::Status const& status)
{
    std::string list;
    for (auto const door : status.doors)
        list += (list.empty() ? "" : ", ") + std::string(vault::name_of(door));
    return list;
}

json::object as_json(vault::Status const& status)
{
    if (!status.key)
        return {{"exists", false}};
    json::array doors;
    for (auto const door : status.doors)
        doors.emplace_back(vault::name_of(door));
    return {{"exists", true}, {"generation", status.key->generation},
        {"fingerprint", vault::fingerprint(*status.key)},
        {"created_at", text::format_rfc3339(status.created_at)}, {"opened_by", doors},
        {"is_rotating", status.is_rotating}, {"records", status.records}, {"waiting", status.waiting},
        {"erased", status.erased}, {"to_reseal", status.to_reseal}};
}

void print_status(vault::Status const& status)
{
    if (!status.key) {
        fmt::print("There is no vault: make it with `broadsheet vault create`.\n");
        return;
    }
    fmt::print(
        "Keys no. {} of {}\nFingerprint: {}\nOpened by: {}\nAddresses: {}, {} of them waiting in the inbox\n"
        "Erased: {}\n",
        status.key->generation, text::format_rfc3339(status.created_at), vault::fingerprint(*status.key),
        doors_of(status), status.records, status.waiting, status.erased);
    if (status.is_rotating)
        fmt::print("A rotation has {} records to go: `broadsheet vault rotate` goes on with it.\n",
            status.to_reseal);
}

} // namespace

Result<ExitCode> create_vault(Context const& context, VaultOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    if (TRY(vault::load_public_key(*connection)))
        return Error{ErrorCode::conflict, "there is a vault: see `broadsheet vault status`"};
    auto const passphrase = TRY(
        read_new_secret("Passphrase, six unrelated words", options.passphrase_file, "--passphrase-file"));
    auto const ceremony = TRY(vault::Ceremony::first(passphrase, context.random));
    print_recovery_code(context, ceremony);
    TRY(change(
        context, *connection, "vault.created", [&] { return ceremony.save(*connection, context.clock); }));
    print_that_it_counts(context);
    return done;
}

Result<ExitCode> try_vault(Context const& context, VaultOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const keys = TRY(open_vault(*connection, options));
    if (!context.options.json)
        fmt::print("It opens the vault, keys no. {}.\n", keys.generation());
    return done;
}

Result<ExitCode> vault_status(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const status = TRY(vault::load_status(*connection));
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json(status)));
    else
        print_status(status);
    return done;
}

Result<ExitCode> make_vault_key_file(Context const& context, VaultOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const keys = TRY(open_vault(*connection, options));
    bool had_one = false;
    auto add = [&]() -> Result<void> {
        had_one = TRY(vault::has_key_file(*connection));
        auto const file = TRY(vault::add_key_file(*connection, keys, context.random));
        return vault::write_secret_file(options.file, file);
    };
    TRY(change(context, *connection, "vault.key_file_added", add));
    if (!context.options.json)
        fmt::print("{} opens the vault{}.\nWhoever takes the disk with it, or a "
                   "backup of both, reads every address: keep it on another medium.\n",
            options.file.string(), had_one ? "; the earlier key file no longer does" : "");
    return done;
}

Result<ExitCode> remove_vault_key_file(Context const& context)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto remove = [&]() -> Result<void> {
        if (!TRY(vault::remove_key_file(*connection)))
            return not_found("no key file opens the vault");
        return {};
    };
    TRY(change(context, *connection, "vault.key_file_removed", remove));
    TRY(vault::purge_deleted(*connection));
    if (!context.options.json)
        fmt::print("No key file opens the vault any more.\n");
    return done;
}

Result<ExitCode> rotate_vault(Context const& context, VaultOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    if (TRY(vault::load_status(*connection)).is_rotating)
        return reseal_all(context, *connection, TRY(unlock_newer(*connection, options)));
    auto const keys = TRY(open_vault(*connection, options));
    auto const passphrase
        = TRY(read_new_secret("New passphrase", options.new_passphrase_file, "--new-passphrase-file"));
    auto const ceremony = TRY(vault::Ceremony::after(keys, passphrase, context.random));
    print_recovery_code(context, ceremony);
    TRY(change(
        context, *connection, "vault.rotated", [&] { return ceremony.save(*connection, context.clock); }));
    print_that_it_counts(context);
    return reseal_all(
        context, *connection, TRY(vault::unlock(*connection, DoorKind::passphrase, passphrase)));
}

Result<ExitCode> shred_vault(Context const& context, VaultOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto connection = TRY(newspaper.database->connect());
    auto const status = TRY(vault::load_status(*connection));
    if (!status.key)
        return not_found("there is no vault");
    if (!options.yes)
        return invalid(fmt::format(
            "this deletes {} addresses for ever; only a backup from before, with its passphrase or "
            "recovery code, has them still: say --yes",
            status.records));
    auto shred = [&]() -> Result<std::int64_t> {
        TRY(newsletter::forget_everybody(*connection));
        return vault::shred(*connection);
    };
    TRY(change(context, *connection, "vault.shredded", shred));
    TRY(vault::purge_deleted(*connection));
    if (!context.options.json)
        fmt::print("{} addresses are gone, and their keys. Backups and snapshots of the disk still hold "
                   "both: destroy "
                   "them too.\n",
            status.records);
    return done;
}

} // namespace broadsheet::cli

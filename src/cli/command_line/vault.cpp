#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

namespace {

CLI::Option* add_passphrase_file(CommandBuilder& commands, CLI::App* command)
{
    auto& secrets = commands.options<VaultOptions>();
    return command->add_option("--passphrase-file", secrets.passphrase_file,
        "A file with the passphrase, or /dev/fd/3; without it, it is typed");
}

} // namespace

// What opens the vault; without any, the passphrase is typed.
void add_vault_secrets(CommandBuilder& commands, CLI::App* command)
{
    auto& secrets = commands.options<VaultOptions>();
    auto* passphrase = add_passphrase_file(commands, command);
    auto* code = command->add_option("--recovery-code-file", secrets.recovery_code_file,
        "Instead, a file with the recovery code, or /dev/fd/3");
    auto* key = command->add_option("--key-file", secrets.key_file, "Instead, the key file");
    passphrase->excludes(code)->excludes(key);
    code->excludes(key);
}

void add_vault(CommandBuilder& commands)
{
    auto& options = commands.options<VaultOptions>();
    auto* parent = commands.add_group("vault", "The keys of readers' sealed addresses");
    auto* command = commands.add_command(parent, "create", "Make the keys, and print the recovery code",
        [&options](Context const& context) { return create_vault(context, options); });
    add_passphrase_file(commands, command);
    command = commands.add_command(parent, "try",
        "Find out whether a passphrase, code or key file opens the vault",
        [&options](Context const& context) { return try_vault(context, options); });
    add_vault_secrets(commands, command);
    commands.add_command(parent, "status", "Print what opens the vault, and how much is in it",
        [](Context const& context) { return vault_status(context); });
    command = commands.add_command(parent, "key-file",
        "Write a file that opens the vault, and gives up what it is for",
        [&options](Context const& context) { return make_vault_key_file(context, options); });
    command->add_option("FILE", options.file, "The file to write")->required();
    add_vault_secrets(commands, command);
    commands.add_command(parent, "remove-key-file", "Make the key file open nothing from then on",
        [](Context const& context) { return remove_vault_key_file(context); });
    command = commands.add_command(parent, "rotate",
        "Seal everything to new keys; run again, goes on where it was stopped",
        [&options](Context const& context) { return rotate_vault(context, options); });
    add_vault_secrets(commands, command);
    command->add_option("--new-passphrase-file", options.new_passphrase_file,
        "A file with the new passphrase; without it, it is typed");
    command = commands.add_command(parent, "shred", "Delete the keys and every address, for ever",
        [&options](Context const& context) { return shred_vault(context, options); });
    command->add_flag("--yes", options.yes, "Do it");
}

} // namespace broadsheet::cli

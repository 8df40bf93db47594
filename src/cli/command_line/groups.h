#pragma once

#include "cli/command_line/command_builder.h"

namespace broadsheet::cli {

// The commands and their options: the one place that names them. Help, completions and the manual are made
// from it, in the order in which they are added.
void add_init(CommandBuilder&);
void add_settings(CommandBuilder&);
void add_integration(CommandBuilder&);
void add_vault(CommandBuilder&);
void add_newsletter(CommandBuilder&);
void add_support(CommandBuilder&);
void add_mail(CommandBuilder&);
void add_serve(CommandBuilder&);
void add_import(CommandBuilder&);
void add_export(CommandBuilder&);
void add_mirror(CommandBuilder&);
void add_takeaway(CommandBuilder&);
void add_verify(CommandBuilder&);
void add_backup(CommandBuilder&);
void add_sign(CommandBuilder&);
void add_check(CommandBuilder&);

// What opens the vault; without any, the passphrase is typed.
void add_vault_secrets(CommandBuilder&, CLI::App*);

inline void add_force(CLI::App* command, bool& force)
{
    command->add_flag("--force", force, "Replace the file if it is there already");
}

// Slots of a mirror's times: every day has a whole number of them.
inline CLI::IsMember slot_minutes()
{
    return CLI::IsMember({1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440});
}

} // namespace broadsheet::cli

#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/exit_code.h"
#include "cli/options.h"

#include <string>

namespace broadsheet::cli {

// What every command is given.
struct Context {
    GlobalOptions options;
    Clock const& clock;
    Random& random;
    std::filesystem::path program; // our own executable
};

// The commands, one file each. An Error is printed by the caller and means not_done.
Result<ExitCode> init(Context const&, InitOptions const&);
Result<ExitCode> settings(Context const&, SettingsOptions const&);
Result<ExitCode> create_integration(Context const&, IntegrationOptions const&);
Result<ExitCode> list_integrations(Context const&);
Result<ExitCode> remove_integration(Context const&, IntegrationOptions const&);
Result<ExitCode> create_vault(Context const&, VaultOptions const&);
Result<ExitCode> try_vault(Context const&, VaultOptions const&);
Result<ExitCode> vault_status(Context const&);
Result<ExitCode> make_vault_key_file(Context const&, VaultOptions const&);
Result<ExitCode> remove_vault_key_file(Context const&);
Result<ExitCode> rotate_vault(Context const&, VaultOptions const&);
Result<ExitCode> shred_vault(Context const&, VaultOptions const&);
Result<ExitCode> list_newsletters(Context const&);
Result<ExitCode> create_newsletter(Context const&, NewsletterOptions const&);
Result<ExitCode> import_subscribers(Context const&, NewsletterOptions const&, VaultOptions const&);
Result<ExitCode> export_subscribers(Context const&, NewsletterOptions const&, VaultOptions const&);
Result<ExitCode> one_reader(Context const&, NewsletterOptions const&, VaultOptions const&);
Result<ExitCode> support_provider(Context const&, SupportOptions const&);
Result<ExitCode> support_amounts(Context const&, SupportOptions const&);
Result<ExitCode> support_words(Context const&, SupportOptions const&);
Result<ExitCode> support_import(Context const&, SupportOptions const&);
Result<ExitCode> support_take_back(Context const&, SupportOptions const&);
Result<ExitCode> support_reconcile(Context const&);
Result<ExitCode> support_ledger(Context const&, SupportOptions const&);
Result<ExitCode> support_status(Context const&, SupportOptions const&);
Result<ExitCode> mail_status(Context const&);
Result<ExitCode> set_mail_sender(Context const&, MailOptions const&);
Result<ExitCode> set_mail_relay(Context const&, MailOptions const&);
Result<ExitCode> try_mail_relays(Context const&);
Result<ExitCode> set_mail_rate(Context const&, MailOptions const&);
Result<ExitCode> mail_dkim_key(Context const&, MailOptions const&);
Result<ExitCode> check_mail(Context const&, MailOptions const&);
Result<ExitCode> serve(Context const&, ServeOptions const&);
Result<ExitCode> import(Context const&, ImportCommandOptions const&);
Result<ExitCode> export_ghost(Context const&, ExportOptions const&);
Result<ExitCode> build_mirror(Context const&, MirrorOptions const&);
Result<ExitCode> mirror_addresses(Context const&, MirrorOptions const&);
Result<ExitCode> mirror_health(Context const&, MirrorOptions const&);
Result<ExitCode> fetch_mirror(Context const&, FetchCommandOptions const&);
Result<ExitCode> push_mirror(Context const&, MirrorOptions const&);
Result<ExitCode> make_zim(Context const&, TakeawayOptions const&);
Result<ExitCode> make_epub(Context const&, TakeawayOptions const&);
Result<ExitCode> make_text_edition(Context const&, TakeawayOptions const&);
Result<ExitCode> make_bundle(Context const&, TakeawayOptions const&);
Result<ExitCode> make_mirror_key(Context const&, MirrorKeyOptions const&);
Result<ExitCode> propose_mirror_keys(Context const&, MirrorKeyOptions const&);
Result<ExitCode> sign_mirror_keys(Context const&, MirrorKeyOptions const&);
Result<ExitCode> adopt_mirror_keys(Context const&, MirrorKeyOptions const&);
Result<ExitCode> sign_checkpoint(Context const&, SignOptions const&);
Result<ExitCode> request_signature(Context const&, SignatureOptions const&);
Result<ExitCode> take_signature(Context const&, SignatureOptions const&);
Result<ExitCode> verify_mirror(Context const&, VerifyCommandOptions const&);
Result<ExitCode> backup(Context const&, BackupOptions const&);
Result<ExitCode> restore(Context const&, RestoreOptions const&);
Result<ExitCode> check(Context const&, CheckOptions const&);

} // namespace broadsheet::cli

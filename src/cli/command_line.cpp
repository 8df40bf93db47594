#include "cli/command_line.h"

#include "cli/command_tree.h"
#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/examples.h"
#include "cli/manual.h"
#include "cli/newspaper.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <functional>

namespace broadsheet::cli {

namespace {

// Slots of a mirror's times: every day has a whole number of them.
CLI::IsMember slot_minutes()
{
    return CLI::IsMember({1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440});
}

// An empty file or variable shall not switch a check off.
CLI::Validator not_empty()
{
    return {
        [](std::string& value) { return value.empty() ? std::string("it is empty") : std::string(); }, ""};
}

// The commands and their options: the one place that names them. Help, completions and the manual are made
// from it.
class CommandLine {
public:
    CommandLine()
        : app_("The whole of an independent newspaper in one program", "broadsheet")
    {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "broadsheet " BROADSHEET_VERSION);
        app_.failure_message(CLI::FailureMessage::simple);
        app_.footer(examples_of(""));
        app_.add_option("--data", global_.data, "The newspaper's folder")->envname("BROADSHEET_DATA");
        app_.add_option("--database", global_.database,
                "postgres://… instead of the SQLite file in the newspaper's folder")
            ->envname("BROADSHEET_DATABASE");
        app_.add_flag("--json", global_.json, "Print what another program can read")
            ->envname("BROADSHEET_JSON");
        add_init();
        add_settings();
        add_integration();
        add_vault();
        add_newsletter();
        add_support();
        add_mail();
        add_serve();
        add_import();
        add_export();
        add_mirror();
        add_takeaway();
        add_verify();
        add_backup();
        add_sign();
        add_check();
        add_help_pages();
    }

    int run(int argc, char const* const* argv);

private:
    using Action = std::function<Result<ExitCode>(Context const&)>;

    CLI::App* add_named(CLI::App* parent, std::string const& name, char const* description)
    {
        auto* command = parent->add_subcommand(name, description);
        command->fallthrough();
        command->footer(examples_of(parent == &app_ ? name : parent->get_name() + " " + name));
        return command;
    }

    // Adds commands below it, one of which must be given.
    CLI::App* add_group(char const* name, char const* description)
    {
        return add_group(&app_, name, description);
    }
    CLI::App* add_group(CLI::App* parent, char const* name, char const* description)
    {
        auto* group = add_named(parent, name, description);
        group->require_subcommand(1);
        return group;
    }

    // Adds a command below a parent; `action` runs when it was the one given.
    CLI::App* add_command(CLI::App* parent, char const* name, char const* description, Action action)
    {
        auto* command = add_named(parent, name, description);
        command->callback([this, action = std::move(action)] { chosen_ = action; });
        return command;
    }

    void add_init();
    void add_settings();
    void add_integration();
    void add_vault();
    void add_newsletter();
    void add_one_reader(CLI::App* newsletters);
    void add_mail();
    void add_mail_keys(CLI::App* parent);
    static void add_force(CLI::App*, bool& force);
    CLI::Option* add_passphrase_file(CLI::App*);
    void add_vault_secrets(CLI::App*);
    void add_support();
    void add_serve();
    void add_import();
    void add_import_format(CLI::App* parent, char const* name, char const* description, ImportFormat);
    void add_export();
    void add_mirror();
    void add_takeaway();
    void add_mirror_keys(CLI::App* parent);
    void add_verify();
    void add_backup();
    void add_sign();
    void add_check();
    void add_help_pages();
    Result<void> apply_settings_file(int argc, char const* const* argv);

    CLI::App app_;
    GlobalOptions global_;
    InitOptions init_;
    SettingsOptions settings_;
    IntegrationOptions integration_;
    VaultOptions vault_;
    NewsletterOptions newsletter_;
    SupportOptions support_;
    MailOptions mail_;
    ServeOptions serve_;
    ImportCommandOptions import_;
    ExportOptions export_;
    MirrorOptions mirror_;
    TakeawayOptions takeaway_;
    MirrorKeyOptions mirror_keys_;
    SignOptions sign_;
    SignatureOptions signature_;
    VerifyCommandOptions verify_;
    BackupOptions backup_;
    RestoreOptions restore_;
    std::string shell_;
    Action chosen_;
};

void CommandLine::add_init()
{
    auto* command = add_command(
        &app_, "init", "Make a newspaper", [this](Context const& context) { return init(context, init_); });
    command->add_option("--title", init_.title, "Its name")->capture_default_str();
    command
        ->add_option("--language", init_.languages,
            "A language, as a code (en, ru); the first one given is served at /")
        ->capture_default_str();
    command->add_option("--time-zone", init_.time_zone, "Its time zone (Europe/Vilnius)")
        ->capture_default_str();
    command->add_option("--url", init_.url, "Its public address, for canonical links and feeds")
        ->capture_default_str();
}

void CommandLine::add_settings()
{
    auto* command
        = add_command(&app_, "settings", "Show and change the newspaper's title, languages, theme and so on",
            [this](Context const& context) { return settings(context, settings_); });
    command->add_option(
        "NAME", settings_.name, "One setting (title, or title.ru for one language); without it, all");
    command->add_option(
        "VALUE", settings_.values, "Its new value, seen by readers at once; without it, shown");
}

void CommandLine::add_mail()
{
    auto* parent = add_group("mail", "How mail leaves: sender, relays, signatures");
    add_command(
        parent, "status", "Print all of it", [](Context const& context) { return mail_status(context); });
    auto* command = add_command(parent, "sender", "Set who letters come from",
        [this](Context const& context) { return set_mail_sender(context, mail_); });
    command->add_option("ADDRESS", mail_.address, "The sender's address")->required();
    command->add_option("--name", mail_.name, "The sender's name");
    command->add_option("--return-path", mail_.return_path, "Where reports of failed deliveries come in");
    command->add_option(
        "--own-name", mail_.own_name, "What we call ourselves to relays; the sender's domain otherwise");
    command = add_command(parent, "relay", "Set a server that takes our mail, or remove one",
        [this](Context const& context) { return set_mail_relay(context, mail_); });
    command->add_option("NAME", mail_.name, "What it is called here")->required();
    auto* url = command->add_option(
        "URL", mail_.url, "smtp://user@host:587?weight=2&connections=8&rate=14/s, or smtps://");
    command->add_option(
        "--password-file", mail_.password_file, "File, or pipe, that holds the user's password");
    command->add_flag("--remove", mail_.remove, "Remove it")->excludes(url);
    add_command(parent, "try", "Connect to every relay, without sending anything",
        [](Context const& context) { return try_mail_relays(context); });
    command = add_command(parent, "rate", "Set how much a provider takes, for all relays together",
        [this](Context const& context) { return set_mail_rate(context, mail_); });
    command->add_option("DOMAIN", mail_.domain, "The provider's domain, after the @ of its users")
        ->required();
    command->add_option("RATES", mail_.rates, "As 20/s, or \"20/s 10000/h\"; nothing for no limit");
    add_mail_keys(parent);
}

void CommandLine::add_mail_keys(CLI::App* parent)
{
    auto* command
        = add_command(parent, "dkim-key", "Make a key that signs mail, and print the record to publish",
            [this](Context const& context) { return mail_dkim_key(context, mail_); });
    command->add_option("DOMAIN", mail_.domain, "The domain that signs: the sender's, or one above it")
        ->required();
    command->add_option("--selector", mail_.selector, "The key's name; made from the year otherwise");
    command
        ->add_option(
            "--algorithm", mail_.algorithm, "rsa, which all know, or ed25519, which is short and fast")
        ->check(CLI::IsMember({"rsa", "ed25519"}))
        ->capture_default_str();
    auto* activate = command->add_flag("--activate", mail_.activate, "Let a key that was made before sign");
    command->add_flag("--remove", mail_.remove, "Remove it")->excludes(activate);
}

void CommandLine::add_integration()
{
    auto* parent = add_group("integration", "Programs that may use the newspaper's API, and their keys");
    auto* command = add_command(parent, "create", "Add one, and print its keys",
        [this](Context const& context) { return create_integration(context, integration_); });
    command->add_option("NAME", integration_.name, "What it is called")->required();
    add_command(parent, "list", "Print all of them, with their keys",
        [](Context const& context) { return list_integrations(context); });
    command = add_command(parent, "remove", "Remove one; its keys open nothing from then on",
        [this](Context const& context) { return remove_integration(context, integration_); });
    command->add_option("NAME", integration_.name, "What it is called")->required();
}

void CommandLine::add_force(CLI::App* command, bool& force)
{
    command->add_flag("--force", force, "Replace the file if it is there already");
}

CLI::Option* CommandLine::add_passphrase_file(CLI::App* command)
{
    return command->add_option("--passphrase-file", vault_.passphrase_file,
        "A file with the passphrase, or /dev/fd/3; without it, it is typed");
}

// What opens the vault; without any, the passphrase is typed.
void CommandLine::add_vault_secrets(CLI::App* command)
{
    auto* passphrase = add_passphrase_file(command);
    auto* code = command->add_option("--recovery-code-file", vault_.recovery_code_file,
        "Instead, a file with the recovery code, or /dev/fd/3");
    auto* key = command->add_option("--key-file", vault_.key_file, "Instead, the key file");
    passphrase->excludes(code)->excludes(key);
    code->excludes(key);
}

void CommandLine::add_vault()
{
    auto* parent = add_group("vault", "The keys of readers' sealed addresses");
    auto* command = add_command(parent, "create", "Make the keys, and print the recovery code",
        [this](Context const& context) { return create_vault(context, vault_); });
    add_passphrase_file(command);
    command = add_command(parent, "try", "Find out whether a passphrase, code or key file opens the vault",
        [this](Context const& context) { return try_vault(context, vault_); });
    add_vault_secrets(command);
    add_command(parent, "status", "Print what opens the vault, and how much is in it",
        [](Context const& context) { return vault_status(context); });
    command
        = add_command(parent, "key-file", "Write a file that opens the vault, and gives up what it is for",
            [this](Context const& context) { return make_vault_key_file(context, vault_); });
    command->add_option("FILE", vault_.file, "The file to write")->required();
    add_vault_secrets(command);
    add_command(parent, "remove-key-file", "Make the key file open nothing from then on",
        [](Context const& context) { return remove_vault_key_file(context); });
    command = add_command(parent, "rotate",
        "Seal everything to new keys; run again, goes on where it was stopped",
        [this](Context const& context) { return rotate_vault(context, vault_); });
    add_vault_secrets(command);
    command->add_option("--new-passphrase-file", vault_.new_passphrase_file,
        "A file with the new passphrase; without it, it is typed");
    command = add_command(parent, "shred", "Delete the keys and every address, for ever",
        [this](Context const& context) { return shred_vault(context, vault_); });
    command->add_flag("--yes", vault_.yes, "Do it");
}

void CommandLine::add_newsletter()
{
    auto* parent = add_group("newsletter", "Newsletters, and lists of who gets them");
    add_command(parent, "list", "Print all of them, with how many readers they have",
        [](Context const& context) { return list_newsletters(context); });
    auto* command
        = add_command(parent, "create", "Add one; its sign-up box and schedule are set in the newsroom",
            [this](Context const& context) { return create_newsletter(context, newsletter_); });
    command->add_option("SLUG", newsletter_.slug, "Its name in addresses: weekly")->required();
    command->add_option("--name", newsletter_.name, "Its name for readers")->required();
    command->add_option(
        "--language", newsletter_.language, "Its language; without it, the newspaper's first");
    command = add_command(parent, "import", "Take in a list of subscribers, with their consent",
        [this](Context const& context) { return import_subscribers(context, newsletter_, vault_); });
    command->add_option("SLUG", newsletter_.slug, "The newsletter")->required();
    command
        ->add_option("FILE", newsletter_.file,
            "CSV: of Ghost's members, listmonk's subscribers, or with a column \"email\" and, where "
            "some have left, \"status\"")
        ->required();
    command->add_option("--policy", newsletter_.policy,
        "The version of the privacy policy they have agreed to, where the file does not say; none: unknown");
    add_vault_secrets(command);
    command = add_command(parent, "export", "Write the addresses of all subscribers",
        [this](Context const& context) { return export_subscribers(context, newsletter_, vault_); });
    command->add_option("SLUG", newsletter_.slug, "The newsletter")->required();
    command
        ->add_option("FILE", newsletter_.file, "The file to write, for its owner alone; -: standard output")
        ->required();
    add_force(command, newsletter_.force);
    command->add_option("--format", newsletter_.format, "csv (all we know), ghost, listmonk or plain")
        ->capture_default_str();
    add_vault_secrets(command);
    add_one_reader(parent);
}

void CommandLine::add_one_reader(CLI::App* newsletters)
{
    auto* parent = add_group(newsletters, "reader", "One address, whose reader has written to you");
    auto const add = [&](ReaderAct act, char const* name, char const* what) {
        auto* command = add_command(parent, name, what, [this, act](Context const& context) {
            newsletter_.act = act;
            return one_reader(context, newsletter_, vault_);
        });
        command->add_option("--address-file", newsletter_.address_file,
            "A file with the address, or /dev/fd/3; without it, it is typed");
        add_vault_secrets(command);
    };
    add(ReaderAct::look, "look", "Print what is known of it");
    add(ReaderAct::unsubscribe, "unsubscribe", "End all its subscriptions, and delete it but for its hash");
    add(ReaderAct::block, "block", "Let no import bring it onto a list, known or not");
    add(ReaderAct::erase, "erase", "Delete all that is kept of it, the hash too");
}

void CommandLine::add_support()
{
    auto* parent = add_group("support", "Contributions: ways to pay, amounts, ledger, bank statements");
    auto* command = add_command(parent, "provider", "Show and set up the ways to pay",
        [this](Context const& context) { return support_provider(context, support_); });
    command->add_option("NAME", support_.provider, "One of them; without it, all are shown");
    command->add_option("--set", support_.values,
        "A field and its value (iban=DE…); @FILE reads the value from a file, for secrets");
    auto* on = command->add_flag("--on", support_.on, "Offer it to readers from now on");
    command->add_flag("--off", support_.off, "No longer offer it; what was begun goes on")->excludes(on);
    command = add_command(parent, "amounts", "Show or replace the table of amounts, as JSON",
        [this](Context const& context) { return support_amounts(context, support_); });
    command->add_option("FILE", support_.file, "The new table; without it, the present one is shown");
    command = add_command(parent, "words",
        "Show or set what supporters read: the notice of risk, and what they agree to",
        [this](Context const& context) { return support_words(context, support_); });
    command->add_option("NAME", support_.words,
        "risk_notice.LANGUAGE, privacy.LANGUAGE or privacy_link; without it, all are shown");
    command->add_option("TEXT", support_.text, "Its new text; an empty one takes it away");
    command = add_command(parent, "import", "Take contributions from a bank's statement (camt.053 or CSV)",
        [this](Context const& context) { return support_import(context, support_); });
    command->add_option("FILE", support_.file, "The statement")->required();
    command->add_flag("--take-doubtful", support_.takes_doubtful,
        "Also bookings that may be known under another id, from a file of another format, and very large "
        "ones");
    command
        = add_command(parent, "take-back", "Undo entries that somebody told wrongly, each by a counter-entry",
            [this](Context const& context) { return support_take_back(context, support_); });
    command->add_option("ENTRY", support_.entries, "Their numbers, as `support ledger` shows them")
        ->required();
    add_command(parent, "reconcile", "Ask the providers for what they may not have told",
        [](Context const& context) { return support_reconcile(context); });
    command = add_command(parent, "ledger", "Print the ledger as CSV",
        [this](Context const& context) { return support_ledger(context, support_); });
    command->add_flag("--accountant", support_.for_accountant, "Sums by day, provider and currency instead");
    command->add_option("--from", support_.from, "The first day (2026-01-01)");
    command->add_option("--to", support_.to, "The last day");
    command = add_command(parent, "status", "Say what was earned, and whether the ledger is whole",
        [this](Context const& context) { return support_status(context, support_); });
    command->add_option(
        "--since", support_.since, "An end of the ledger that was kept elsewhere: it must be in it still");
}

void CommandLine::add_serve()
{
    auto* command = add_command(&app_, "serve", "Serve the newspaper",
        [this](Context const& context) { return serve(context, serve_); });
    command->add_option("--listen", serve_.listen, "Where readers connect: ADDRESS:PORT or unix:/path")
        ->envname("BROADSHEET_LISTEN")
        ->capture_default_str();
    command
        ->add_flag("--behind-proxy", serve_.behind_proxy,
            "A reverse proxy alone connects there: believe its X-Forwarded-For and X-Forwarded-Proto")
        ->envname("BROADSHEET_BEHIND_PROXY");
    command
        ->add_option("--onion-listen", serve_.onion_listen,
            "Where Tor connects for readers of the onion service: unix:/path, never the proxy's")
        ->envname("BROADSHEET_ONION_LISTEN");
    command
        ->add_option(
            "--admin-listen", serve_.admin_listen, "Where /healthz and /metrics answer; empty for nowhere")
        ->envname("BROADSHEET_ADMIN_LISTEN")
        ->capture_default_str();
    command
        ->add_option(
            "--tls-certificate", serve_.tls_certificate, "Certificate chain (PEM), for HTTPS without a proxy")
        ->envname("BROADSHEET_TLS_CERTIFICATE");
    command
        ->add_option("--mirror", serve_.mirror,
            "The folder of a signed mirror: build each new edition into it, and serve its log, so that "
            "readers' "
            "browsers can go on from mirrors")
        ->envname("BROADSHEET_MIRROR");
    command
        ->add_option("--mirror-slot", serve_.mirror_slot,
            "Minutes: what is published within them goes into the mirror together")
        ->envname("BROADSHEET_MIRROR_SLOT")
        ->check(slot_minutes())
        ->capture_default_str();
    command
        ->add_option("--onion", serve_.onion,
            "The newspaper's onion service, http://….onion, which Tor Browser is told of")
        ->envname("BROADSHEET_ONION");
    command->add_option("--tls-key", serve_.tls_key, "Its private key (PEM)")->envname("BROADSHEET_TLS_KEY");
    command
        ->add_option("--threads", serve_.threads, "Threads that read and write connections; 0 for one a core")
        ->envname("BROADSHEET_THREADS")
        ->check(CLI::Range(0u, 256u))
        ->capture_default_str();
    command
        ->add_option("--workers", serve_.workers, "Threads that render pages; 0 for one a core, two at least")
        ->envname("BROADSHEET_WORKERS")
        ->check(CLI::Range(0u, 1024u))
        ->capture_default_str();
    command
        ->add_option("--page-cache", serve_.page_cache_megabytes, "Memory for rendered pages, in megabytes")
        ->envname("BROADSHEET_PAGE_CACHE")
        ->check(CLI::Range(1u, 1u << 20))
        ->capture_default_str();
    command->add_option("--connections", serve_.connections, "Open connections, in all")
        ->envname("BROADSHEET_CONNECTIONS")
        ->capture_default_str();
    command
        ->add_option("--connections-per-address", serve_.connections_per_address,
            "Open connections of one address; 0 for no limit, as behind a proxy")
        ->envname("BROADSHEET_CONNECTIONS_PER_ADDRESS")
        ->capture_default_str();
    command
        ->add_option(
            "--stop-seconds", serve_.stop_seconds, "How long open answers may take when the server stops")
        ->envname("BROADSHEET_STOP_SECONDS")
        ->capture_default_str();
    command
        ->add_option("--vault-key-file", serve_.vault_key_file,
            "Unlock the vault of addresses with this file; whoever takes both disk and file reads them")
        ->envname("BROADSHEET_VAULT_KEY_FILE");
    command
        ->add_option("--reports-listen", serve_.reports_listen,
            "Where this machine's mail server brings reports of failed deliveries, as 127.0.0.1:2525")
        ->envname("BROADSHEET_REPORTS_LISTEN");
    command->add_option("--reports-maildir", serve_.reports_maildir, "A maildir in which such reports lie")
        ->envname("BROADSHEET_REPORTS_MAILDIR");
}

void CommandLine::add_import_format(
    CLI::App* parent, char const* name, char const* description, ImportFormat format)
{
    auto* command = add_command(parent, name, description, [this, format](Context const& context) {
        import_.format = format;
        return import(context, import_);
    });
    bool is_folder = format == ImportFormat::markdown;
    command
        ->add_option(is_folder ? "DIR" : "FILE", import_.source, is_folder ? "The folder" : "The export file")
        ->required();
    if (!is_folder)
        command->add_option(
            "--media", import_.media, "The folder of pictures and files that the export refers to");
    if (format == ImportFormat::ghost)
        command->add_option("--redirects", import_.redirects, "Ghost's redirects.json or redirects.yaml");
    if (format == ImportFormat::wordpress)
        command
            ->add_option(
                "--also", import_.also, "A type of records to take as articles, besides posts and pages")
            ->type_name("TYPE");
    command->add_option("--language", import_.language, "The language of records that do not name theirs");
    command->add_option("--settings", import_.settings, "Whether title, navigation and time zone come along")
        ->check(CLI::IsMember({"when-empty", "always", "never"}))
        ->capture_default_str();
}

void CommandLine::add_import()
{
    auto* parent = add_group("import", "Bring in an archive; run again, it takes what has changed");
    add_import_format(parent, "ghost", "From Ghost's JSON export", ImportFormat::ghost);
    add_import_format(parent, "wordpress", "From WordPress' WXR (XML) export", ImportFormat::wordpress);
    add_import_format(
        parent, "markdown", "From a folder of Markdown files with front matter", ImportFormat::markdown);
}

void CommandLine::add_export()
{
    auto* parent = add_group("export", "Write the archive in another system's format");
    auto* command = add_command(parent, "ghost", "As Ghost's JSON export",
        [this](Context const& context) { return export_ghost(context, export_); });
    command->add_option("FILE", export_.file, "The file to write; -: standard output")->required();
    add_force(command, export_.force);
}

void CommandLine::add_mirror()
{
    auto* parent = add_group("mirror", "Copies of the newspaper that any file host can serve");
    auto* command
        = add_command(parent, "build", "Write every page to a folder; run again, only what has changed",
            [this](Context const& context) { return build_mirror(context, mirror_); });
    command->add_option("--to", mirror_.to, "The folder")->required();
    command->add_flag("--precompress", mirror_.precompress, "Also write what is text as .br and .gz");
    command->add_flag("--all", mirror_.all,
        "Render and compare every page, not only those that may have changed since the folder's last build: "
        "mends what somebody else changed in it");
    command->add_option("--slot", mirror_.slot_minutes, "Minutes to which the log's times are rounded down")
        ->check(slot_minutes())
        ->capture_default_str();
    command->add_option("--threads", mirror_.threads, "Threads that render; 0 for one a core")
        ->capture_default_str();
    command
        = add_command(parent, "addresses", "Show or set where mirrors are, which readers' browsers are told",
            [this](Context const& context) { return mirror_addresses(context, mirror_); });
    command->add_option("ADDRESS", mirror_.addresses, "All of them, each with a slash at its end");
    command->add_flag("--none", mirror_.none, "There is none any more");
    command = add_command(parent, "health", "Ask the mirrors that readers are told of how they are",
        [this](Context const& context) { return mirror_health(context, mirror_); });
    command->add_option("--from", mirror_.from, "The folder of the newspaper's own signed mirror")
        ->required();
    command = add_command(parent, "push", "Copy a mirror to other hosts: the targets in mirror-targets.json",
        [this](Context const& context) { return push_mirror(context, mirror_); });
    command->add_option("TARGET", mirror_.target, "Only the target of this name");
    command->add_option("--from", mirror_.from, "The mirror's folder")->required();
    command = add_command(parent, "request",
        "Write what has to be signed elsewhere before the last build may be shown",
        [this](Context const& context) { return request_signature(context, signature_); });
    command->add_option("FILE", signature_.files, "The file to write")->required()->expected(1);
    command
        = add_command(parent, "take-signature", "Take in what was signed elsewhere, and publish the edition",
            [this](Context const& context) { return take_signature(context, signature_); });
    command->add_option("FILE", signature_.files, "What `broadsheet sign` has written")->required();
    command->add_option("--to", signature_.to, "The folder of the last build")->required();
    add_mirror_keys(parent);
}

void CommandLine::add_mirror_keys(CLI::App* parent)
{
    auto* command = add_command(parent, "make-key", "Make a key in a file, on any host",
        [this](Context const& context) { return make_mirror_key(context, mirror_keys_); });
    command->add_option("FILE", mirror_keys_.file, "The file to write; whoever has it, signs")->required();
    command->add_option("--name", mirror_keys_.name, "What the key is called")->required();
    command->add_flag("--witness", mirror_keys_.witness, "It is a witness's");
    command = add_command(parent, "propose-keys", "Write a root document that names other keys, to be signed",
        [this](Context const& context) { return propose_mirror_keys(context, mirror_keys_); });
    command->add_option("FILE", mirror_keys_.file, "The file to write")->required();
    command
        ->add_option(
            "--root-key", mirror_keys_.root_keys, "Signs root documents; all of them have to be named")
        ->required();
    command->add_option("--threshold", mirror_keys_.threshold, "How many root keys have to sign one")
        ->capture_default_str();
    command->add_option("--log-key", mirror_keys_.log_keys, "Signs mirrors; all of them have to be named")
        ->required();
    command->add_option("--witness-key", mirror_keys_.witness_keys, "Cosigns mirrors");
    command->add_option("--witnesses", mirror_keys_.witnesses, "How many witnesses have to cosign")
        ->capture_default_str();
    command = add_command(parent, "sign-keys", "Sign a root document, on the host where the key is",
        [this](Context const& context) { return sign_mirror_keys(context, mirror_keys_); });
    command->add_option("FILE", mirror_keys_.file, "The root document")->required();
    command->add_option("--key", mirror_keys_.key_file, "The file with the key")->required();
    command = add_command(parent, "adopt-keys", "Let a root document hold from the next build on",
        [this](Context const& context) { return adopt_mirror_keys(context, mirror_keys_); });
    command->add_option("FILE", mirror_keys_.file, "The root document, signed")->required();
    command->add_option(
        "--log-key-file", mirror_keys_.log_key_file, "The file with the new log key, if it is another");
}

void CommandLine::add_takeaway()
{
    auto* parent = add_group("takeaway", "The archive, or a part of it, to read without a network");
    auto add_part = [this](CLI::App* command) {
        command->add_option(
            "--language", takeaway_.language, "Its language; without it, the newspaper's first");
        command->add_option("--section", takeaway_.section, "Only this section, by its name in addresses");
        command->add_option("--year", takeaway_.year, "Only this year")->check(CLI::Range(1, 9999));
    };
    auto* command
        = add_command(parent, "zim", "A ZIM file with search, for Kiwix: all, one year or one section",
            [this](Context const& context) { return make_zim(context, takeaway_); });
    command->add_option("--to", takeaway_.to, "The file to write, .zim; -: standard output")->required();
    add_force(command, takeaway_.force);
    command->add_option("--title", takeaway_.title, "Its title, 30 characters at most");
    command->add_option("--description", takeaway_.description, "What it is, in 80 characters at most");
    add_part(command);
    command = add_command(parent, "epub", "A book for electronic readers: a week, a section, a year",
        [this](Context const& context) { return make_epub(context, takeaway_); });
    command->add_option("--to", takeaway_.to, "The file to write, .epub; -: standard output")->required();
    add_force(command, takeaway_.force);
    command->add_option("--title", takeaway_.title, "Its title");
    command->add_option(
        "--week", takeaway_.week, "Only the week, from Monday, that this day is in (2024-05-17)");
    add_part(command);
    command = add_command(parent, "text", "A folder of bare pages without pictures, a few kilobytes each",
        [this](Context const& context) { return make_text_edition(context, takeaway_); });
    command->add_option("--to", takeaway_.to, "The folder, new or an earlier text edition")->required();
    add_part(command);
    command = add_command(parent, "bundle", "A mirror as one file, with its proofs, for a USB stick",
        [this](Context const& context) { return make_bundle(context, takeaway_); });
    command->add_option("--from", takeaway_.from, "The mirror's folder, which is verified first")->required();
    command->add_option("--to", takeaway_.to, "The file to write, .tar; -: standard output")->required();
    add_force(command, takeaway_.force);
    command->add_option("--ignore", takeaway_.host_files,
        "A file, or a folder with a slash behind it, that the host wants there: left out");
}

void CommandLine::add_verify()
{
    auto* command = add_command(&app_, "verify",
        "Check a mirror: 0 it is genuine, 1 it is not, 2 its log ends before what was seen, 3 it could not "
        "be found out",
        [this](Context const& context) { return verify_mirror(context, verify_); });
    command->add_option("WHAT", verify_.what, "A folder, a tar file, or an address")->required();
    command
        ->add_option("--key", verify_.key,
            "What you know from elsewhere: the fingerprint of a root document, or the log's key "
            "(NAME+ID+BASE64)")
        ->check(not_empty());
    command
        ->add_option("--since", verify_.since,
            "What was seen before: a file with a checkpoint, or a mirror (folder, tar file or address), "
            "which also tells "
            "an older log from a fork")
        ->check(not_empty());
    command->add_option("--ignore", verify_.host_files,
        "A file that the host wants there and the newspaper has not published (CNAME), or a folder "
        "(.well-known/); can be "
        "given more than once");
    command->add_option("--witness", verify_.witnesses,
        "The key of a witness that you know from elsewhere (NAME+ID+BASE64); can be given more than once");
    command->add_option(
        "--quorum", verify_.quorum, "How many of these witnesses have to have cosigned; 1 if none is said");
    command->add_option("--threads", verify_.threads, "Threads that read; 0 for one a core")
        ->check(CLI::Range(0u, 256u))
        ->capture_default_str();
}

void CommandLine::add_sign()
{
    auto* command = add_command(&app_, "sign",
        "Sign a mirror's log where its key is, away from the server; or cosign another log as a witness",
        [this](Context const& context) { return sign_checkpoint(context, sign_); });
    command->add_option("REQUEST", sign_.request, "What `broadsheet mirror request` has written")->required();
    command->add_option("--key", sign_.key_file, "The file with the key; a witness's cosigns")->required();
    command->add_option("--state", sign_.state,
        "The file that remembers what was signed last; beside the key, with .signed at its end, if none is "
        "said. Nothing is signed that does not go on from there");
    command->add_option("--since", sign_.since,
        "To begin with, where there is no such file yet: the log's last checkpoint, signed");
    command->add_flag("--new", sign_.is_new, "To begin with: the log is new, and nothing was signed before");
    command->add_option("--log-key", sign_.log_key,
        "The log's own key (NAME+ID+BASE64), which a witness has to know, or that signed before this one");
    command->add_option(
        "--to", sign_.to, "The file to write; beside the request, with .signed at its end, if none is said");
}

void CommandLine::add_backup()
{
    auto* command = add_command(&app_, "backup", "Write everything to one file, also while serving",
        [this](Context const& context) { return backup(context, backup_); });
    command
        ->add_option(
            "FILE", backup_.file, "The file to write, .tar.zst or .tar.gz; -: standard output, .tar.zst")
        ->required();
    add_force(command, backup_.force);
    command->add_flag("--with-keys", backup_.with_keys,
        "Also the keys that sign mirrors (DATA/keys): whoever has the file then signs in your name");
    command = add_command(&app_, "restore", "Make a newspaper from a backup, in a folder that holds none",
        [this](Context const& context) { return restore(context, restore_); });
    command->add_option("FILE", restore_.file, "The backup")->required();
}

void CommandLine::add_check()
{
    auto* command = add_command(&app_, "check",
        "Look whether everything is well, and say what to do about what is not",
        [this](Context const& context) {
            return mail_.domain.empty() ? check(context, serve_.tls_certificate) : check_mail(context, mail_);
        });
    command = add_named(
        command, "mail", "Look whether receivers will trust mail from a domain: SPF, DKIM, DMARC, PTR");
    command->add_option("DOMAIN", mail_.domain, "The domain after the @ of the sender")->required();
}

void CommandLine::add_help_pages()
{
    auto* command = add_command(&app_, "completions", "Print a shell's completions", [this](Context const&) {
        fmt::print("{}", completions(command_tree(app_), shell_));
        return Result<ExitCode>(done);
    });
    command->add_option("SHELL", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    add_command(
        &app_, "manual", "Print the manual page (broadsheet manual | man -l -)", [this](Context const&) {
            fmt::print("{}", manual_page(command_tree(app_), BROADSHEET_VERSION));
            return Result<ExitCode>(done);
        });
}

// Finds --data before anything else is parsed, because the settings file lies in that folder.
std::filesystem::path data_folder(int argc, char const* const* argv)
{
    for (int index = 1; index < argc; ++index) {
        std::string_view argument(argv[index]);
        if (argument == "--data" && index + 1 < argc)
            return argv[index + 1];
        if (argument.starts_with("--data="))
            return argument.substr(std::string_view("--data=").size());
    }
    char const* variable = std::getenv("BROADSHEET_DATA");
    return variable != nullptr && *variable != '\0' ? variable : GlobalOptions().data;
}

CLI::App* find_command(CLI::App& app, std::string const& name)
{
    auto found = app.get_subcommands([&](CLI::App const* command) { return command->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

// Makes what DATA/broadsheet.toml says the defaults, which variables and flags then outweigh.
Result<void> CommandLine::apply_settings_file(int argc, char const* const* argv)
{
    auto file = settings_file(data_folder(argc, argv));
    std::error_code failed;
    if (!std::filesystem::exists(file, failed))
        return {};
    for (auto const& item : CLI::ConfigTOML().from_file(file.string())) {
        if (item.name == "++" || item.name == "--") // CLI11's marks of a section's begin and end
            continue;
        CLI::App* at = &app_;
        for (auto const& parent : item.parents)
            at = at != nullptr ? find_command(*at, parent) : nullptr;
        auto* option = at != nullptr ? at->get_option_no_throw("--" + item.name) : nullptr;
        if (option == nullptr)
            return invalid(fmt::format("{}: there is no setting \"{}\"", file.string(), item.fullname()));
        if (item.inputs.size() != 1)
            return invalid(fmt::format("{}: \"{}\" takes one value", file.string(), item.fullname()));
        option->default_val(item.inputs.front());
    }
    return {};
}

// Returns what a command that was not even begun ends with: of `verify`, not_done would say that a mirror is
// old.
ExitCode failure_code(int argc, char const* const* argv)
{
    for (int index = 1; index < argc; ++index) {
        std::string_view const argument(argv[index]);
        if (argument == "--data" || argument == "--database")
            ++index;
        else if (!argument.starts_with("-"))
            return argument == "verify" ? not_known : not_done;
    }
    return not_done;
}

int report(Error const& error, ExitCode code = not_done)
{
    fmt::print(stderr, "broadsheet: {}\n", error.message);
    return code;
}

int CommandLine::run(int argc, char const* const* argv)
{
    try {
        if (auto applied = apply_settings_file(argc, argv); !applied)
            return report(applied.error(), failure_code(argc, argv));
        app_.parse(argc, argv);
    } catch (CLI::RequiredError const& error) {
        if (auto unknown = app_.remaining(); !unknown.empty())
            return report(
                invalid(fmt::format("there is no command \"{}\": see `broadsheet --help`", unknown.front())));
        return app_.exit(error) == 0 ? done : failure_code(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app_.exit(error) == 0 ? done : failure_code(argc, argv);
    }
    SystemClock clock;
    SystemRandom random;
    std::error_code unknown;
    Context context{global_, clock, random, std::filesystem::read_symlink("/proc/self/exe", unknown)};
    auto result = chosen_(context);
    return result ? *result : report(result.error());
}

} // namespace

int run(int argc, char const* const* argv)
{
    // Commands return what fails; what is thrown all the same is a lack of memory, or a defect of ours.
    try {
        return CommandLine().run(argc, argv);
    } catch (std::bad_alloc const&) {
        return report(
            limit_reached("there is not enough memory: nothing more was done"), failure_code(argc, argv));
    } catch (std::exception const& error) {
        return report(
            Error{ErrorCode::internal,
                fmt::format(
                    "this should not have happened ({}); run `broadsheet check`, and please report it",
                    error.what())},
            failure_code(argc, argv));
    }
}

} // namespace broadsheet::cli

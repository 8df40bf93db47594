#include "cli/command_line/groups.h"

#include "cli/command_line/command_builder.h"
#include "cli/commands.h"

namespace broadsheet::cli {

void add_init(CommandBuilder& commands)
{
    auto& options = commands.options<InitOptions>();
    auto* command = commands.add_command(commands.top(), "init", "Make a newspaper",
        [&options](Context const& context) { return init(context, options); });
    command->add_option("--title", options.title, "Its name")->capture_default_str();
    command
        ->add_option("--language", options.languages,
            "A language, as a code (en, ru); the first one given is served at /")
        ->capture_default_str();
    command->add_option("--time-zone", options.time_zone, "Its time zone (Europe/Vilnius)")
        ->capture_default_str();
    command->add_option("--url", options.url, "Its public address, for canonical links and feeds")
        ->capture_default_str();
}

void add_settings(CommandBuilder& commands)
{
    auto& options = commands.options<SettingsOptions>();
    auto* command = commands.add_command(commands.top(), "settings",
        "Show and change the newspaper's title, languages, theme and so on",
        [&options](Context const& context) { return settings(context, options); });
    command->add_option(
        "NAME", options.name, "One setting (title, or title.ru for one language); without it, all");
    command->add_option("VALUE", options.values, "Its new value, seen by readers at once; without it, shown");
}

void add_integration(CommandBuilder& commands)
{
    auto& options = commands.options<IntegrationOptions>();
    auto* parent
        = commands.add_group("integration", "Programs that may use the newspaper's API, and their keys");
    auto* command = commands.add_command(parent, "create", "Add one, and print its keys",
        [&options](Context const& context) { return create_integration(context, options); });
    command->add_option("NAME", options.name, "What it is called")->required();
    commands.add_command(parent, "list", "Print all of them, with their keys",
        [](Context const& context) { return list_integrations(context); });
    command = commands.add_command(parent, "remove", "Remove one; its keys open nothing from then on",
        [&options](Context const& context) { return remove_integration(context, options); });
    command->add_option("NAME", options.name, "What it is called")->required();
}

void add_serve(CommandBuilder& commands)
{
    auto& options = commands.options<ServeOptions>();
    auto* command = commands.add_command(commands.top(), "serve", "Serve the newspaper",
        [&options](Context const& context) { return serve(context, options); });
    command->add_option("--listen", options.listen, "Where readers connect: ADDRESS:PORT or unix:/path")
        ->envname("BROADSHEET_LISTEN")
        ->capture_default_str();
    command
        ->add_flag("--behind-proxy", options.behind_proxy,
            "A reverse proxy alone connects there: believe its X-Forwarded-For and X-Forwarded-Proto")
        ->envname("BROADSHEET_BEHIND_PROXY");
    command
        ->add_option("--onion-listen", options.onion_listen,
            "Where Tor connects for readers of the onion service: unix:/path, never the proxy's")
        ->envname("BROADSHEET_ONION_LISTEN");
    command
        ->add_option(
            "--admin-listen", options.admin_listen, "Where /healthz and /metrics answer; empty for nowhere")
        ->envname("BROADSHEET_ADMIN_LISTEN")
        ->capture_default_str();
    command
        ->add_option("--tls-certificate", options.tls_certificate,
            "Certificate chain (PEM), for HTTPS without a proxy")
        ->envname("BROADSHEET_TLS_CERTIFICATE");
    command
        ->add_option("--mirror", options.mirror,
            "The folder of a signed mirror: build each new edition into it, and serve its log, so that "
            "readers' "
            "browsers can go on from mirrors")
        ->envname("BROADSHEET_MIRROR");
    command
        ->add_option("--mirror-slot", options.mirror_slot,
            "Minutes: what is published within them goes into the mirror together")
        ->envname("BROADSHEET_MIRROR_SLOT")
        ->check(slot_minutes())
        ->capture_default_str();
    command
        ->add_option("--onion", options.onion,
            "The newspaper's onion service, http://….onion, which Tor Browser is told of")
        ->envname("BROADSHEET_ONION");
    command->add_option("--tls-key", options.tls_key, "Its private key (PEM)")->envname("BROADSHEET_TLS_KEY");
    command
        ->add_option(
            "--threads", options.threads, "Threads that read and write connections; 0 for one a core")
        ->envname("BROADSHEET_THREADS")
        ->check(CLI::Range(0u, 256u))
        ->capture_default_str();
    command
        ->add_option(
            "--workers", options.workers, "Threads that render pages; 0 for one a core, two at least")
        ->envname("BROADSHEET_WORKERS")
        ->check(CLI::Range(0u, 1024u))
        ->capture_default_str();
    command
        ->add_option("--page-cache", options.page_cache_megabytes, "Memory for rendered pages, in megabytes")
        ->envname("BROADSHEET_PAGE_CACHE")
        ->check(CLI::Range(1u, 1u << 20))
        ->capture_default_str();
    command->add_option("--connections", options.connections, "Open connections, in all")
        ->envname("BROADSHEET_CONNECTIONS")
        ->capture_default_str();
    command
        ->add_option("--connections-per-address", options.connections_per_address,
            "Open connections of one address; 0 for no limit, as behind a proxy")
        ->envname("BROADSHEET_CONNECTIONS_PER_ADDRESS")
        ->capture_default_str();
    command
        ->add_option(
            "--stop-seconds", options.stop_seconds, "How long open answers may take when the server stops")
        ->envname("BROADSHEET_STOP_SECONDS")
        ->capture_default_str();
    command
        ->add_option("--vault-key-file", options.vault_key_file,
            "Unlock the vault of addresses with this file; whoever takes both disk and file reads them")
        ->envname("BROADSHEET_VAULT_KEY_FILE");
    command
        ->add_option("--reports-listen", options.reports_listen,
            "Where this machine's mail server brings reports of failed deliveries, as 127.0.0.1:2525")
        ->envname("BROADSHEET_REPORTS_LISTEN");
    command->add_option("--reports-maildir", options.reports_maildir, "A maildir in which such reports lie")
        ->envname("BROADSHEET_REPORTS_MAILDIR");
}

void add_backup(CommandBuilder& commands)
{
    auto& options = commands.options<BackupOptions>();
    auto& restored = commands.options<RestoreOptions>();
    auto* command
        = commands.add_command(commands.top(), "backup", "Write everything to one file, also while serving",
            [&options](Context const& context) { return backup(context, options); });
    command
        ->add_option(
            "FILE", options.file, "The file to write, .tar.zst or .tar.gz; -: standard output, .tar.zst")
        ->required();
    add_force(command, options.force);
    command->add_flag("--with-keys", options.with_keys,
        "Also the keys that sign mirrors (DATA/keys): whoever has the file then signs in your name");
    command = commands.add_command(commands.top(), "restore",
        "Make a newspaper from a backup, in a folder that holds none",
        [&restored](Context const& context) { return restore(context, restored); });
    command->add_option("FILE", restored.file, "The backup")->required();
}

void add_check(CommandBuilder& commands)
{
    auto& mail = commands.options<MailOptions>();
    auto& served = commands.options<ServeOptions>();
    auto& options = commands.options<CheckOptions>();
    auto* command = commands.add_command(commands.top(), "check",
        "Look whether everything is well, and say what to do about what is not",
        [&mail, &served, &options](Context const& context) {
            options.certificate = served.tls_certificate;
            return mail.domain.empty() ? check(context, options) : check_mail(context, mail);
        });
    command->add_flag("--content", options.content,
        "Also read every media file, and compare it with the hash that its name is");
    command = commands.add_named(
        command, "mail", "Look whether receivers will trust mail from a domain: SPF, DKIM, DMARC, PTR");
    command->add_option("DOMAIN", mail.domain, "The domain after the @ of the sender")->required();
}

} // namespace broadsheet::cli

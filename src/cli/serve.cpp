#include "api/webhook_sender.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/front_handler.h"
#include "cli/job_runner.h"
#include "cli/mail_upkeep.h"
#include "cli/mirror_build.h"
#include "cli/mirror_upkeep.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "cli/recovery.h"
#include "cli/reminder_jobs.h"
#include "cli/support_jobs.h"
#include "cli/upkeep.h"
#include "cli/vault_at_start.h"
#include "cli/working_folder.h"
#include "desk/handler.h"
#include "http/client.h"
#include "http/server.h"
#include "http/status_handler.h"
#include "newsroom/checks.h"
#include "newsroom/happenings.h"
#include "newsroom/readership.h"
#include "newsroom/settings.h"
#include "site/search/search_updater.h"
#include "staff/invitations.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace broadsheet::cli {

namespace {

sigset_t signals_to_heed()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&signals, signal);
    return signals;
}

// Reads the theme's files again. That makes a new edition, so that no page in the old clothes stays.
Result<void> reload_theme(Context const& context, db::Database& database, site::Site& site)
{
    TRY(site.reload_theme());
    auto connection = TRY(database.connect());
    TRY(newsroom::change(*connection, context.clock, context.random,
        [](newsroom::Change& change) { return change.edition(); }));
    log_info("the theme was read again");
    return {};
}

http::ServerSettings reader_settings(ServeOptions const& options)
{
    http::ServerSettings settings;
    (options.behind_proxy ? settings.listen_to_proxy : settings.listen) = {options.listen};
    if (!options.onion_listen.empty())
        settings.listen.push_back(options.onion_listen);
    if (!options.tls_certificate.empty())
        settings.tls = http::TlsFiles{options.tls_certificate, options.tls_key};
    settings.io_threads = options.threads;
    settings.workers = options.workers;
    settings.stop_time = std::chrono::seconds(options.stop_seconds);
    settings.limits.upload_paths
        = {"/admin/media/upload/", "/admin/settings/themes/upload/", "/ghost/api/admin/images/upload/"};
    settings.limits.connections = options.connections;
    settings.limits.connections_per_address = options.connections_per_address;
    return settings;
}

http::ServerSettings admin_settings(ServeOptions const& options)
{
    http::ServerSettings settings;
    settings.listen = {options.admin_listen};
    settings.io_threads = 1;
    settings.workers = 1;
    settings.stop_time = std::chrono::seconds(1);
    return settings;
}

// A connection is an open file, and the usual limit of 1,024 is far below what one may be asked to hold.
void raise_open_files_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void print_addresses(http::Server const& server, bool secure, char const* what)
{
    for (auto const& address : server.addresses()) {
        bool is_socket = address.starts_with("unix:");
        fmt::print("{} {}{}{}\n", what,
            is_socket    ? ""
                : secure ? "https://"
                         : "http://",
            address, is_socket ? "" : "/");
    }
    std::fflush(stdout);
}

// The first account cannot be made by another: whoever starts the server gets the link for it.
Result<std::optional<std::string>> invite_first_owner(Context const& context, db::Database& database)
{
    auto connection = TRY(database.connect());
    return db::transaction(*connection, db::Access::write,
        [&] { return staff::Invitations(*connection, context.clock, context.random).invite_first_owner(); });
}

// Where a browser on this machine finds the newspaper; a path alone, behind a unix socket.
std::string base_of(http::Server const& server, ServeOptions const& options)
{
    auto const& address = server.addresses().front();
    if (address.starts_with("unix:"))
        return "/";
    return fmt::format("{}://{}/", options.tls_certificate.empty() ? "http" : "https", address);
}

// Returns the settings' url, with a slash behind it.
Result<std::string> public_address(db::Database& database)
{
    auto connection = TRY(database.connect());
    return TRY(newsroom::load_settings(*connection)).url + "/";
}

// What systemd gives the service to open the vault with lies in this folder.
Result<void> unlock_vault(ServeOptions const& options, db::Database& database, vault::Custody& custody)
{
    auto const* folder = std::getenv("CREDENTIALS_DIRECTORY");
    auto connection = TRY(database.connect());
    unlock_at_start(*connection, options, folder != nullptr ? folder : "", custody);
    return {};
}

// On this machine the address listened at works; from elsewhere, behind a proxy, only the public one.
void print_invitation(std::string const& token, std::string const& here, std::string const& outside)
{
    bool const is_reached_here = here != "/";
    fmt::print("Make the owner's account, once, within three days: {}admin/invitation/{}/\n",
        is_reached_here ? here : outside, token);
    if (is_reached_here && here != outside)
        fmt::print("  or, where readers find the newspaper: {}admin/invitation/{}/\n", outside, token);
}

Result<void> flush(newsroom::ViewCounter& views, newsletter::LinkCounter& links, Context const& context,
    db::Database& database)
{
    auto connection = TRY(database.connect());
    auto const of_links = links.flush(*connection);
    TRY(views.flush(*connection, context.clock)); // also where the links' could not be written
    return of_links;
}

// Whether it is "http://", or "https://", and an onion service's address of version 3, perhaps below a name
// or with a port (https://spec.torproject.org/rend-spec/encoding-onion-addresses.html).
bool is_onion_address(std::string_view address)
{
    constexpr std::string_view ending = ".onion";
    constexpr std::size_t key = 56;
    if (!newsroom::is_web_address(address))
        return false;
    auto host = address.substr(address.find("://") + 3);
    host = host.substr(0, host.find(':'));
    if (!host.ends_with(ending))
        return false;
    host.remove_suffix(ending.size());
    auto const name = host.substr(host.rfind('.') + 1);
    return name.size() == key
        && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

} // namespace

Result<ExitCode> serve(Context const& context, ServeOptions const& options)
{
    if (options.tls_certificate.empty() != options.tls_key.empty())
        return invalid("--tls-certificate and --tls-key go together");
    if (!options.onion_listen.empty() && !options.onion_listen.starts_with("unix:"))
        return invalid("--onion-listen: a unix socket of its own, such as unix:/run/broadsheet/onion.sock");
    if (!options.onion.empty() && !is_onion_address(options.onion))
        return invalid(
            fmt::format("--onion: \"{}\" is no address of an onion service: http:// and 56 letters and "
                        "digits before .onion, without a slash at its end (the file hostname in Tor's "
                        "HiddenServiceDir has it)",
                options.onion));
    if (options.listen.starts_with("unix:") && !options.behind_proxy)
        log_info(
            "{}: a reverse proxy that connects there is not believed whom it forwards, and nobody signs in "
            "through it by HTTPS: say --behind-proxy if there is one",
            options.listen);
    // Every thread inherits the mask, so that only sigwait() below takes the signals.
    auto signals = signals_to_heed();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    raise_open_files_limit();

    auto newspaper = TRY(Newspaper::open(context));
    tell_recovered(recover(context.options));
    auto at_work = TRY(WorkingFolder::create_in(context.options.data, "serve"));
    auto search
        = TRY(site::SearchIndex::open(search_file(context.options), *newspaper.database, context.clock));
    auto site = TRY(open_site(context, newspaper, search.get(), BrokenTheme::replace));
    site::SearchUpdater search_updater(*search);
    http::PageCache cache(options.page_cache_megabytes << 20);
    http::Metrics metrics;
    vault::Custody custody;
    TRY(unlock_vault(options, *newspaper.database, custody));
    auto mail = TRY(MailUpkeep::make(context, *newspaper.database, custody));
    auto upkeep = TRY(Upkeep::start(context, *newspaper.database, [&](newsroom::Edition edition) {
        cache.set_edition(static_cast<std::uint64_t>(edition));
        search_updater.wake();
        mail->note_change();
    }));
    newsroom::ViewCounter views;
    newsletter::LinkCounter links;
    http::CurlClient client;
    api::WebhookSender const webhooks(*site, client, context.clock, context.random);
    auto const support_letters = TRY(support::Letters::load());
    auto const reminder_letters = TRY(support::ReminderLetters::load());
    if (!options.mirror.empty())
        TRY(check_is_own_mirror(context, options.mirror));
    MirrorUpkeep mirrors(context.options, options.mirror, client, context.clock);
    JobRunner jobs(*newspaper.database, context.clock, context.random);
    jobs.add(std::string(newsroom::webhook_job),
        [&](db::Connection& connection, db::Job const& job) { return webhooks.send(connection, job); });
    jobs.every(std::chrono::minutes(1), "readership",
        [&](db::Connection& connection) { return views.flush(connection, context.clock); });
    jobs.every(std::chrono::minutes(1), "links of issues",
        [&](db::Connection& connection) { return links.flush(connection); });
    TRY(mail->start(options, jobs));
    newsletter::FloodGate gate(context.clock, context.random);
    mirrors.start(jobs);
    add_support_jobs(jobs, {context.clock, context.random, client}, {support_letters, mail->post(), custody},
        context.options.data);
    add_reminder_jobs(jobs, {context.clock, context.random, mail->post(), custody, reminder_letters});
    ReaderHandler readers(*site, newspaper.media, views, {options.mirror, options.onion});
    auto newsroom = TRY(admin::AdminHandler::make({*newspaper.database, context.clock, context.random,
        newspaper.media, *site, custody, mail->post(), mail->outbox(), mail->post().health(),
        context.options.data, site::ThemeFolder(themes_folder(context.options)),
        options.mirror.empty() ? nullptr : &mirrors.board()}));
    if (!options.mirror.empty())
        jobs.every(
            std::chrono::minutes(1), "mirrors: build the new edition", [&](db::Connection& connection) {
                return build_mirror_when_due(
                    context, newspaper, *site, options.mirror, options.mirror_slot, connection);
            });
    api::ApiHandler api({*newspaper.database, *site, newspaper.media, context.clock, context.random});
    admin::PreviewHandler previews(*newspaper.database, *site, context.clock, context.random);
    auto desk = TRY(desk::DeskHandler::make({*newspaper.database, context.clock, context.random, *site,
        mail->post(), custody, gate, client, support_letters, reminder_letters, links}));
    FrontHandler front(readers, *newsroom, previews, api, *desk);
    auto const invitation = TRY(invite_first_owner(context, *newspaper.database));
    auto server = TRY(http::Server::start(reader_settings(options), front, &cache, metrics, context.clock));

    http::StatusHandler status(metrics, &cache, [&] {
        auto const trouble = upkeep->trouble();
        return trouble.empty() ? "" : "degraded, still serving the pages it has: " + trouble;
    });
    http::Metrics admin_metrics; // outlives its server
    std::unique_ptr<http::Server> admin;
    if (!options.admin_listen.empty()) {
        auto started
            = http::Server::start(admin_settings(options), status, nullptr, admin_metrics, context.clock);
        if (!started.ok())
            return std::move(started).error().within("--admin-listen, where health and figures are told");
        admin = std::move(*started);
    }
    mail->begin_delivery();
    jobs.start();
    if (invitation)
        print_invitation(*invitation, base_of(*server, options), TRY(public_address(*newspaper.database)));
    print_addresses(*server, !options.tls_certificate.empty(), "Reading at");
    if (admin)
        print_addresses(*admin, false, "Health and metrics at");

    int received = SIGHUP;
    while (received == SIGHUP) {
        sigwait(&signals, &received);
        if (received != SIGHUP)
            break;
        if (auto reloaded = reload_theme(context, *newspaper.database, *site); !reloaded)
            log_error("the theme is kept as it was: {}", reloaded.error().message);
    }
    fmt::print("Stopping: no new connections; open answers have {} s.\n", options.stop_seconds);
    std::fflush(stdout);
    server->stop();
    if (admin)
        admin->stop();
    if (auto last = flush(views, links, context, *newspaper.database); !last)
        log_error(
            "the last minute's sums of pages read and links followed are lost: {}", last.error().message);
    return done;
}

} // namespace broadsheet::cli

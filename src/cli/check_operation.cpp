#include "cli/check_operation.h"

#include "http/tls.h"
#include "mail/configuration.h"
#include "mirror/log/log_check.h"
#include "mirror/signing.h"
#include "mirror/waiting_head.h"
#include "newsletter/mail_trouble.h"
#include "newsroom/change.h"
#include "newsroom/milestones.h"
#include "newsroom/mirror_list.h"
#include "newsroom/newsletters.h"
#include "site/search/search_index.h"
#include "text/dates.h"

#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

constexpr int most_jobs_named = 10;
// Whoever renews it by a program does so a month before its end.
constexpr std::int64_t certificate_ends_soon = 14LL * 24 * 60 * 60 * 1000; // milliseconds

Result<std::int64_t> count_failed(db::Connection& connection)
{
    auto rows = TRY(connection.query("SELECT COUNT(*) FROM jobs WHERE status = 'failed'"));
    TRY(rows.next());
    return rows.integer(0);
}

// A log that is lost begins anew with the next build, and readers take it for another newspaper's; without
// its key, or witnesses', builds wait.
Result<void> check_log_key(std::filesystem::path const& log, mirror::LogFolder const& folder,
    db::Connection& connection, Findings& findings)
{
    auto const key = mirror::log_key_file(log.parent_path());
    std::error_code failed;
    bool const has_key = std::filesystem::exists(key, failed);
    bool const has_mirrors = !TRY(newsroom::load_mirror_list(connection)).empty();
    if (folder.head() && !has_key)
        findings.add(Health::warning,
            fmt::format("the key that signs the log is not here: there is no {}", key.string()),
            "right if it lies elsewhere (docs/mirrors.md, \"A key elsewhere\"): each build then waits for "
            "`broadsheet sign`. "
            "After a restore put it back, or replace it by the root keys");
    if (!folder.head() && (has_key || has_mirrors))
        findings.add(Health::bad,
            fmt::format("{} has no log, though there {}", log.string(),
                has_key ? "is a key that signs it" : "are mirrors in the list"),
            "build nothing before it is back: copy log/ there from a mirror that `broadsheet verify` finds "
            "good, or from a "
            "backup. A new log is another newspaper's to all readers");
    return {};
}

} // namespace

Result<void> check_jobs(db::Connection& connection, text::TimeZone const& zone, Findings& findings)
{
    auto const failed = TRY(count_failed(connection));
    auto rows = TRY(connection.query("SELECT kind, ended_at, last_error FROM jobs WHERE status = 'failed' "
                                     "ORDER BY ended_at DESC, id LIMIT $1",
        {most_jobs_named}));
    std::int64_t named = 0;
    while (TRY(rows.next())) {
        ++named;
        findings.add(Health::warning,
            fmt::format("the job \"{}\" failed for good at {}: {}", rows.text(0),
                text::format_rfc3339(rows.integer(1), zone), rows.text(2)),
            "mend the cause, then \"Try again\" on the newsroom's front page, /admin/");
    }
    if (failed > named)
        findings.add(
            Health::warning, fmt::format("before them, jobs that failed for good: {}", failed - named));
    return {};
}

Result<void> check_backup(db::Connection& connection, Clock const& clock, Findings& findings)
{
    auto const backup = TRY(newsroom::find_milestone(connection, newsroom::backup_made));
    if (!backup) {
        findings.add(Health::warning, "no backup was made yet",
            "`broadsheet backup FILE.tar.zst`, every day, and keep some of them on another machine");
        return {};
    }
    auto const what
        = fmt::format("the newest backup is of {}: {}", text::format_iso_date(backup->at), backup->detail);
    if (clock.now() - backup->at > newsroom::backup_is_old)
        findings.add(Health::warning, what, "that is more than a week ago: see why no newer one was made");
    else
        findings.add(Health::good, what);
    return {};
}

Result<void> check_newsletters(db::Connection& connection, Findings& findings)
{
    auto const configuration = TRY(mail::load_configuration(connection));
    if (mail::lacks_sender(configuration))
        findings.add(
            Health::warning, std::string(mail::no_sender), fmt::format("`{}`", mail::how_to_set_a_sender));
    bool has_open = false;
    for (auto const& newsletter : TRY(newsroom::Newsletters(connection).all())) {
        if (newsletter.status != newsroom::Newsletter::Status::open)
            continue;
        has_open = true;
        if (newsletter::mail_trouble(configuration, newsletter).is_unsigned)
            findings.add(Health::warning,
                fmt::format("no key signs mail from {}, the sender of the newsletter \"{}\"",
                    newsletter.sender_address, newsletter.slug),
                "`broadsheet mail dkim-key DOMAIN`, publish its record, then --activate: large providers "
                "refuse "
                "unsigned newsletters");
    }
    if (has_open && configuration.relays.empty())
        findings.add(Health::warning,
            "a newsletter is open, and no mail relay is set: letters stay in the outbox",
            "`broadsheet mail relay NAME URL`");
    return {};
}

Result<void> check_mirror(std::filesystem::path const& log, db::Connection& connection, Findings& findings)
{
    auto const damaged = [&](Error const& error) {
        findings.add(Health::bad, fmt::format("the signed log cannot be read: {}", error.message),
            "put DATA/log back from a backup, or from the newest mirror that `broadsheet verify` finds good");
        return Result<void>();
    };
    auto const folder = mirror::LogFolder::open(log);
    if (!folder.ok())
        return damaged(folder.error());
    auto const waiting = TRY(mirror::WaitingHead::read(log));
    auto const failure = TRY(newsroom::find_milestone(connection, newsroom::mirror_failed));
    if (failure && !failure->detail.empty())
        findings.add(Health::bad,
            fmt::format("since {} the mirror cannot be built: {}", text::format_iso_date(failure->at),
                failure->detail),
            "mirrors keep the edition they have until it can; `broadsheet mirror build` tries it at once");
    if (waiting)
        findings.add(Health::warning,
            fmt::format("an edition waits for its signature: {} leaves of the log", waiting->checkpoint.size),
            "`broadsheet mirror request FILE` writes what is to be signed; nothing newer is built before");
    TRY(check_log_key(log, *folder, connection, findings));
    if (auto const whole = mirror::check_log(*folder); !whole.ok())
        return damaged(whole.error());
    if (folder->head())
        findings.add(Health::good,
            fmt::format("the signed log has edition {} of {}; the newsroom is at {}",
                folder->head()->snapshot.edition, folder->head()->snapshot.slot,
                TRY(newsroom::current_edition(connection))));
    return {};
}

Result<void> check_search_index(
    std::filesystem::path const& index, db::Connection& connection, Findings& findings)
{
    auto const behind = site::SearchIndex::articles_behind(index, connection);
    if (behind.ok() && *behind == 0)
        findings.add(Health::good, "the search index knows all that is published");
    else if (behind.ok())
        findings.add(Health::warning,
            fmt::format("the search index has {} changed articles to take in", *behind),
            "`broadsheet serve` does it while it runs; if the number stays, see its log");
    else if (behind.error().code == ErrorCode::not_found)
        findings.add(Health::warning, "there is no search index yet", "`broadsheet serve` makes it");
    else if (behind.error().code == ErrorCode::unavailable)
        return behind.error();
    else
        findings.add(Health::warning,
            fmt::format("the search index cannot be used: {}", behind.error().message),
            "`broadsheet serve` makes it anew; if it does not, stop the server and delete search*.db");
    return {};
}

void check_certificate(std::filesystem::path const& certificate, Clock const& clock, Findings& findings)
{
    if (certificate.empty())
        return;
    constexpr auto advice = "renew it: a server that runs takes the new files by itself";
    auto const end = http::certificate_end(certificate);
    if (!end.ok()) {
        findings.add(Health::bad, end.error().message, "readers cannot connect: put a certificate there");
        return;
    }
    auto const date = text::format_iso_date(*end);
    auto const left = *end - clock.now();
    if (left <= 0)
        findings.add(Health::bad, fmt::format("the certificate ended on {}", date), advice);
    else if (left < certificate_ends_soon)
        findings.add(Health::warning, fmt::format("the certificate ends on {}, which is soon", date), advice);
    else
        findings.add(Health::good, fmt::format("the certificate is valid until {}", date));
}

} // namespace broadsheet::cli

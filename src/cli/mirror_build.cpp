#include "cli/mirror_build.h"

#include "base/file.h"
#include "base/log.h"
#include "cli/open_site.h"
#include "mirror/folder.h"
#include "mirror/folder_lock.h"
#include "mirror/signing.h"
#include "mirror/takeaway_proofs.h"
#include "mirror/waiting_head.h"
#include "newsroom/edition_count.h"
#include "newsroom/milestones.h"
#include "newsroom/settings.h"
#include "site/site.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

// Returns what the folder says was published in it last; nothing where it is no mirror yet.
Result<std::optional<mirror::SnapshotLeaf>> last_publish(std::filesystem::path const& folder)
{
    auto const file = folder / "log/latest";
    std::error_code failed;
    if (!std::filesystem::exists(file, failed))
        return std::optional<mirror::SnapshotLeaf>();
    auto const bytes = TRY(read_file(file, 1u << 20));
    auto const head = TRY(mirror::LogHead::parse(bytes));
    return std::optional(head.snapshot);
}

// Returns what changes when the program is replaced.
std::string identity_of(std::filesystem::path const& program)
{
    std::error_code failed;
    auto const size = std::filesystem::file_size(program, failed);
    auto const written_at = std::filesystem::last_write_time(program, failed).time_since_epoch().count();
    return fmt::format("{} {} {}", BROADSHEET_VERSION, size, written_at);
}

// A newspaper that was restored from a backup counts on from the newest edition in its log, which may be
// newer.
Result<void> count_on_from_log(Context const& context, Newspaper& newspaper)
{
    auto const log = TRY(open_own_log(context));
    auto connection = TRY(newspaper.database->connect());
    auto const published = log.head() ? static_cast<newsroom::Edition>(log.head()->snapshot.edition) : 0;
    if (TRY(newsroom::current_edition(*connection)) >= published)
        return {};
    return newsroom::change(*connection, context.clock, context.random,
        [&](newsroom::Change& change) { return newsroom::count_on_from(change, published); });
}

// For readers without script, whom the page about checks tells it.
Result<void> note_keys(Context const& context, Newspaper& newspaper, mirror::Origin const& origin)
{
    auto const fingerprint = mirror::fingerprint_of(origin.root.text());
    auto connection = TRY(newspaper.database->connect());
    auto const noted = TRY(newsroom::find_milestone(*connection, newsroom::log_keys));
    if (noted && noted->detail == fingerprint)
        return {};
    return newsroom::set_milestone(*connection, newsroom::log_keys, {context.clock.now(), fingerprint});
}

Result<void> build_if_due(Context const& context, Newspaper& newspaper, site::Site const& site,
    std::filesystem::path const& folder, unsigned slot_minutes)
{
    TRY(count_on_from_log(context, newspaper));
    auto const slot = mirror::time_slot(context.clock.now(), slot_minutes);
    auto const published = last_publish(folder);
    auto const last = published.ok() ? *published : std::nullopt;
    auto const edition = TRY(site.edition());
    if (last && (last->slot == slot || last->edition >= static_cast<std::uint64_t>(edition)))
        return {};
    auto const log = mirror::log_folder(context.options.data);
    if (mirror::FolderLock::is_held(folder) || mirror::FolderLock::is_held(log)
        || TRY(mirror::WaitingHead::read(log)))
        return {};
    // The server shows another theme in place of one that cannot be loaded; what is signed waits for its own.
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    TRY(load_theme(context, settings.theme));
    mirror::BuildOptions options;
    options.to = folder;
    options.all = !published.ok(); // it was damaged, and is made anew
    options.threads = 1; // readers come first
    options.slot = slot;
    auto const report = TRY(build_signed_mirror(context, newspaper, site, options));
    for (auto const& failure : report.failures)
        log_error("not in the mirror: {}", failure);
    log_info("the mirror has edition {}", report.edition);
    return {};
}

// Keeps the reason for the newsroom and for `broadsheet check`; written only where it has changed.
Result<void> note_failure(db::Connection& connection, Clock const& clock, std::string const& reason)
{
    auto const noted = TRY(newsroom::find_milestone(connection, newsroom::mirror_failed));
    if ((noted ? noted->detail : "") == reason)
        return {};
    return newsroom::set_milestone(connection, newsroom::mirror_failed, {clock.now(), reason});
}

} // namespace

Result<std::string> mirror_title(Newspaper& newspaper)
{
    auto connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*connection));
    return std::string(settings.title_in(settings.first_language()));
}

Result<mirror::LogFolder> open_own_log(Context const& context)
{
    auto const folder = mirror::log_folder(context.options.data);
    auto log = mirror::LogFolder::open(folder);
    if (log.ok())
        return log;
    return Error{log.error().code,
        fmt::format("the signed log in {} cannot be read: {}. Put it back from a backup, or from the newest "
                    "mirror that `broadsheet verify` finds good",
            folder.string(), log.error().message)};
}

Result<void> check_is_own_mirror(Context const& context, std::filesystem::path const& folder)
{
    auto const own = mirror::LogFolder::open(mirror::log_folder(context.options.data));
    std::error_code failed;
    if (!own.ok() || !own->head() || !std::filesystem::exists(folder / "log/checkpoint", failed))
        return {};
    return mirror::Folder::check_is_of(folder, own->head()->checkpoint.origin);
}

Result<mirror::BuildReport> build_signed_mirror(
    Context const& context, Newspaper& newspaper, site::Site const& site, mirror::BuildOptions options)
{
    options.takeaway = context.options.data / "takeaway";
    options.program = identity_of(context.program);
    options.kept_lists = context.options.data / "further-reading";
    TRY(count_on_from_log(context, newspaper));
    auto const title = TRY(mirror_title(newspaper));
    auto origin = TRY(mirror::Origin::open(context.options.data, title, context.random));
    TRY(note_keys(context, newspaper, origin));
    auto proofs = TRY(mirror::settle_proofs(options.takeaway, origin.log)); // something may be new, or signed
    auto report = TRY(mirror::build(site, newspaper.media, origin, context.random, options));
    if (report.is_published)
        proofs = TRY(mirror::settle_proofs(options.takeaway, origin.log));
    // A proof is of a signed log, so that what was published just now can have it only in the next one.
    if (report.is_published && proofs.written > 0 && report.failures.empty()) {
        options.all = false;
        report += TRY(mirror::build(site, newspaper.media, origin, context.random, options));
    }
    std::ranges::move(proofs.failures, std::back_inserter(report.failures));
    return report;
}

Result<void> build_mirror_when_due(Context const& context, Newspaper& newspaper, site::Site const& site,
    std::filesystem::path const& folder, unsigned slot_minutes, db::Connection& connection)
{
    auto const built = build_if_due(context, newspaper, site, folder, slot_minutes);
    TRY(note_failure(connection, context.clock, built.ok() ? "" : built.error().message));
    return built;
}

} // namespace broadsheet::cli

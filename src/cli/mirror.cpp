#include "cli/commands.h"
#include "cli/mirror_build.h"
#include "cli/open_site.h"
#include "cli/progress_bar.h"
#include "mirror/signing.h"
#include "newsroom/settings.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

Result<void> tell_of_new_log(std::filesystem::path const& folder)
{
    auto const log = TRY(mirror::LogFolder::open(folder));
    auto const roots = TRY(log.roots());
    if (!roots.empty())
        fmt::print("A new log begins. Print the fingerprint of its keys in the paper: {}\nIf there was a log "
                   "before, readers "
                   "will take this one for another newspaper's: copy nothing, and put the former one back "
                   "into {}.\n",
            mirror::fingerprint_of(roots.front().text), folder.string());
    return {};
}

} // namespace

Result<ExitCode> build_mirror(Context const& context, MirrorOptions const& options)
{
    auto newspaper = TRY(Newspaper::open(context));
    auto site = TRY(open_site(context, newspaper));
    ProgressBar bar(context.clock);
    mirror::BuildOptions build;
    build.to = options.to;
    build.threads = options.threads;
    std::uint64_t drawn_of = 0;
    build.progress = [&](std::uint64_t done_pages, std::uint64_t all) {
        if (all != drawn_of)
            bar.begin("pages", drawn_of = all);
        bar.reach(done_pages);
    };
    auto started_at = context.clock.monotonic();
    build.slot = mirror::time_slot(context.clock.now(), options.slot_minutes);
    if (options.precompress || options.no_precompress)
        build.precompress = options.precompress;
    build.all = options.all;
    build.is_alone = true;
    bool const begins_log = !TRY(open_own_log(context)).head();
    auto report = TRY(build_signed_mirror(context, newspaper, *site, build));
    bar.end();
    auto seconds = static_cast<double>(context.clock.monotonic() - started_at) / 1000;

    for (auto const& failure : report.failures)
        fmt::print(stderr, "broadsheet: {}\n", failure);
    if (report.missing_media > 0)
        fmt::print(stderr, "broadsheet: {} files that pages name are not in {}; see `broadsheet check`\n",
            report.missing_media, media_folder(context.options).string());
    auto connection = TRY(newspaper.database->connect());
    if (TRY(newsroom::load_settings(*connection)).url == newsroom::no_address_yet)
        fmt::print(stderr,
            "Feeds, sitemaps and canonical links name {}, as the newspaper has no public address yet: "
            "`broadsheet "
            "settings url https://…`\n",
            newsroom::no_address_yet);
    if (report.is_waiting)
        fmt::print(
            "Not signed yet, and not shown: the folder keeps its former edition. `broadsheet mirror request "
            "FILE` writes what the log's key, which is not in DATA/keys/log.key, or its witnesses have to "
            "sign.\n");
    if (report.is_published)
        fmt::print("Signed: the log has {} leaves.\n", report.log_size);
    if (begins_log)
        TRY(tell_of_new_log(mirror::log_folder(context.options.data)));
    fmt::print("Edition {} in {}: {} pages, {} of them rendered; files: {} new, {} changed, {} as they were, "
               "{} removed; {} bytes written. Took {:.1f} s.\n",
        report.edition, options.to.string(), report.pages, report.rendered, report.created, report.changed,
        report.unchanged, report.removed, report.bytes_written, seconds);
    if (report.failures.empty())
        return report.is_waiting ? done_in_part : done; // so that nobody takes it for published
    return report.rendered > 0 ? done_in_part : not_done;
}

} // namespace broadsheet::cli

#include "cli/commands.h"
#include "cli/newspaper.h"
#include "cli/open_site.h"
#include "cli/progress_bar.h"
#include "mirror/build.h"
#include "mirror/signing.h"
#include "newsroom/settings.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

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
    build.precompress = options.precompress;
    auto settings_connection = TRY(newspaper.database->connect());
    auto const settings = TRY(newsroom::load_settings(*settings_connection));
    auto origin = TRY(mirror::Origin::open(
        context.options.data, settings.title_in(settings.first_language()), context.random));
    auto report = TRY(mirror::build(*site, newspaper.media, origin, context.random, build));
    bar.end();
    auto seconds = static_cast<double>(context.clock.monotonic() - started_at) / 1000;

    for (auto const& failure : report.failures)
        fmt::print(stderr, "broadsheet: {}\n", failure);
    if (report.missing_media > 0)
        fmt::print(stderr, "broadsheet: {} files that pages name are not in {}; see `broadsheet check`\n",
            report.missing_media, media_folder(context.options).string());
    fmt::print("Edition {} in {}: {} pages; files: {} new, {} changed, {} as they were, {} removed. Took "
               "{:.1f} s.\n",
        report.edition, options.to.string(), report.pages, report.created, report.changed, report.unchanged,
        report.removed, seconds);
    return report.failures.empty() ? done : report.pages > 0 ? done_in_part : not_done;
}

} // namespace broadsheet::cli

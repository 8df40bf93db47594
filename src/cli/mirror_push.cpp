#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/mirror_targets.h"
#include "mirror/signing.h"

#include <cstdio>
#include <fmt/format.h>
#include <map>

namespace broadsheet::cli {

namespace {

// Returns whether everything is there.
bool tell(std::string const& name, Result<mirror::PushReport> const& report)
{
    if (!report) {
        fmt::print(stderr, "broadsheet: {}: {}\n", name, report.error().message);
        return false;
    }
    // A store that is down says the same of each file.
    std::map<std::string, std::size_t> failures;
    for (auto const& failure : report->failures)
        ++failures[failure];
    for (auto const& [failure, count] : failures)
        fmt::print(stderr, "broadsheet: {}: {}{}\n", name, for_terminal(failure),
            count > 1 ? fmt::format(" ({} files)", count) : "");
    if (!report->left_out.empty())
        fmt::print(stderr,
            "broadsheet: {}: {} files were left out, which the newspaper has not published, the first: {}\n",
            name, report->left_out.size(), for_terminal(report->left_out.front()));
    fmt::print("{}: {} files sent ({:.1f} MB), {} as they were, {} removed{}\n", name, report->sent,
        static_cast<double>(report->bytes) / 1'000'000, report->unchanged, report->removed,
        report->failures.empty() ? "." : "; not all: run it again.");
    return report->failures.empty();
}

} // namespace

Result<ExitCode> push_mirror(Context const& context, MirrorOptions const& options)
{
    auto const targets = TRY(read_mirror_targets(context.options));
    if (targets.empty())
        return not_found(fmt::format("there are no targets in {}: docs/mirrors.md says how to name some",
            (context.options.data / "mirror-targets.json").string()));
    http::CurlClient client;
    auto const log = mirror::log_folder(context.options.data);
    std::size_t chosen = 0;
    std::size_t good = 0;
    for (auto const& target : targets) {
        if (!options.target.empty() && target.name != options.target)
            continue;
        ++chosen;
        good += tell(target.name, push_to(target, options.from, log, client, context.clock)) ? 1 : 0;
    }
    if (chosen == 0)
        return not_found(fmt::format("there is no target \"{}\"", options.target));
    return good == chosen ? done : good > 0 ? done_in_part : not_done;
}

} // namespace broadsheet::cli

// A copy of a mirror from wherever it is, proven before it is there. Needs no newspaper of one's own.
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/verdict.h"
#include "cli/verified_source.h"
#include "http/client.h"
#include "mirror/fetch.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

using State = mirror::Verdict::State;

void print_report(mirror::FetchReport const& report, FetchCommandOptions const& options)
{
    auto const nothing_else = ""; // was copied, whatever else the host has
    print(report.verdict, nothing_else, report.went_on || !options.key.empty());
    auto const folder = options.to.string();
    if (report.verdict.state == State::good && report.fetched == 0)
        fmt::print("{} has this edition already.\n", folder);
    else if (report.verdict.state == State::good)
        fmt::print("{} holds this edition now: {} files came, {} were there, {} removed.\n", folder,
            report.fetched, report.kept, report.removed);
    else if (report.ended_former)
        fmt::print("{} holds the edition now that was cut off last time.\n", folder);
    else
        fmt::print("{} is as it was.\n", folder);
    if (report.waiting > 0)
        fmt::print("{} files have come, and wait in it for the next attempt, from here or another mirror.\n",
            report.waiting);
}

// What is put into the mirror that is copied would make it bad.
Result<void> check_lies_apart(FetchCommandOptions const& options)
{
    std::error_code failed;
    auto const from = std::filesystem::weakly_canonical(options.what, failed);
    auto const to = std::filesystem::weakly_canonical(options.to, failed);
    auto const parted = std::ranges::mismatch(from, to);
    if (is_address(options.what) || parted.in1 != from.end())
        return {};
    return invalid(fmt::format("--to: {} lies in {}, which it is to be a copy of: name a folder elsewhere",
        options.to.string(), options.what));
}

Result<mirror::FetchReport> fetch_from(
    http::Client& client, FetchCommandOptions const& options, mirror::VerifyOptions const& how)
{
    auto const source = open_mirror(client, options.what);
    if (is_ambiguous(source))
        return mirror::FetchReport{.verdict = bad(options.what, source.error().message)};
    if (!source)
        return source.error();
    TRY(check_lies_apart(options));
    return mirror::fetch(**source, options.to, how);
}

Result<ExitCode> fetch(Context const& context, FetchCommandOptions const& options)
{
    ProgressBar bar(context.clock);
    http::CurlClient client;
    auto const judging = TRY(how_to_verify(client, options, bar));
    auto const report = TRY(fetch_from(client, options, judging.how));
    bar.end();
    if (context.options.json) {
        auto told = as_json(report.verdict);
        told["fetched"] = report.fetched;
        told["kept"] = report.kept;
        told["removed"] = report.removed;
        fmt::print("{}\n", boost::json::serialize(told));
    } else {
        print_report(report, options);
    }
    return code_of(report.verdict.state);
}

} // namespace

Result<ExitCode> fetch_mirror(Context const& context, FetchCommandOptions const& options)
{
    return or_not_known(fetch(context, options));
}

} // namespace broadsheet::cli

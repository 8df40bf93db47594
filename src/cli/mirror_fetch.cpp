// A copy of a mirror from wherever it is, proven before it is there. Needs no newspaper of one's own.
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/verdict.h"
#include "cli/verified_source.h"
#include "http/client.h"
#include "mirror/fetch.h"

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
    if (report.verdict.state == State::good)
        fmt::print("{} holds this edition now: {} files came, {} were there, {} removed.\n",
            options.to.string(), report.fetched, report.kept, report.removed);
    else
        fmt::print("{} is as it was. What has come is kept in it, unseen, for the next attempt, from here or "
                   "another mirror.\n",
            options.to.string());
}

Result<mirror::FetchReport> fetch_from(
    http::Client& client, FetchCommandOptions const& options, mirror::VerifyOptions how)
{
    auto const source = open_source(client, options.what);
    if (is_ambiguous(source))
        return mirror::FetchReport{.verdict = bad(options.what, source.error().message)};
    if (!source)
        return source.error();
    TRY(check_is_mirror(**source, options.what));
    return mirror::fetch(**source, options.to, std::move(how));
}

Result<ExitCode> fetch(Context const& context, FetchCommandOptions const& options)
{
    ProgressBar bar(context.clock);
    auto how = TRY(how_to_verify(options, bar));
    http::CurlClient client;
    std::unique_ptr<mirror::Source> newer;
    if (!options.since.empty())
        TRY(read_since(client, options.since, how, newer));
    auto const report = TRY(fetch_from(client, options, std::move(how)));
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

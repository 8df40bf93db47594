// Anybody's proof that a mirror is what the newspaper published. Needs no newspaper of one's own.
#include "mirror/verify/verify.h"
#include "base/file.h"
#include "cli/commands.h"
#include "http/client.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

namespace json = boost::json;
using mirror::Verdict;

std::string_view name_of(Verdict::State state)
{
    switch (state) {
    case Verdict::State::good:
        return "good";
    case Verdict::State::bad:
        return "bad";
    case Verdict::State::unknown:
        return "unknown";
    case Verdict::State::stale:
        break;
    }
    return "stale";
}

json::object as_json(Verdict const& verdict)
{
    json::array findings;
    for (auto const& [name, reason] : verdict.findings)
        findings.push_back({{"file", name}, {"reason", reason}});
    json::object object{{"state", name_of(verdict.state)}, {"findings", std::move(findings)},
        {"files", verdict.files}, {"bytes", verdict.bytes}};
    if (!verdict.stale_because.empty())
        object["stale_because"] = verdict.stale_because;
    if (verdict.head) {
        object["origin"] = verdict.head->checkpoint.origin;
        object["log_size"] = verdict.head->checkpoint.size;
        object["edition"] = verdict.head->snapshot.edition;
        object["slot"] = verdict.head->snapshot.slot;
    }
    if (!verdict.fingerprints.empty())
        object["fingerprint"] = verdict.fingerprints.back();
    return object;
}

void print(Verdict const& verdict, bool is_pinned)
{
    for (auto const& [name, reason] : verdict.findings)
        fmt::print("{}: {}\n", name, reason);
    if (verdict.state == Verdict::State::bad) {
        fmt::print("BAD: this is not what the newspaper published.\n");
        return;
    }
    if (verdict.state == Verdict::State::unknown) {
        fmt::print("UNKNOWN: not all of it could be read. What could be is what the newspaper published; try "
                   "again later.\n");
        return;
    }
    fmt::print("{}: edition {} of {}, {} files, log {} at {}.\n",
        verdict.state == Verdict::State::good ? "GOOD" : "STALE", verdict.head->snapshot.edition,
        verdict.head->snapshot.slot, verdict.files, verdict.head->checkpoint.origin,
        verdict.head->checkpoint.size);
    if (!verdict.stale_because.empty())
        fmt::print("It is genuine, but not the newest: {}.\n", verdict.stale_because);
    if (!is_pinned)
        fmt::print(
            "Its keys were found in the mirror itself. Compare their fingerprint with what the newspaper has "
            "told you elsewhere:\n{}\n",
            verdict.fingerprints.back());
}

ExitCode code_of(Verdict::State state)
{
    switch (state) {
    case Verdict::State::good:
        return done;
    case Verdict::State::bad:
        return done_in_part;
    case Verdict::State::stale:
        return not_done;
    case Verdict::State::unknown:
        break;
    }
    return not_known;
}

bool is_address(std::string_view what)
{
    return what.starts_with("http://") || what.starts_with("https://");
}

Result<ExitCode> verify(Context const& context, VerifyCommandOptions const& options)
{
    mirror::VerifyOptions how;
    how.key = options.key;
    how.threads = options.threads;
    for (auto const& text : options.witnesses)
        how.witnesses.push_back(TRY(mirror::VerifierKey::parse(text)));
    how.quorum = options.quorum != 0 ? options.quorum : std::min<std::size_t>(1, how.witnesses.size());
    if (how.quorum > how.witnesses.size())
        return invalid(fmt::format("--quorum {}: there are only {} witnesses, given with --witness",
            how.quorum, how.witnesses.size()));
    if (!options.since.empty())
        how.since = TRY(read_file(options.since, 64u << 10));
    http::CurlClient client;
    std::unique_ptr<mirror::Source> source;
    if (is_address(options.what))
        source = mirror::open_url(client, options.what);
    else if (std::error_code failed; std::filesystem::is_directory(options.what, failed))
        source = TRY(mirror::open_folder(options.what));
    else
        source = TRY(mirror::open_tar(options.what));
    auto const verdict = mirror::verify(*source, how);
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json(verdict)));
    else
        print(verdict, !options.key.empty());
    return code_of(verdict.state);
}

} // namespace

Result<ExitCode> verify_mirror(Context const& context, VerifyCommandOptions const& options)
{
    auto const verified = verify(context, options);
    if (verified.ok())
        return *verified;
    // What an error gives elsewhere would say here that the mirror is genuine, and old.
    fmt::print(stderr, "broadsheet: {}\n", verified.error().message);
    return not_known;
}

} // namespace broadsheet::cli

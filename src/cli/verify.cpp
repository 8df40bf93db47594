// Anybody's proof that a mirror is what the newspaper published. Needs no newspaper of one's own.
#include "mirror/verify/verify.h"
#include "base/ascii.h"
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/verified_source.h"
#include "http/client.h"
#include "mirror/verify/file_proof.h"

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
    if (verdict.state == Verdict::State::stale)
        object["is_proven_older"] = verdict.is_proven_older;
    if (verdict.head) {
        object["origin"] = verdict.head->checkpoint.origin;
        object["log_size"] = verdict.head->checkpoint.size;
        object["edition"] = verdict.head->snapshot.edition;
        object["slot"] = verdict.head->snapshot.slot;
    }
    if (verdict.file) {
        object["origin"] = verdict.checkpoint->origin;
        object["log_size"] = verdict.checkpoint->size;
        object["published_as"] = verdict.file->name;
        object["slot"] = verdict.file->slot;
    }
    if (!verdict.fingerprints.empty())
        object["fingerprint"] = verdict.fingerprints.back();
    json::array fingerprints;
    for (auto const& fingerprint : verdict.fingerprints)
        fingerprints.emplace_back(fingerprint);
    object["fingerprints"] = std::move(fingerprints);
    return object;
}

void print_findings(Verdict const& verdict)
{
    for (auto const& [name, reason] : verdict.findings)
        fmt::print("{}: {}\n", for_terminal(name), for_terminal(reason));
}

void print_older(Verdict const& verdict)
{
    if (verdict.is_proven_older)
        fmt::print("It is genuine, but not the newest: {}.\n", verdict.stale_because);
    else if (verdict.file)
        fmt::print("It is genuine, but {}: there may be a newer one. Give a mirror with --since.\n",
            verdict.stale_because);
    else
        fmt::print("It is not as far as what was seen before: {}. It is older, or another, shorter log: "
                   "perhaps a fork. "
                   "A checkpoint alone cannot tell; give a mirror that has it with --since.\n",
            verdict.stale_because);
}

// Those who compare by eye have whichever of them was the newest when it was printed.
void print_fingerprints(Verdict const& verdict)
{
    fmt::print("Its keys were found in {} itself. Compare their fingerprint with what the newspaper "
               "has told you "
               "elsewhere{}:\n",
        verdict.file ? "the proof" : "the mirror",
        verdict.fingerprints.size() > 1 ? ", which is one of these, as keys were changed since" : "");
    for (auto const& fingerprint : verdict.fingerprints)
        fmt::print("{}\n", fingerprint);
}

void print(Verdict const& verdict, VerifyCommandOptions const& options)
{
    print_findings(verdict);
    if (verdict.state == Verdict::State::bad) {
        fmt::print("BAD: this is not what the newspaper published.\n");
        return;
    }
    if (verdict.state == Verdict::State::unknown) {
        fmt::print("UNKNOWN: not all of it could be read. {}Try again later.\n",
            verdict.files > 0 ? "What could be is what the newspaper published. " : "");
        return;
    }
    auto const* state = verdict.state == Verdict::State::good ? "GOOD" : "STALE";
    if (verdict.file)
        fmt::print("{}: published as {} {}, log {} at {}.\n", state, for_terminal(verdict.file->name),
            verdict.file->slot, for_terminal(verdict.checkpoint->origin), verdict.checkpoint->size);
    else
        fmt::print("{}: edition {} of {}, {} files, log {} at {}.\n", state, verdict.head->snapshot.edition,
            verdict.head->snapshot.slot, verdict.files, for_terminal(verdict.head->checkpoint.origin),
            verdict.head->checkpoint.size);
    if (!verdict.stale_because.empty())
        print_older(verdict);
    if (is_address(options.what))
        fmt::print("Whether the host has other files beside these was not looked at: it cannot be asked for "
                   "a list.\n");
    if (options.key.empty())
        print_fingerprints(verdict);
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

ExitCode tell(Context const& context, VerifyCommandOptions const& options, Verdict const& verdict)
{
    if (context.options.json)
        fmt::print("{}\n", json::serialize(as_json(verdict)));
    else
        print(verdict, options);
    return code_of(verdict.state);
}

// What the newspaper prints is in groups of four.
Result<std::string> key_of(std::string text)
{
    std::erase(text, ' ');
    if (mirror::is_fingerprint(text))
        return to_lower(text);
    if (!mirror::VerifierKey::parse(text).ok())
        return invalid(
            fmt::format("--key: \"{}\" is neither a fingerprint, of 64 digits 0-9 and a-f, nor a key, "
                        "NAME+ID+BASE64",
                text));
    return text;
}

Result<mirror::VerifyOptions> how_to_verify(VerifyCommandOptions const& options)
{
    mirror::VerifyOptions how;
    if (!options.key.empty())
        how.key = TRY(key_of(options.key));
    how.threads = options.threads;
    how.host_files = options.host_files;
    for (auto const& text : options.witnesses)
        how.witnesses.push_back(TRY(mirror::VerifierKey::parse(text)));
    how.quorum = options.quorum != 0 ? options.quorum : std::min<std::size_t>(1, how.witnesses.size());
    if (how.quorum > how.witnesses.size())
        return invalid(fmt::format("--quorum {}: there are only {} witnesses, given with --witness",
            how.quorum, how.witnesses.size()));
    return how;
}

Verdict bad(std::string const& file, std::string reason)
{
    Verdict verdict;
    verdict.state = Verdict::State::bad;
    verdict.findings = {{file, std::move(reason)}};
    return verdict;
}

Verdict verify_by_proof(std::string const& file, std::string const& proof, mirror::VerifyOptions const& how)
{
    auto const read = mirror::FileProof::parse(proof);
    return read.ok() ? mirror::verify_file(file, *read, how)
                     : bad(file, fmt::format("its proof is malformed: {}", read.error().message));
}

Result<ExitCode> verify(Context const& context, VerifyCommandOptions const& options)
{
    auto how = TRY(how_to_verify(options));
    http::CurlClient client;
    std::unique_ptr<mirror::Source> newer;
    if (!options.since.empty())
        TRY(read_since(client, options.since, how, newer));
    if (auto const proof = TRY(find_proof(client, options.what, options.proof)))
        return tell(context, options, verify_by_proof(options.what, *proof, how));
    auto source = open_source(client, options.what);
    // A tar file that one program would unpack in another way than the next.
    if (!source && source.error().code == ErrorCode::invalid)
        return tell(context, options, bad(options.what, source.error().message));
    if (!source)
        return std::move(source).error();
    TRY(check_is_mirror(**source, options.what));
    return tell(context, options, mirror::verify(**source, how));
}

} // namespace

Result<ExitCode> verify_mirror(Context const& context, VerifyCommandOptions const& options)
{
    auto const verified = verify(context, options);
    if (verified.ok())
        return *verified;
    // What an error gives elsewhere would say here that the mirror is genuine, and old.
    fmt::print(stderr, "broadsheet: {}\n", for_terminal(verified.error().message));
    return not_known;
}

} // namespace broadsheet::cli

#include "cli/verdict.h"

#include "base/terminal.h"
#include "cli/verified_source.h"

#include <boost/json/array.hpp>
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

} // namespace

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

namespace {

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

} // namespace

Verdict bad(std::string const& file, std::string reason)
{
    if (auto const name = file + ": "; reason.starts_with(name))
        reason.erase(0, name.size());
    Verdict verdict;
    verdict.state = Verdict::State::bad;
    verdict.findings = {{file, std::move(reason)}};
    return verdict;
}

void print(Verdict const& verdict, std::string const& what, bool keys_were_known)
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
    if (is_address(what))
        fmt::print("Whether the host has other files beside these was not looked at: it cannot be asked for "
                   "a list.\n");
    if (!keys_were_known)
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

ExitCode or_not_known(Result<ExitCode> const& ended)
{
    if (ended.ok())
        return *ended;
    fmt::print(stderr, "broadsheet: {}\n", for_terminal(ended.error().message));
    return not_known;
}

} // namespace broadsheet::cli

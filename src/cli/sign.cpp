// Signing a log where its key lies, which is never the serving machine. docs/mirrors.md, "A key elsewhere".
#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_file.h"
#include "mirror/key_change.h"
#include "mirror/sign_request.h"

#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

using mirror::Checkpoint;
using mirror::KeyKind;
using mirror::Note;

constexpr std::size_t most_bytes = 64u << 10;

std::filesystem::path with_ending(std::filesystem::path path, char const* ending)
{
    path += ending;
    return path;
}

// The keys whose signature on a checkpoint is believed: this one, and the log's own that was named.
Result<std::vector<mirror::VerifierKey>> known_keys(SignOptions const& options, mirror::SigningKey const& key)
{
    std::vector<mirror::VerifierKey> keys{key.verifier()};
    if (!options.log_key.empty())
        keys.push_back(TRY(mirror::VerifierKey::parse(options.log_key)));
    return keys;
}

// Returns what was signed last; nothing: the log begins.
Result<std::optional<Checkpoint>> last_signed(
    SignOptions const& options, std::filesystem::path const& state, std::span<mirror::VerifierKey const> keys)
{
    std::error_code failed;
    if (std::filesystem::exists(state, failed)) {
        auto const text = TRY(read_file(state, most_bytes));
        return std::optional(TRY(Checkpoint::parse(text)));
    }
    if (options.is_new)
        return std::optional<Checkpoint>();
    if (options.since.empty())
        return not_found(fmt::format("there is no {}, which says what was signed last: for a log that was "
                                     "signed elsewhere so far give its last checkpoint with --since, for one "
                                     "that begins --new",
            state.string()));
    auto const bytes = TRY(read_file(options.since, most_bytes));
    auto const note = TRY(Note::parse(bytes));
    if (TRY(note.signers(keys)).empty())
        return forbidden(fmt::format(
            "{} is signed neither by this key nor by the one given with --log-key", options.since.string()));
    return std::optional(TRY(Checkpoint::parse(note.text)));
}

// A witness cosigns only what the log itself has signed.
Result<void> check_log_signed(mirror::SignRequest const& request, std::span<mirror::VerifierKey const> keys)
{
    Note const note{request.checkpoint.text(), request.signatures};
    if (keys.size() < 2)
        return invalid("a witness has to know the log's key: give it with --log-key (NAME+ID+BASE64)");
    if (TRY(note.signers(keys.subspan(1))).empty())
        return forbidden("the log's key has not signed the checkpoint: it signs first, then witnesses");
    return {};
}

} // namespace

Result<ExitCode> sign_checkpoint(Context const& context, SignOptions const& options)
{
    auto const key = TRY(mirror::read_key_file(options.key_file));
    auto const keys = TRY(known_keys(options, key));
    auto const bytes = TRY(read_file(options.request, most_bytes));
    auto const request = TRY(mirror::SignRequest::parse(bytes));
    auto const state = options.state.empty() ? with_ending(options.key_file, ".signed") : options.state;
    auto const last = TRY(last_signed(options, state, keys));
    if (key.verifier().kind == KeyKind::cosignature)
        TRY(check_log_signed(request, keys));
    TRY(mirror::check_follows(request, last));
    // First this, so that nothing else is signed in its place, whatever becomes of the answer.
    TRY(write_file_atomically(state, request.checkpoint.text()));
    auto const to = options.to.empty() ? with_ending(options.request, ".signed") : options.to;
    auto const seconds = static_cast<std::uint64_t>(context.clock.now() / 1000);
    auto const output = TRY(OutputFile::open(to, Overwrite::yes));
    TRY(output.write(mirror::answer_to(request, key, seconds)));
    fmt::print(output.messages(),
        "Signed the log {} with {} leaves, which goes on from {}, by {}.\nBring {} back, for `broadsheet "
        "mirror take-signature`. Keep {}: it says what was signed last.\n",
        request.checkpoint.origin, request.checkpoint.size, request.old_size, key.verifier().name,
        output.name(), state.string());
    return done;
}

} // namespace broadsheet::cli

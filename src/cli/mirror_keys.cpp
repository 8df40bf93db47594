// The keys of mirrors: making, changing and retiring them. docs/mirror-format.md, "Keys".
#include "base/file.h"
#include "cli/commands.h"
#include "cli/output_file.h"
#include "mirror/key_change.h"
#include "mirror/waiting_head.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

Result<std::vector<mirror::VerifierKey>> parse_keys(std::vector<std::string> const& texts)
{
    std::vector<mirror::VerifierKey> keys;
    for (auto const& text : texts)
        keys.push_back(TRY(mirror::VerifierKey::parse(text)));
    return keys;
}

Result<mirror::Note> read_root(std::filesystem::path const& file)
{
    auto const bytes = TRY(read_file(file, 64u << 10));
    return mirror::read_root_note(bytes);
}

} // namespace

Result<ExitCode> make_mirror_key(Context const& context, MirrorKeyOptions const& options)
{
    auto const kind = options.witness ? mirror::KeyKind::cosignature : mirror::KeyKind::note;
    auto const key = TRY(mirror::make_key_file(options.file, options.name, kind, context.random));
    fmt::print("{}\n", key.text());
    return done;
}

Result<ExitCode> propose_mirror_keys(Context const& context, MirrorKeyOptions const& options)
{
    auto const former = TRY(mirror::newest_root(context.options.data));
    mirror::RootDocument root;
    root.origin = former.origin;
    root.version = former.version + 1;
    root.threshold = options.threshold;
    root.root_keys = TRY(parse_keys(options.root_keys));
    root.log_keys = TRY(parse_keys(options.log_keys));
    root.witness_keys = TRY(parse_keys(options.witness_keys));
    root.witnesses = options.witnesses;
    if (root.threshold > root.root_keys.size())
        return invalid(fmt::format("--threshold {}: there are only {} root keys, given with --root-key",
            root.threshold, root.root_keys.size()));
    if (root.witnesses > root.witness_keys.size())
        return invalid(fmt::format("--witnesses {}: there are only {} witnesses, given with --witness-key",
            root.witnesses, root.witness_keys.size()));
    TRY(mirror::RootDocument::parse(root.text()));
    auto const output = TRY(OutputFile::open(options.file, Overwrite::yes));
    TRY(output.write(root.text()));
    if (root.witnesses < former.witnesses)
        fmt::print(output.messages(), "It asks for {} witnesses; so far {} have to cosign.\n", root.witnesses,
            former.witnesses);
    fmt::print(output.messages(),
        "Root document {} is in {}, not signed yet. {} of these have to sign it with `broadsheet mirror "
        "sign-keys`:\n",
        root.version, output.name(), former.threshold);
    for (auto const& key : former.root_keys)
        fmt::print(output.messages(), "  {}\n", key.text());
    fmt::print(output.messages(), "and {} of these:\n", root.threshold);
    for (auto const& key : root.root_keys)
        fmt::print(output.messages(), "  {}\n", key.text());
    return done;
}

Result<ExitCode> sign_mirror_keys(Context const&, MirrorKeyOptions const& options)
{
    auto note = TRY(read_root(options.file));
    auto const key = TRY(mirror::read_key_file(options.key_file));
    std::vector const keys{key.verifier()};
    if (!TRY(note.signers(keys)).empty())
        return Error{ErrorCode::conflict, "this key has signed it already"};
    note.sign(key);
    auto const output = TRY(OutputFile::open(options.file, Overwrite::yes));
    TRY(output.write(note.to_string()));
    // Whoever signs should see what.
    fmt::print("{}Signed by {}. Fingerprint: {}\n", note.text, key.verifier().name,
        mirror::fingerprint_of(note.text));
    auto const root = TRY(mirror::RootDocument::parse(note.text));
    if (std::ranges::find(root.root_keys, key.verifier()) == root.root_keys.end())
        fmt::print(
            "It is none of this document's root keys: that helps only if it is one of the former's.\n");
    auto const missing = TRY(root.missing_signers(note));
    auto const signed_by = root.root_keys.size() - missing.size();
    fmt::print("{} of its root keys have signed, {} have to{}.\n", signed_by, root.threshold,
        root.version > 1 ? ", and enough of the former document's: `mirror adopt-keys` says which are missing"
                         : "");
    if (signed_by < root.threshold)
        for (auto const& other : missing)
            fmt::print("Not yet: {}\n", other.text());
    return done;
}

Result<ExitCode> adopt_mirror_keys(Context const& context, MirrorKeyOptions const& options)
{
    auto const note = TRY(read_root(options.file));
    std::optional<mirror::SigningKey> log_key;
    if (!options.log_key_file.empty())
        log_key = TRY(mirror::read_key_file(options.log_key_file));
    TRY(mirror::adopt_root(context.options.data, note, log_key));
    fmt::print("The next `broadsheet mirror build` enters it into the log, and mirrors are signed as it says "
               "from then "
               "on.\nFingerprint: {}\n",
        mirror::fingerprint_of(note.text));
    if (TRY(mirror::WaitingHead::read(mirror::log_folder(context.options.data))))
        fmt::print("The edition that waits for its signature still has to be signed with the former keys.\n");
    return done;
}

} // namespace broadsheet::cli

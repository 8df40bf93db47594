#include "mirror/verify/file_proof.h"

#include "mirror/log/root_document.h"
#include "mirror/log/tiles.h"
#include "mirror/verify/trust.h"

#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::string_view root_start = "broadsheet-root@v1\n";

constexpr std::string_view unless_older
    = ". (If it is an older edition of the file, the .proof that came with it proves it)";

Error no_proof()
{
    return invalid("that is no proof of a file");
}

class FileVerification {
public:
    FileVerification(FileProof const& proof, VerifyOptions const& options)
        : proof_(proof)
        , options_(options)
    {
    }

    Result<void> check(std::filesystem::path const& file);
    Verdict verdict() { return std::move(verdict_); }

private:
    Result<void> check_proof();
    Result<void> check_since();
    Result<void> check_newer(Source&, Checkpoint const& since);

    FileProof const& proof_;
    VerifyOptions const& options_;
    Checkpoint checkpoint_;
    Verdict verdict_;
};

Result<void> FileVerification::check_proof()
{
    for (auto const& root : proof_.roots)
        verdict_.fingerprints.push_back(fingerprint_of(root.text));
    auto const root = TRY(check_chain(proof_.roots));
    checkpoint_ = TRY(Checkpoint::parse(proof_.checkpoint.text));
    if (root.origin != checkpoint_.origin)
        return invalid(fmt::format("its checkpoint is of another log than its keys, {}", root.origin));
    TRY(check_trust(proof_.checkpoint, root, verdict_.fingerprints, options_));
    if (!is_included(leaf_hash(proof_.line.leaf().text()), proof_.line.index, checkpoint_.size,
            checkpoint_.root, proof_.hashes))
        return invalid("the log that is signed does not say that it was published");
    verdict_.checkpoint = checkpoint_;
    verdict_.file = proof_.line;
    return {};
}

// Asks a mirror whose log is larger whether that goes on from the proof's, and has the file still.
Result<void> FileVerification::check_newer(Source& newer, Checkpoint const& since)
{
    TiledTree tree(
        [&](std::string const& name) { return newer.read_all(fmt::format("log/{}", name)); }, since.size);
    auto const whole = tree_root(tree.reader(), since.size);
    auto const beginning = tree_root(tree.reader(), checkpoint_.size);
    if (!whole.ok() || *whole != since.root || !beginning.ok())
        return Error{ErrorCode::unavailable, "the log of the mirror given with --since is damaged"};
    if (*beginning != checkpoint_.root)
        return invalid("the log seen before does not go on from the one it is in: it has been forked");
    auto const now = prove_file(newer, proof_.line.name);
    if (!now.ok() && now.error().code != ErrorCode::not_found)
        return now.error();
    verdict_.is_proven_older = !now.ok() || now->line.index != proof_.line.index;
    if (!now.ok())
        verdict_.stale_because = "the newspaper does not publish it any more";
    else if (verdict_.is_proven_older)
        verdict_.stale_because = fmt::format("another one was published {}", now->line.slot);
    return {};
}

Result<void> FileVerification::check_since()
{
    if (options_.since.empty())
        return {};
    auto const since = TRY(checkpoint_in(options_.since));
    if (since.origin != checkpoint_.origin)
        return invalid(fmt::format("the checkpoint seen before is of another log, {}", since.origin));
    if (since.size == checkpoint_.size && since.root != checkpoint_.root)
        return invalid("its log is not the one seen before: it has been forked");
    if (since.size < checkpoint_.size)
        return Error{ErrorCode::unavailable,
            "what was seen before is older than the proof, which does not tell whether its log goes on from "
            "there: give a newer mirror with --since"};
    if (options_.newer != nullptr)
        return check_newer(*options_.newer, since);
    if (since.size > checkpoint_.size)
        verdict_.stale_because = fmt::format("its proof is of a log with {} leaves; the checkpoint seen "
                                             "before has {}",
            checkpoint_.size, since.size);
    return {};
}

Result<void> FileVerification::check(std::filesystem::path const& file)
{
    TRY(check_proof());
    TRY(check_since());
    std::error_code failed;
    auto const size = std::filesystem::file_size(file, failed);
    if (failed)
        return io_error(fmt::format("cannot read {}: {}", file.string(), failed.message()));
    if (size != proof_.line.length)
        return invalid(
            fmt::format("it has {} bytes; {} were published{}", size, proof_.line.length, unless_older));
    if (TRY(hash_of_file(file, proof_.line.salt)) != proof_.line.content)
        return invalid(fmt::format("its content is not what was published{}", unless_older));
    verdict_.files = 1;
    verdict_.bytes = size;
    return {};
}

} // namespace

std::string FileProof::to_string() const
{
    TlogProof proof{line.text() + '\n', line.index, hashes, checkpoint.to_string()};
    for (auto const& root : roots)
        proof.extra += root.to_string();
    return proof.to_string();
}

Result<FileProof> FileProof::parse(std::string_view text)
{
    auto const proof = TRY(TlogProof::parse(text));
    FileProof file;
    std::string_view extra = proof.extra;
    auto const end = extra.find('\n');
    if (end == extra.npos)
        return no_proof();
    file.line = TRY(ManifestLine::parse(extra.substr(0, end)));
    if (!is_file_name(file.line.name) || file.line.index != proof.index)
        return no_proof();
    for (extra.remove_prefix(end + 1); !extra.empty();) {
        if (!extra.starts_with(root_start))
            return no_proof();
        auto const next = extra.find(fmt::format("\n{}", root_start));
        auto const size = next == extra.npos ? extra.size() : next + 1;
        file.roots.push_back(TRY(Note::parse(extra.substr(0, size))));
        extra.remove_prefix(size);
    }
    file.hashes = proof.hashes;
    file.checkpoint = TRY(Note::parse(proof.checkpoint));
    if (file.roots.empty() || file.to_string() != text)
        return no_proof();
    return file;
}

Result<FileProof> prove_file(Source& mirror, std::string const& name)
{
    return prove_file(
        [&](std::string const& file) { return mirror.read_all(fmt::format("log/{}", file)); }, name);
}

Result<FileProof> prove_file(NodeReader const& read, std::string const& name)
{
    auto const latest = TRY(read("latest"));
    auto const head = TRY(LogHead::parse(latest));
    TRY(head.check());
    auto const bits = head.snapshot.bits;
    auto const number = shard_at(place_of_name(name), bits);
    auto const shard = TRY(checked_node(read, head.top, bits, 0, number));
    FileProof proof;
    bool is_there = false;
    for (auto& line : TRY(parse_shard(shard, number, bits)))
        if (line.name == name) {
            proof.line = std::move(line);
            is_there = true;
        }
    if (!is_there)
        return not_found(fmt::format("the mirror's edition has no {}", name));
    TiledTree tree(read, head.checkpoint.size);
    proof.hashes = TRY(inclusion_proof(tree.reader(), proof.line.index, head.checkpoint.size));
    TRY(for_each_root(read, [&](Note root) { proof.roots.push_back(std::move(root)); }));
    proof.checkpoint = head.note;
    return proof;
}

Verdict verify_file(std::filesystem::path const& file, FileProof const& proof, VerifyOptions const& options)
{
    FileVerification verification(proof, options);
    auto const checked = verification.check(file);
    auto verdict = verification.verdict();
    if (!checked.ok()) {
        auto const code = checked.error().code;
        bool const was_read = code != ErrorCode::unavailable && code != ErrorCode::io;
        verdict.state = was_read ? Verdict::State::bad : Verdict::State::unknown;
        verdict.findings = {{file.string(), checked.error().message}};
    } else if (!verdict.stale_because.empty())
        verdict.state = Verdict::State::stale;
    return verdict;
}

} // namespace broadsheet::mirror

#include "mirror/waiting_head.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/log/numbers.h"
#include "mirror/staged_files.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t most_bytes = 1u << 20;

} // namespace

Result<std::optional<WaitingHead>> WaitingHead::read(std::filesystem::path const& log)
{
    auto const file = log / file_name;
    std::error_code failed;
    // While one waits, only its own edition is put in place: it is signed.
    if (!std::filesystem::exists(file, failed) || StagedFiles::were_cut_off(log))
        return std::optional<WaitingHead>();
    auto const bytes = TRY(read_file(file, most_bytes));
    auto const start = bytes.find('\n');
    WaitingHead head;
    head.minisign_signature = TRY(from_base64(bytes.substr(0, start)));
    head.latest = TRY(TlogProof::parse(bytes.substr(start + 1)));
    auto waiting = TRY(PartlySignedCheckpoint::parse(std::exchange(head.latest.checkpoint, "")));
    head.checkpoint = std::move(waiting.checkpoint);
    head.signatures = std::move(waiting.signatures);
    // Published, but the program ended before it could delete the file.
    if (TRY(LogFolder::open(log)).size() >= head.checkpoint.size)
        return std::optional<WaitingHead>();
    return std::optional(std::move(head));
}

std::string WaitingHead::to_string() const
{
    auto proof = latest;
    proof.checkpoint = PartlySignedCheckpoint{checkpoint, signatures}.to_string();
    return to_base64(minisign_signature) + '\n' + proof.to_string();
}

Result<std::size_t> WaitingHead::take(SignAnswer const& answer, RootDocument const& root)
{
    if (answer.note.text != checkpoint.text())
        return invalid("this signature is for another checkpoint than the one that waits: make a new request "
                       "with `broadsheet mirror request`");
    auto keys = root.log_keys;
    keys.insert(keys.end(), root.witness_keys.begin(), root.witness_keys.end());
    std::size_t taken = 0;
    for (auto const& by : TRY(answer.note.signers(keys))) {
        auto const is_by
            = [&](Note::Signature const& one) { return one.name == by.name && one.id == by.id(); };
        if (by.kind == KeyKind::note) {
            if (!by.has_signed(minisign_message(std::ranges::find_if(answer.note.signatures, is_by)->bytes,
                                   checkpoint.origin),
                    answer.minisign_signature))
                return invalid("the signature for minisign is missing or wrong: take in the whole file that "
                               "`broadsheet sign` has written");
            minisign_signature = answer.minisign_signature;
        }
        if (std::ranges::any_of(signatures, is_by))
            continue;
        signatures.push_back(*std::ranges::find_if(answer.note.signatures, is_by));
        ++taken;
    }
    return taken;
}

Result<SignedCheckpoint> WaitingHead::signed_checkpoint(RootDocument const& root) const
{
    auto const whole = note();
    TRY(root.check_checkpoint(whole));
    auto const signers = TRY(whole.signers(root.log_keys));
    return SignedCheckpoint{whole, signers.front(), minisign_signature};
}

Result<SignRequest> request_of(WaitingHead const& head, std::filesystem::path const& log)
{
    auto const published = TRY(LogFolder::open(log));
    TiledTree tree(
        [&](std::string const& name) { return published.read_waiting(name); }, head.checkpoint.size);
    auto proof = TRY(consistency_proof(tree.reader(), published.size(), head.checkpoint.size));
    return SignRequest{published.size(), std::move(proof), head.checkpoint, head.signatures};
}

} // namespace broadsheet::mirror

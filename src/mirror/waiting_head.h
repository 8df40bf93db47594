#pragma once

#include "mirror/sign_request.h"
#include "mirror/signing.h"

namespace broadsheet::mirror {

// A head of the newspaper's log that is complete but for signatures that are made elsewhere: the log's own,
// where its key does not lie on this machine, and those of witnesses. Kept in the log's folder, in the file
// .broadsheet-unsigned; the tiles and shards that it stands for are set aside there (StagedFiles). Until it is
// signed, no further build is made: what was handed out to be signed will be part of the log.
struct WaitingHead {
    TlogProof latest; // its checkpoint is missing
    Checkpoint checkpoint;
    std::vector<Note::Signature> signatures; // so far
    std::string minisign_signature; // of the log's key; empty: it has not signed

    static constexpr std::string_view file_name = LogFolder::waiting_head_name;

    // Returns the one that waits in a log's folder, if any does; one that is being put in place, or was cut
    // off there, waits no more.
    static Result<std::optional<WaitingHead>> read(std::filesystem::path const& log);
    std::string to_string() const;

    Note note() const { return {checkpoint.text(), signatures}; }
    // Adds the signatures of an answer that are by keys of the root document, those it has already aside, and
    // returns how many were added. invalid: the answer is for another checkpoint, or a signature is wrong.
    Result<std::size_t> take(SignAnswer const&, RootDocument const&);
    // Returns what signed it has to be, or why it is not enough yet (forbidden).
    Result<SignedCheckpoint> signed_checkpoint(RootDocument const&) const;
};

// Returns what is to be signed, from what was signed last on.
Result<SignRequest> request_of(WaitingHead const&, std::filesystem::path const& log);

} // namespace broadsheet::mirror

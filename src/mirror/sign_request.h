#pragma once

#include "mirror/log/checkpoint.h"
#include "mirror/log/note.h"
#include "mirror/log/proof.h"

#include <optional>

namespace broadsheet::mirror {

// What a key that lies elsewhere is asked to sign: the body of https://c2sp.org/tlog-witness's
// add-checkpoint. A witness is given the checkpoint as a note that the log has signed, the log's own key its
// bare text.
//
//   old SIZE
//   (the consistency proof's hashes, base64, one a line)
//   (an empty line)
//   (the checkpoint)
struct SignRequest {
    std::uint64_t old_size = 0;
    Hashes proof;
    Checkpoint checkpoint;
    std::vector<Note::Signature> signatures; // that it has so far

    // Reads its form only. invalid: another one, or a proof of more than 63 hashes.
    static Result<SignRequest> parse(std::string_view);
    std::string to_string() const;
};

// Returns why what was signed last does not allow to sign this, or the request's checkpoint. `last` is empty
// where nothing was signed. conflict: the log does not go on from there, or the request does not prove it.
Result<void> check_follows(SignRequest const&, std::optional<Checkpoint> const& last);

// What a key has signed, for the newspaper to take in: the checkpoint's note with the new signature; behind
// it, of the log's own key, the file checkpoint.minisig, which has a second one.
struct SignAnswer {
    Note note;
    std::string minisign_signature; // empty: a witness's

    static Result<SignAnswer> parse(std::string_view);
};

// Signs, as the key's kind says, and returns the text of the answer. `time` is in seconds since 1970 and
// stands in a witness's signature. The request must have been checked.
std::string answer_to(SignRequest const&, SigningKey const&, std::uint64_t time);

} // namespace broadsheet::mirror

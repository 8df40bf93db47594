#pragma once

#include "mirror/log/hash.h"
#include "mirror/log/note.h"

#include <cstdint>

namespace broadsheet::mirror {

// The head of a log: https://c2sp.org/tlog-checkpoint
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root;

    bool operator==(Checkpoint const&) const = default;
    // Reads a note's text. Lines after the third are refused: this log writes none.
    static Result<Checkpoint> parse(std::string_view text);
    std::string text() const;
};

// A checkpoint that may lack signatures still: written as its bare text, or as a note with those it has.
struct PartlySignedCheckpoint {
    Checkpoint checkpoint;
    std::vector<Note::Signature> signatures; // so far

    // Reads its form only, as Note::parse() does.
    static Result<PartlySignedCheckpoint> parse(std::string_view);
    std::string to_string() const;
};

} // namespace broadsheet::mirror

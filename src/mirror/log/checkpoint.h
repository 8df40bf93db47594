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

} // namespace broadsheet::mirror

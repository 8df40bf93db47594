#pragma once

#include "mirror/log/checkpoint.h"

#include <functional>

namespace broadsheet::mirror {

using Hashes = std::vector<Hash>;

// Returns the hash over the 2^level leaves from number index * 2^level on.
using SubtreeReader = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

// https://www.rfc-editor.org/rfc/rfc6962#section-2.1 over a log whose subtrees can be read. The size is that
// of the tree, the index below it.
Result<Hash> tree_root(SubtreeReader const&, std::uint64_t size);
Result<Hashes> inclusion_proof(SubtreeReader const&, std::uint64_t index, std::uint64_t size);
Result<Hashes> consistency_proof(SubtreeReader const&, std::uint64_t old_size, std::uint64_t size);

// Returns whether the proof says that the leaf stands at `index` of the tree.
bool is_included(
    Hash const& leaf, std::uint64_t index, std::uint64_t size, Hash const& root, std::span<Hash const> proof);
// Returns whether the proof says that the old tree is the beginning of the new one. Every tree begins with
// the empty one.
bool is_consistent(std::uint64_t old_size, Hash const& old_root, std::uint64_t size, Hash const& root,
    std::span<Hash const> proof);

// The root of a tree of leaves in memory.
Hash root_of(std::span<Hash const> leaves);

// A leaf's inclusion with the checkpoint: https://c2sp.org/tlog-proof
struct TlogProof {
    std::string extra; // of no weight by itself
    std::uint64_t index = 0;
    Hashes hashes;
    std::string checkpoint; // a note

    static Result<TlogProof> parse(std::string_view);
    std::string to_string() const;
};

} // namespace broadsheet::mirror

#pragma once

#include "mirror/log/tiles.h"

namespace broadsheet::mirror {

// Appends leaves to a log's tiles. Full tiles are written as they fill up, partial ones by finish(). Memory
// does not grow with the log. Not thread-safe.
class TreeWriter {
public:
    using Write = std::function<Result<void>(std::string const& name, std::string_view content)>;

    // `read` and `write` take names below the log's folder.
    static Result<TreeWriter> open(TileReader const& read, Write write, std::uint64_t size);

    std::uint64_t size() const { return size_; }
    Result<void> append(std::string_view entry);
    // Writes the partial tiles that the log ends with. May be followed by further appends.
    Result<void> finish();
    Hash root() const;
    // Returns the proof that the last leaf, appended since open(), is in the tree.
    Hashes last_leaf_proof() const;

private:
    TreeWriter(Write write, std::uint64_t size)
        : write_(std::move(write))
        , size_(size)
    {
    }
    Result<void> add_hash(std::size_t level, Hash const&);

    Write write_;
    std::uint64_t size_;
    std::vector<Hashes> edge_; // by level, the hashes of the tile that is not full yet
    std::vector<Hashes> last_full_; // by level, those of the tile that became full last, since open()
    std::string bundle_; // of the entries that go with level 0's
};

// Makes the tiles of a log of that size anew from its bundles of entries. Hands each entry to `visit`, each
// tile and bundle that follows from them to `compare`, and returns the root. invalid: a bundle ends within an
// entry, or has not as many as its name says.
Result<Hash> remake_tiles(std::uint64_t size, TileReader const& read, TreeWriter::Write compare,
    std::function<Result<void>(std::string_view entry)> const& visit);

} // namespace broadsheet::mirror

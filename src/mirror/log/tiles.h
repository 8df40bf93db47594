#pragma once

#include "mirror/log/proof.h"

#include <map>

namespace broadsheet::mirror {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr std::size_t hash_size = 32;

// Returns the names of tiles below a log's folder (https://c2sp.org/tlog-tiles): of hashes at a level, and of
// entries. Less than 256 wide, it is a partial one.
std::string tile_name(unsigned level, std::uint64_t number, std::uint64_t width);
std::string bundle_name(std::uint64_t number, std::uint64_t width);
// Returns how wide tile `number` of a level is in a log of that size; 0: it has none.
std::uint64_t width_of_tile(unsigned level, std::uint64_t number, std::uint64_t size);

// Appends an entry, of 65,535 bytes at most, to a bundle.
void append_entry(std::string& bundle, std::string_view entry);
// Calls `visit` with each entry of a bundle. invalid: it ends within one.
Result<void> for_each_entry(
    std::string_view bundle, std::function<Result<void>(std::string_view entry)> const& visit);

// Reads a file below the log's folder.
using TileReader = std::function<Result<std::string>(std::string const& name)>;

// Reads the subtrees of a log of a size from its tiles, and keeps the last tile of each level. What is read
// is not checked: that the root comes out right is for whoever asks. Not thread-safe.
class TiledTree {
public:
    TiledTree(TileReader read, std::uint64_t size)
        : read_(std::move(read))
        , size_(size)
    {
    }
    std::uint64_t size() const { return size_; }
    Result<Hash> subtree(unsigned level, std::uint64_t index);
    SubtreeReader reader()
    {
        return [this](unsigned level, std::uint64_t index) { return subtree(level, index); };
    }

private:
    TileReader read_;
    std::uint64_t size_;
    std::map<unsigned, std::pair<std::string, std::string>> last_; // by level: name, tile
};

} // namespace broadsheet::mirror

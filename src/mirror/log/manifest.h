#pragma once

#include "mirror/log/leaf.h"

#include <functional>
#include <vector>

namespace broadsheet::mirror {

// The manifest of what is published, in shards by the names' hashes: docs/mirror-format.md.

inline constexpr unsigned most_bits = 24;
inline constexpr unsigned branch_bits = 5;
inline constexpr std::uint64_t branch_width = 1u << branch_bits;

// A file of the edition: a shard's line.
struct ManifestLine {
    std::uint64_t index = 0; // of its put leaf
    std::string slot;
    std::uint64_t length = 0;
    std::string type;
    Hash content; // SHA-256(salt ‖ content)
    std::string nonce; // 16 bytes
    std::string salt; // 16 bytes
    std::string name;

    // Reads a line without its line feed.
    static Result<ManifestLine> parse(std::string_view);
    std::string text() const;
    PutLeaf leaf() const;
};

// Returns whether a file may be called so: UTF-8 without control characters, relative, no empty, "." or ".."
// part.
bool is_file_name(std::string_view);

// Reads a shard. invalid: a line is, or they are not sorted by name, or one belongs elsewhere.
Result<std::vector<ManifestLine>> parse_shard(std::string_view, std::uint64_t number, unsigned bits);

// The first 32 bits of SHA-256(name), and the shard they lie in.
std::uint32_t place_of_name(std::string_view name);
constexpr std::uint64_t shard_at(std::uint32_t place, unsigned bits)
{
    return bits == 0 ? 0 : place >> (32 - bits);
}

// The number of bits for so many files: shards have 8 or fewer on the average.
unsigned bits_for(std::uint64_t files);

// How many files level `level` has, and how many levels there are, the shards' among them.
constexpr std::uint64_t nodes_at(unsigned level, unsigned bits)
{
    auto const shards = std::uint64_t{1} << bits;
    return (shards + (std::uint64_t{1} << (branch_bits * level)) - 1) >> (branch_bits * level);
}
constexpr unsigned levels_of(unsigned bits)
{
    unsigned levels = 1;
    while (nodes_at(levels - 1, bits) > branch_width)
        ++levels;
    return levels;
}

// Returns a node's name below the log's folder.
std::string node_name(unsigned level, std::uint64_t number);

// Returns the bytes of a node, checked: read from `read`, which is given its name, down from the top.
using NodeReader = std::function<Result<std::string>(std::string const& name)>;
Result<std::string> checked_node(
    NodeReader const& read, std::string_view top, unsigned bits, unsigned level, std::uint64_t number);

} // namespace broadsheet::mirror

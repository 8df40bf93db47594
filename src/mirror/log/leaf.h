#pragma once

#include "mirror/log/hash.h"

#include <cstdint>

namespace broadsheet::mirror {

// The leaves of a newspaper's log, as lines without a line feed: docs/mirror-format.md.

// What a leaf says of a file, without its name.
struct PutLeaf {
    Hash path; // SHA-256(nonce ‖ name)
    Hash content; // SHA-256(salt ‖ content)
    std::uint64_t length = 0;
    std::string type; // media type without parameters
    std::string slot;

    std::string text() const;
};

// What is published at the end of a publish.
struct SnapshotLeaf {
    Hash manifest;
    unsigned bits = 0; // of the shards' numbers
    std::uint64_t files = 0;
    std::uint64_t edition = 0;
    std::string slot;

    std::string text() const;
    static Result<SnapshotLeaf> parse(std::string_view);
};

std::string delete_leaf(Hash const& path, std::string_view slot);
std::string keys_leaf(Hash const& root_document, std::uint64_t version, std::string_view slot);

// Returns whether it is one of "2026-11-27T23:00Z".
bool is_slot(std::string_view);
// Returns whether it is a media type without parameters that can stand in a leaf.
bool is_media_type(std::string_view);

} // namespace broadsheet::mirror

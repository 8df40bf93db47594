#pragma once

#include "mirror/log/manifest.h"

namespace broadsheet::mirror {

// Writes the branches above shards that have changed. Not thread-safe.
class ManifestWriter {
public:
    using Write = std::function<Result<void>(std::string const& name, std::string_view content)>;

    // `read` gives the former branches and `top` the former top; where all shards are new (`is_whole`), they
    // are not asked for.
    ManifestWriter(unsigned bits, bool is_whole, std::string top, NodeReader read, Write write)
        : bits_(bits)
        , is_whole_(is_whole)
        , top_(std::move(top))
        , read_(std::move(read))
        , write_(std::move(write))
    {
    }
    // To be called with the numbers in ascending order, and with all of them if all shards are new.
    void set_shard(std::uint64_t number, Hash const& hash) { changed_.emplace_back(number, hash); }
    // Returns the top.
    Result<std::string> finish();

private:
    using Nodes = std::vector<std::pair<std::uint64_t, Hash>>;
    Result<Nodes> write_level(unsigned level, Nodes const& below);

    unsigned bits_;
    bool is_whole_;
    std::string top_;
    NodeReader read_;
    Write write_;
    Nodes changed_;
};

} // namespace broadsheet::mirror

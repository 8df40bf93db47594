#pragma once

#include "mirror/log/manifest.h"
#include "mirror/log/root_document.h"
#include "mirror/log/tiles.h"

#include <filesystem>
#include <map>
#include <optional>

namespace broadsheet::mirror {

// The newest snapshot of a log, as `latest` tells it; not yet checked.
struct LogHead {
    Checkpoint checkpoint;
    Note note; // the checkpoint, signed
    SnapshotLeaf snapshot;
    std::string top; // of the manifest
    TlogProof proof;

    static Result<LogHead> parse(std::string_view latest);
    // Checks what needs no key: that the leaf is in the tree, the last one, and the top is its manifest's.
    Result<void> check() const;
};

// A newspaper's own log, in a folder laid out as log/ in a mirror. What it holds is trusted; thread-safe for
// reading. An edition that waits for signatures lies beside it (WaitingHead), and is no part of it before it
// is signed.
class LogFolder {
public:
    static constexpr std::string_view waiting_head_name = ".broadsheet-unsigned";
    // Opens the folder, which may be empty or not there yet.
    static Result<LogFolder> open(std::filesystem::path);

    std::filesystem::path const& path() const { return path_; }
    std::optional<LogHead> const& head() const { return head_; }
    std::uint64_t size() const { return head_ ? head_->checkpoint.size : 0; }
    unsigned bits() const { return head_ ? head_->snapshot.bits : 0; }

    // Names are below the folder.
    Result<std::string> read(std::string const& name) const;
    // Returns the root of the log when it had so many leaves, from its tiles, which are not checked; it has
    // as many at least.
    Result<Hash> root_at(std::uint64_t leaves) const;
    // The same of the log as it will be once the edition that waits is signed, but for its head.
    Result<std::string> read_waiting(std::string const& name) const;
    std::map<std::string, std::filesystem::path> const& waiting() const { return waiting_; }
    // The bytes of a shard; empty where there is no manifest yet.
    Result<std::string> shard(std::uint64_t number) const;
    Result<std::vector<ManifestLine>> lines(std::uint64_t number) const;
    // Returns the line of a published file.
    Result<std::optional<ManifestLine>> find(std::string_view name) const;
    // All root documents, that of an edition that waits included, the first version first.
    Result<std::vector<Note>> roots() const;

private:
    std::filesystem::path path_;
    std::optional<LogHead> head_;
    std::map<std::string, std::filesystem::path> waiting_; // where its files lie, by their names
};

// Far more bytes than one has: with 64 keys of each kind, some 20 KB.
inline constexpr std::size_t largest_root_document = 64u << 10;
// Returns the name of a root document below the log's folder.
std::string root_name(std::uint64_t version);
// Calls `visit` with each root document of a log, from version 1 on, which there has to be; unchecked, but
// for that it is written as it should be. limit: there are more than 1,000.
Result<void> for_each_root(NodeReader const&, std::function<void(Note)> const& visit);

} // namespace broadsheet::mirror

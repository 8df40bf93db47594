#pragma once

#include "base/random.h"
#include "mirror/line_sorter.h"
#include "mirror/log/log_folder.h"
#include "mirror/log/tree_writer.h"
#include "mirror/staged_files.h"

#include <atomic>
#include <mutex>

namespace broadsheet::mirror {

// What becomes of a log that is about to grow.
struct Publish {
    Checkpoint checkpoint; // to be signed
    TlogProof latest; // complete but for the checkpoint's note
    std::uint64_t put = 0;
    std::uint64_t deleted = 0;
    std::vector<std::string>
        written; // files of the log that are new or changed, but for those that name the head
};

// Brings a log from one edition to the next: is told every file of the edition, or every one that may have
// changed, and stages the log's new leaves, tiles, shards and branches. What has not changed gets no leaf.
// put() and put_file() are thread-safe, and called once a file. Memory grows by one bit a leaf of the log.
class Publication {
public:
    // The log, the stage of its folder and the randomness must outlive it.
    Publication(LogFolder const&, StagedFiles&, std::string slot, Random&);

    // The file `name` has this content.
    Result<void> put(std::string const& name, std::string_view content, std::string_view type);
    // The same of a file, of any size. One that is fixed never has another content under its name, and is
    // read only where it is new.
    enum class Content { fixed, may_change };
    Result<void> put_file(std::string const& name, std::filesystem::path const& file, std::string_view type,
        Content = Content::fixed);
    // The file is gone. Nothing happens if it was not published.
    Result<void> remove(std::string const& name);
    // All that was published and not put is gone.
    Result<void> remove_others();

    // Adds a root document, for the log's `keys` leaf; before finish().
    void announce(Note root_document) { root_document_ = std::move(root_document); }

    // Returns whether anything has changed: if not, finish() need not be called.
    bool has_changes() const { return changes_ > 0 || root_document_; }
    // Returns how many files were entered or taken out so far.
    std::uint64_t changes() const { return changes_; }
    Result<Publish> finish(std::string origin, std::uint64_t edition);

private:
    Result<void> record(char kind, std::string_view name, std::string_view text);
    Result<std::optional<ManifestLine>> find_and_note(std::string const& name);
    Result<void> put_line(ManifestLine, bool is_new);
    std::string random_bytes();
    Result<void> stage(std::string const& name, std::string_view content, Phase);
    Result<unsigned> choose_bits();
    Result<std::string> rewrite_manifest(TreeWriter&, unsigned bits);
    Result<Hash> rewrite_shard(TreeWriter&, std::uint64_t number, std::vector<ManifestLine> former,
        std::vector<std::string> const& changes);

    LogFolder const& log_;
    StagedFiles& staged_;
    std::string slot_;
    Random& random_;
    std::mutex mutex_; // guards the two below
    LineSorter changes_sorted_; // "PLACE KIND …", by the place of the name
    std::vector<bool> seen_; // published files that were put, by the index of their leaf
    std::atomic<std::uint64_t> changes_ = 0;
    std::atomic<std::uint64_t> files_; // published, after the changes
    std::optional<Note> root_document_;
    Publish publish_;
};

} // namespace broadsheet::mirror

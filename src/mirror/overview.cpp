#include "mirror/overview.h"

#include "base/file.h"
#include "mirror/log/checkpoint.h"
#include "mirror/log/leaf.h"
#include "mirror/log/note.h"
#include "mirror/log/proof.h"
#include "mirror/log/root_document.h"
#include "mirror/log/tiles.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t largest_file = 1 << 20;

struct Head {
    Checkpoint checkpoint;
    SnapshotLeaf snapshot;
};

Result<Head> read_head(std::string_view latest, RootDocument const& root)
{
    auto const proof = TRY(TlogProof::parse(latest));
    auto const note = TRY(Note::parse(proof.checkpoint));
    TRY(root.check_checkpoint(note));
    Head head;
    head.checkpoint = TRY(Checkpoint::parse(note.text));
    auto const leaf = proof.extra.substr(0, proof.extra.find('\n'));
    head.snapshot = TRY(SnapshotLeaf::parse(leaf));
    if (head.checkpoint.origin != root.origin || proof.index + 1 != head.checkpoint.size
        || !is_included(
            leaf_hash(leaf), proof.index, head.checkpoint.size, head.checkpoint.root, proof.hashes))
        return forbidden("the proof of the newest edition does not hold");
    return head;
}

// Reads the log's last bundles of entries, as far back as `most` publishes.
Result<void> read_publishes(
    Overview& overview, std::filesystem::path const& log, std::uint64_t size, std::size_t most)
{
    for (auto number = (size - 1) / tile_width + 1; number-- > 0 && overview.publishes.size() < most;) {
        auto const width = std::min(tile_width, size - number * tile_width);
        auto const bundle = TRY(read_file(log / bundle_name(number, width), std::size_t{32} << 20));
        std::vector<Overview::Publish> publishes;
        TRY(for_each_entry(bundle, [&](std::string_view entry) -> Result<void> {
            if (auto const snapshot = SnapshotLeaf::parse(entry))
                publishes.push_back({snapshot->edition, snapshot->files, snapshot->slot});
            if (entry.starts_with("keys ") && overview.keys_since.empty()
                && entry.find(fmt::format(" {} ", overview.root_version)) != entry.npos)
                overview.keys_since = entry.substr(entry.rfind(' ') + 1);
            return {};
        }));
        overview.publishes.insert(overview.publishes.end(), publishes.rbegin(), publishes.rend());
    }
    overview.publishes.resize(std::min(overview.publishes.size(), most));
    return {};
}

} // namespace

Result<Newest> read_newest(std::string_view latest, std::string_view root)
{
    auto const note = TRY(Note::parse(root));
    auto const document = TRY(RootDocument::parse(note.text));
    auto const head = TRY(read_head(latest, document));
    return Newest{head.snapshot.edition, head.checkpoint.size, head.snapshot.slot, head.checkpoint.root};
}

Result<Overview> overview_of(std::filesystem::path const& mirror, std::size_t most)
{
    auto const log = mirror / "log";
    std::error_code none;
    if (mirror.empty() || !std::filesystem::exists(log / "latest", none))
        return not_found(fmt::format("{} has no signed log", mirror.string()));
    auto const document = TRY(read_file(log / "root", largest_file));
    auto const note = TRY(Note::parse(document));
    auto const root = TRY(RootDocument::parse(note.text));
    auto const latest = TRY(read_file(log / "latest", largest_file));
    auto const head = TRY(read_head(latest, root));

    Overview overview;
    overview.origin = root.origin;
    overview.edition = head.snapshot.edition;
    overview.slot = head.snapshot.slot;
    overview.files = head.snapshot.files;
    overview.size = head.checkpoint.size;
    overview.root_version = root.version;
    overview.threshold = root.threshold;
    overview.root_keys = root.root_keys.size();
    overview.fingerprint = fingerprint_of(note.text);
    for (auto const& key : root.log_keys)
        overview.log_keys.push_back(key.text());
    TRY(read_publishes(overview, log, head.checkpoint.size, most));
    return overview;
}

} // namespace broadsheet::mirror

// What a mirror sends to a reader who verifies it: notes, checkpoints, proofs, also of one file, root documents,
// shards, bundles.
#include "mirror/log/log_folder.h"
#include "mirror/verify/file_proof.h"

#include <cstdint>
#include <cstdlib>

using namespace broadsheet;
using namespace broadsheet::mirror;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const input(reinterpret_cast<char const*>(data), size);
    // What is read and written again is the same, or was read wrongly.
    if (auto const note = Note::parse(input); note.ok() && note->to_string() != input)
        std::abort();
    if (auto const checkpoint = Checkpoint::parse(input); checkpoint.ok() && checkpoint->text() != input)
        std::abort();
    if (auto const root = RootDocument::parse(input); root.ok() && root->text() != input)
        std::abort();
    if (auto const key = VerifierKey::parse(input); key.ok() && key->text() != input)
        std::abort();
    if (auto const leaf = SnapshotLeaf::parse(input); leaf.ok() && leaf->text() != input)
        std::abort();
    if (auto const line = ManifestLine::parse(input); line.ok() && line->text() != input)
        std::abort();
    if (auto const proof = FileProof::parse(input); proof.ok()) {
        if (proof->to_string() != input)
            std::abort();
        (void)verify_file("/nonexistent", *proof, {});
    }
    (void)parse_shard(input, 0, 0);
    (void)for_each_entry(input, [](std::string_view) -> Result<void> { return {}; });
    if (auto const head = LogHead::parse(input); head.ok())
        (void)head->check();
    return 0;
}

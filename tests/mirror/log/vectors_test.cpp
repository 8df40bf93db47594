#include "mirror/log/vectors.h"

#include "mirror/log/log_folder.h"
#include "mirror/log/manifest.h"
#include "mirror/log/numbers.h"
#include "mirror/log/other_forms.h"
#include "mirror/log/root_document.h"
#include "mirror/log/tiles.h"

#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using namespace test_vectors;

std::string from_hex(std::string_view text)
{
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += 2)
        bytes += static_cast<char>(std::stoi(std::string(text.substr(at, 2)), nullptr, 16));
    return bytes;
}

TEST(MirrorVectors, ANoteIsSignedAndCosigned)
{
    auto const& vector = all().at("note");
    auto const key = SigningKey::from_seed(
        "the-lantern/5f0c9e41a7d3b286", KeyKind::note, from_hex(text(vector.at("seed"))));
    EXPECT_EQ(key.verifier().text(), text(vector.at("vkey")));
    Note note{text(vector.at("text")), {}};
    note.sign(key);
    EXPECT_EQ(note.to_string(), text(vector.at("note")));

    auto const& theirs = vector.at("witness");
    auto const witness = SigningKey::from_seed(
        "witness.example/w1", KeyKind::cosignature, from_hex(text(theirs.at("seed"))));
    EXPECT_EQ(witness.verifier().text(), text(theirs.at("vkey")));
    note.cosign(witness, theirs.at("time").to_number<std::uint64_t>());
    EXPECT_EQ(note.to_string(), text(vector.at("note")) + text(theirs.at("line")));
    std::vector const keys{key.verifier(), witness.verifier()};
    EXPECT_EQ(Note::parse(note.to_string()).value().signers(keys).value(), keys);
    EXPECT_EQ(SigningKey::parse(key.text()).value().verifier(), key.verifier());
}

TEST(MirrorVectors, TreesHaveTheirRootsAndProofs)
{
    auto const& vector = all().at("tree");
    Hashes leaves;
    for (int number = 0; number < 300; ++number)
        leaves.push_back(leaf_hash("entry " + std::to_string(number)));
    auto const read = [&](unsigned level, std::uint64_t index) -> Result<Hash> {
        return root_of(std::span(leaves).subspan(index << level, std::size_t{1} << level));
    };
    auto const root = [&](std::uint64_t size) { return tree_root(read, size).value(); };
    for (auto const& [size, expected] : vector.at("roots").as_object())
        EXPECT_EQ(root(std::stoull(std::string(size))).base64(), text(expected)) << size;
    for (auto const& one : vector.at("inclusion").as_array()) {
        auto const index = one.at("index").to_number<std::uint64_t>();
        auto const size = one.at("size").to_number<std::uint64_t>();
        auto proof = hashes(one.at("proof"));
        EXPECT_EQ(inclusion_proof(read, index, size).value(), proof);
        EXPECT_TRUE(is_included(leaves[index], index, size, root(size), proof));
        EXPECT_FALSE(is_included(leaves[index], index + 1, size, root(size), proof));
        EXPECT_FALSE(is_included(leaves[(index + 1) % 300], index, size, root(size), proof));
        proof.push_back(leaves[0]);
        EXPECT_FALSE(is_included(leaves[index], index, size, root(size), proof));
    }
    for (auto const& one : vector.at("consistency").as_array()) {
        auto const old_size = one.at("old").to_number<std::uint64_t>();
        auto const size = one.at("size").to_number<std::uint64_t>();
        auto proof = hashes(one.at("proof"));
        EXPECT_EQ(consistency_proof(read, old_size, size).value(), proof);
        EXPECT_TRUE(is_consistent(old_size, root(old_size), size, root(size), proof));
        EXPECT_FALSE(is_consistent(old_size, leaves[0], size, root(size), proof) && old_size != 1);
        EXPECT_FALSE(is_consistent(old_size, root(old_size), size, leaves[7], proof));
        proof.push_back(leaves[0]);
        EXPECT_FALSE(is_consistent(old_size, root(old_size), size, root(size), proof));
    }
}

TEST(MirrorVectors, NumbersMakePaths)
{
    for (auto const& [number, path] : all().at("numbers").as_object())
        EXPECT_EQ(number_path(std::stoull(std::string(number))), text(path));
}

TEST(MirrorVectors, ASmallMirrorIsReadFromItsTop)
{
    auto const files = mirror_files(2);
    auto const read = [&](std::string const& name) -> Result<std::string> { return files.at("log/" + name); };
    auto const latest = TlogProof::parse(files.at("log/latest")).value();
    EXPECT_EQ(latest.to_string(), files.at("log/latest"));
    auto const note = Note::parse(latest.checkpoint).value();
    auto const checkpoint = Checkpoint::parse(note.text).value();
    auto const line_feed = latest.extra.find('\n');
    auto const leaf = latest.extra.substr(0, line_feed);
    auto const top = latest.extra.substr(line_feed + 1);
    auto const snapshot = SnapshotLeaf::parse(leaf).value();
    EXPECT_EQ(snapshot.text(), leaf);
    EXPECT_EQ(snapshot.manifest, hash_of(top));
    EXPECT_TRUE(is_included(leaf_hash(leaf), latest.index, checkpoint.size, checkpoint.root, latest.hashes));
    TiledTree tree(read, checkpoint.size);
    EXPECT_EQ(tree_root(tree.reader(), checkpoint.size).value(), checkpoint.root);

    std::size_t found = 0;
    for (std::uint64_t number = 0; number < nodes_at(0, snapshot.bits); ++number) {
        auto const shard = checked_node(read, top, snapshot.bits, 0, number).value();
        for (auto const& line : parse_shard(shard, number, snapshot.bits).value()) {
            ++found;
            auto const& content = files.at(line.name);
            EXPECT_EQ(hash_of(line.salt + content), line.content) << line.name;
            EXPECT_EQ(tree.subtree(0, line.index).value(), leaf_hash(line.leaf().text())) << line.name;
        }
    }
    EXPECT_EQ(found, snapshot.files);
}

TEST(MirrorVectors, RootDocumentsFollowFromEachOther)
{
    auto const& vectors = all().at("roots");
    std::vector<Note> chain;
    for (std::uint64_t version = 1; version <= 3; ++version) {
        auto const document = text(vectors.at("files").at("log/" + root_name(version)));
        chain.push_back(Note::parse(document).value());
        EXPECT_EQ(fingerprint_of(chain.back().text), text(vectors.at("fingerprints").at(version - 1)));
    }
    EXPECT_EQ(check_chain(chain).value().version, 3U);
    chain.erase(chain.begin() + 1);
    EXPECT_FALSE(check_chain(chain).ok());
}

TEST(MirrorVectors, TheKeysOfASmallMirrorFollowFromEachOther)
{
    auto const files = mirror_files(2);
    std::vector<Note> chain{Note::parse(files.at("log/roots/001")).value()};
    auto const first = check_chain(chain).value();
    chain.push_back(Note::parse(files.at("log/roots/002")).value());
    auto const second = check_chain(chain).value();
    auto const checkpoint = Note::parse(files.at("log/checkpoint")).value();
    EXPECT_TRUE(second.check_checkpoint(checkpoint).ok());
    EXPECT_FALSE(first.check_checkpoint(checkpoint).ok()) << "the former key has not signed it";
    EXPECT_EQ(fingerprint_of(chain[1].text), text(all().at("mirror").at("root_fingerprints").at(1)));

    auto const& key = second.log_keys[0];
    auto const forms = other_forms(checkpoint.text, second.origin, key, checkpoint.signatures[0].bytes,
        minisign_signature_in(files.at("log/checkpoint.minisig")).value());
    for (auto const& [name, content] : forms)
        EXPECT_EQ(content, files.at("log/" + name)) << name;
}

} // namespace
} // namespace broadsheet::mirror

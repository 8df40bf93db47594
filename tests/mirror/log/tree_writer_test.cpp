#include "mirror/log/tree_writer.h"

#include <gtest/gtest.h>
#include <map>

namespace broadsheet::mirror {
namespace {

// Grows a log bit by bit, opening it anew each time, and compares it with the same leaves in memory.
TEST(TreeWriter, GrowsALogWhoseTilesAndProofsHold)
{
    std::map<std::string, std::string> files;
    auto const read = [&](std::string const& name) -> Result<std::string> {
        auto const found = files.find(name);
        return found == files.end() ? Result<std::string>(not_found(name)) : found->second;
    };
    auto const write = [&](std::string const& name, std::string_view content) -> Result<void> {
        files[name] = content;
        return {};
    };
    Hashes leaves;
    for (std::uint64_t const size :
        {1u, 2u, 7u, 255u, 256u, 257u, 511u, 512u, 700u, 65'535u, 65'536u, 65'537u, 66'000u}) {
        auto tree = TreeWriter::open(read, write, leaves.size()).value();
        while (leaves.size() < size) {
            auto const entry = "entry " + std::to_string(leaves.size());
            leaves.push_back(leaf_hash(entry));
            ASSERT_TRUE(tree.append(entry).ok());
        }
        ASSERT_TRUE(tree.finish().ok());
        EXPECT_EQ(tree.size(), size);
        auto const root = root_of(leaves);
        EXPECT_EQ(tree.root(), root) << size;
        EXPECT_TRUE(is_included(leaves.back(), size - 1, size, root, tree.last_leaf_proof())) << size;
        TiledTree tiled(read, size);
        EXPECT_EQ(tree_root(tiled.reader(), size).value(), root) << size;
        auto const proof = inclusion_proof(tiled.reader(), size / 3, size).value();
        EXPECT_TRUE(is_included(leaves[size / 3], size / 3, size, root, proof)) << size;
    }
    EXPECT_TRUE(files.contains("tile/1/000.p/1")) << "of 256 leaves";
    EXPECT_TRUE(files.contains("tile/2/000.p/1")) << "of 65,536 leaves";
}

TEST(TreeWriter, SaysThatALogIsBroken)
{
    auto const write = [](std::string const&, std::string_view) -> Result<void> { return {}; };
    auto const absent = [](std::string const& name) -> Result<std::string> { return not_found(name); };
    auto const shorter = [](std::string const&) -> Result<std::string> { return std::string(31, 'x'); };
    EXPECT_FALSE(TreeWriter::open(absent, write, 3).ok());
    EXPECT_FALSE(TreeWriter::open(shorter, write, 1).ok());
}

} // namespace
} // namespace broadsheet::mirror

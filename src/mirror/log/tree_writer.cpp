#include "mirror/log/tree_writer.h"

namespace broadsheet::mirror {

namespace {

std::string bytes_of(Hashes const& hashes)
{
    std::string bytes;
    for (auto const& hash : hashes)
        bytes += hash.view();
    return bytes;
}

} // namespace

Result<TreeWriter> TreeWriter::open(TileReader const& read, Write write, std::uint64_t size)
{
    TreeWriter tree(std::move(write), size);
    for (unsigned level = 0; size >> (8 * level) > 0; ++level) {
        auto& hashes = tree.edge_.emplace_back();
        auto const number = (size >> (8 * level)) / tile_width;
        auto const width = width_of_tile(level, number, size);
        if (width == 0)
            continue;
        auto const tile = TRY(read(tile_name(level, number, width)));
        if (tile.size() != width * hash_size)
            return invalid("the log's last tiles do not have the size they should");
        for (std::uint64_t at = 0; at < width; ++at)
            hashes.push_back(hash_at(tile, at));
        if (level == 0)
            tree.bundle_ = TRY(read(bundle_name(number, width)));
    }
    return tree;
}

Result<void> TreeWriter::append(std::string_view entry)
{
    append_entry(bundle_, entry);
    ++size_;
    if (size_ % tile_width == 0) {
        TRY(write_(bundle_name(size_ / tile_width - 1, tile_width), bundle_));
        bundle_.clear();
    }
    return add_hash(0, leaf_hash(entry));
}

Result<void> TreeWriter::add_hash(std::size_t level, Hash const& hash)
{
    if (edge_.size() <= level)
        edge_.emplace_back();
    last_full_.resize(edge_.size());
    edge_[level].push_back(hash);
    if (edge_[level].size() < tile_width)
        return {};
    auto full = std::exchange(edge_[level], {});
    auto const number = (size_ >> (8 * (level + 1))) - 1;
    TRY(write_(tile_name(static_cast<unsigned>(level), number, tile_width), bytes_of(full)));
    auto const above = root_of(full);
    last_full_[level] = std::move(full);
    return add_hash(level + 1, above);
}

Result<void> TreeWriter::finish()
{
    for (unsigned level = 0; level < edge_.size(); ++level) {
        auto const number = (size_ >> (8 * level)) / tile_width;
        if (!edge_[level].empty())
            TRY(write_(tile_name(level, number, edge_[level].size()), bytes_of(edge_[level])));
    }
    if (size_ % tile_width != 0)
        TRY(write_(bundle_name(size_ / tile_width, size_ % tile_width), bundle_));
    return {};
}

Hash TreeWriter::root() const
{
    // What is below a level's last hash and not full stands for one more of its hashes.
    Hashes hashes;
    for (auto const& level : edge_) {
        auto all = level;
        all.insert(all.end(), hashes.begin(), hashes.end());
        hashes = all.empty() ? Hashes() : Hashes{root_of(all)};
    }
    return hashes.empty() ? hash_of("") : hashes.front();
}

Hashes TreeWriter::last_leaf_proof() const
{
    VERIFY(size_ > 0);
    Hashes proof;
    // Whether what the leaf is in, below this level, is not full: then it stands behind the level's hashes.
    bool is_partial = false;
    for (std::size_t level = 0; level < edge_.size(); ++level) {
        auto hashes = edge_[level].empty() && !is_partial ? last_full_[level] : edge_[level];
        if (is_partial)
            hashes.emplace_back();
        auto const read = [&](unsigned height, std::uint64_t index) -> Result<Hash> {
            return root_of(std::span(hashes).subspan(index << height, std::size_t{1} << height));
        };
        auto const part = inclusion_proof(read, hashes.size() - 1, hashes.size()).value();
        proof.insert(proof.end(), part.begin(), part.end());
        is_partial = is_partial || !edge_[level].empty();
    }
    return proof;
}

Result<Hash> remake_tiles(std::uint64_t size, TileReader const& read, TreeWriter::Write compare,
    std::function<Result<void>(std::string_view entry)> const& visit)
{
    auto tree = TRY(TreeWriter::open(read, std::move(compare), 0)); // of which nothing is read
    for (std::uint64_t number = 0; number * tile_width < size; ++number) {
        auto const width = width_of_tile(0, number, size);
        auto const bundle = TRY(read(bundle_name(number, width)));
        auto entries = for_each_entry(bundle, [&](std::string_view entry) -> Result<void> {
            TRY(visit(entry));
            return tree.append(entry);
        });
        TRY(std::move(entries));
        if (tree.size() != number * tile_width + width)
            return invalid("a bundle has not as many entries as its name says");
    }
    TRY(tree.finish());
    return tree.root();
}

} // namespace broadsheet::mirror

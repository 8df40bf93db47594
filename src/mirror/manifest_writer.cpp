#include "mirror/manifest_writer.h"

#include <algorithm>

namespace broadsheet::mirror {

namespace {

void set_hash(std::string& hashes, std::size_t place, Hash const& hash)
{
    auto const at = place * hash.bytes.size();
    if (hashes.size() < at + hash.bytes.size())
        hashes.resize(at + hash.bytes.size());
    std::ranges::copy(hash.bytes, hashes.begin() + static_cast<std::ptrdiff_t>(at));
}

} // namespace

Result<ManifestWriter::Nodes> ManifestWriter::write_level(unsigned level, Nodes const& below)
{
    Nodes nodes;
    for (auto next = below.begin(); next != below.end();) {
        auto const number = next->first >> branch_bits;
        auto const name = node_name(level, number);
        auto bytes = is_whole_ ? std::string() : TRY(read_(name));
        for (; next != below.end() && next->first >> branch_bits == number; ++next)
            set_hash(bytes, next->first % branch_width, next->second);
        TRY(write_(name, bytes));
        nodes.emplace_back(number, hash_of(bytes));
    }
    return nodes;
}

Result<std::string> ManifestWriter::finish()
{
    for (unsigned level = 1; level < levels_of(bits_); ++level)
        changed_ = TRY(write_level(level, changed_));
    auto top = is_whole_ ? std::string() : top_;
    for (auto const& [number, hash] : changed_)
        set_hash(top, number, hash);
    return top;
}

} // namespace broadsheet::mirror

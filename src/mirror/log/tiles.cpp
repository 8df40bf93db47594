#include "mirror/log/tiles.h"

#include "mirror/log/numbers.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

std::string with_width(std::string name, std::uint64_t width)
{
    return width == tile_width ? name : fmt::format("{}.p/{}", name, width);
}

} // namespace

std::string tile_name(unsigned level, std::uint64_t number, std::uint64_t width)
{
    return with_width(fmt::format("tile/{}/{}", level, number_path(number)), width);
}

std::string bundle_name(std::uint64_t number, std::uint64_t width)
{
    return with_width(fmt::format("tile/entries/{}", number_path(number)), width);
}

std::uint64_t width_of_tile(unsigned level, std::uint64_t number, std::uint64_t size)
{
    auto const hashes = level >= 8 ? 0 : size >> (8 * level);
    return hashes <= number * tile_width ? 0 : std::min(tile_width, hashes - number * tile_width);
}

void append_entry(std::string& bundle, std::string_view entry)
{
    VERIFY(entry.size() <= 0xffff);
    bundle += static_cast<char>(entry.size() >> 8);
    bundle += static_cast<char>(entry.size() & 0xff);
    bundle += entry;
}

Result<void> for_each_entry(
    std::string_view bundle, std::function<Result<void>(std::string_view entry)> const& visit)
{
    while (!bundle.empty()) {
        if (bundle.size() < 2)
            return invalid("the bundle ends within an entry");
        auto const size = static_cast<std::size_t>(
            static_cast<unsigned char>(bundle[0]) << 8 | static_cast<unsigned char>(bundle[1]));
        bundle.remove_prefix(2);
        if (bundle.size() < size)
            return invalid("the bundle ends within an entry");
        TRY(visit(bundle.substr(0, size)));
        bundle.remove_prefix(size);
    }
    return {};
}

Result<Hash> TiledTree::subtree(unsigned level, std::uint64_t index)
{
    auto const tile_level = level / 8;
    auto const below = level % 8;
    auto const first = index << below;
    auto const number = first / tile_width;
    auto const width = width_of_tile(tile_level, number, size_);
    auto const offset = first % tile_width;
    auto const count = std::uint64_t{1} << below;
    if (offset + count > width)
        return invalid("the log is too small for what is asked of it");
    auto const name = tile_name(tile_level, number, width);
    auto& [last_name, tile] = last_[tile_level];
    if (last_name != name) {
        tile = TRY(read_(name));
        last_name = name;
    }
    if (tile.size() != width * hash_size)
        return invalid(fmt::format("{} has {} bytes, not {}", name, tile.size(), width * hash_size));
    Hashes hashes;
    for (std::uint64_t at = 0; at < count; ++at)
        hashes.push_back(hash_at(tile, offset + at));
    return root_of(hashes);
}

} // namespace broadsheet::mirror

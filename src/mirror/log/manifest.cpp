#include "mirror/log/manifest.h"

#include "base/encoding.h"
#include "base/utf8.h"
#include "mirror/log/numbers.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::mirror {

namespace {

constexpr std::size_t secret_size = 16; // of a nonce or salt
constexpr std::size_t longest_name = 4096;

Result<std::string> parse_secret(std::string_view base64)
{
    auto bytes = TRY(from_base64(base64));
    if (bytes.size() != secret_size)
        return invalid("a nonce or salt that has not 16 bytes");
    return bytes;
}

} // namespace

bool is_file_name(std::string_view name)
{
    if (name.empty() || name.size() > longest_name || !is_valid_utf8(name)
        || std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }))
        return false;
    Fields parts(name, '/');
    while (!parts.at_end()) {
        auto const part = parts.take();
        if (part.empty() || part == "." || part == "..")
            return false;
    }
    return true;
}

Result<ManifestLine> ManifestLine::parse(std::string_view text)
{
    Fields fields(text, ' ');
    auto const index = plain_number(fields.take());
    ManifestLine line;
    line.slot = fields.take();
    auto const length = plain_number(fields.take());
    line.type = fields.take();
    auto const content = hash_from_base64(fields.take());
    auto nonce = parse_secret(fields.take());
    auto salt = parse_secret(fields.take());
    line.name = fields.take_rest();
    if (!index || !is_slot(line.slot) || !length || !is_media_type(line.type) || !content.ok() || !nonce.ok()
        || !salt.ok() || !is_file_name(line.name))
        return invalid("the shard has a line that is none of a manifest");
    line.index = *index;
    line.length = *length;
    line.content = *content;
    line.nonce = std::move(*nonce);
    line.salt = std::move(*salt);
    return line;
}

std::string ManifestLine::text() const
{
    return fmt::format("{} {} {} {} {} {} {} {}", index, slot, length, type, content.base64(),
        to_base64(nonce), to_base64(salt), name);
}

PutLeaf ManifestLine::leaf() const
{
    return {hash_of(nonce + name), content, length, type, slot};
}

Result<std::vector<ManifestLine>> parse_shard(std::string_view bytes, std::uint64_t number, unsigned bits)
{
    std::vector<ManifestLine> lines;
    if (!bytes.empty() && !bytes.ends_with('\n'))
        return invalid("the shard ends within a line");
    while (!bytes.empty()) {
        auto const end = bytes.find('\n');
        lines.push_back(TRY(ManifestLine::parse(bytes.substr(0, end))));
        bytes.remove_prefix(end + 1);
        auto const& name = lines.back().name;
        if (lines.size() > 1 && lines[lines.size() - 2].name >= name)
            return invalid("the shard's lines are not sorted by name");
        if (shard_at(place_of_name(name), bits) != number)
            return invalid(fmt::format("the shard has {}, which belongs into another", name));
    }
    return lines;
}

std::uint32_t place_of_name(std::string_view name)
{
    auto const hash = hash_of(name);
    std::uint32_t place = 0;
    for (std::size_t at = 0; at < 4; ++at)
        place = place << 8 | static_cast<unsigned char>(hash.bytes[at]);
    return place;
}

unsigned bits_for(std::uint64_t files)
{
    unsigned bits = 0;
    while (bits < most_bits && files > std::uint64_t{8} << bits)
        ++bits;
    return bits;
}

std::string node_name(unsigned level, std::uint64_t number)
{
    return fmt::format("manifest/{}/{}", level, number_path(number));
}

Result<std::string> checked_node(
    NodeReader const& read, std::string_view top, unsigned bits, unsigned level, std::uint64_t number)
{
    std::string above(top);
    for (auto at = levels_of(bits); at-- > level;) {
        auto const node = number >> (branch_bits * (at - level));
        auto const is_topmost = at + 1 == levels_of(bits);
        auto const place = is_topmost ? node : node % branch_width;
        if ((place + 1) * sizeof(Hash::bytes) > above.size())
            return invalid(fmt::format("{} has no hash in what stands above it", node_name(at, node)));
        auto bytes = TRY(read(node_name(at, node)));
        if (hash_of(bytes) != hash_at(above, place))
            return invalid(fmt::format("{} is not what the log commits to", node_name(at, node)));
        above = std::move(bytes);
    }
    return above;
}

} // namespace broadsheet::mirror

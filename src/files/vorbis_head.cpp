#include "files/vorbis_head.h"

#include "files/damaged.h"

#include <array>

namespace broadsheet::files {

namespace {

using Packets = std::array<std::string_view, 3>;

std::size_t byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

Result<Packets> behind_lengths(std::string_view head)
{
    Packets packets;
    for (auto& packet : packets) {
        auto const length = head.size() < 2 ? head.size() : byte_at(head, 0) << 8 | byte_at(head, 1);
        if (head.size() < 2 + length)
            return damaged_recording();
        packet = head.substr(2, length);
        head.remove_prefix(2 + length);
    }
    return packets;
}

Result<Packets> laced(std::string_view head)
{
    Packets packets;
    std::size_t lengths[2] = {};
    std::size_t at = 1;
    for (auto& length : lengths) {
        for (; at < head.size() && byte_at(head, at) == 255; ++at)
            length += 255;
        if (at >= head.size())
            return damaged_recording();
        length += byte_at(head, at++);
    }
    if (at + lengths[0] + lengths[1] > head.size())
        return damaged_recording();
    packets[0] = head.substr(at, lengths[0]);
    packets[1] = head.substr(at + lengths[0], lengths[1]);
    packets[2] = head.substr(at + lengths[0] + lengths[1]);
    return packets;
}

} // namespace

Result<std::string> without_vorbis_comment(std::string_view head)
{
    constexpr std::size_t identification_size = 30;
    // No maker, no tags, and the bit that ends it.
    constexpr std::string_view empty_comment("\3vorbis\0\0\0\0\0\0\0\0\1", 16);
    auto const packets = TRY(head.starts_with('\2') ? laced(head) : behind_lengths(head));
    if (packets[0].size() != identification_size || !packets[0].starts_with("\1vorbis")
        || !packets[2].starts_with("\5vorbis"))
        return damaged_recording();
    std::string bare = "\2";
    bare += static_cast<char>(identification_size);
    bare += static_cast<char>(empty_comment.size());
    return bare.append(packets[0]).append(empty_comment).append(packets[2]);
}

} // namespace broadsheet::files

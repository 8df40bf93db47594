#include "pictures/webp_chunks.h"

#include <algorithm>
#include <cstdint>

namespace broadsheet::pictures {

namespace {

constexpr std::size_t file_head = 12; // "RIFF", size, "WEBP"
constexpr std::size_t chunk_head = 8; // name, size
constexpr std::string_view kept_chunks[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"};
constexpr unsigned char metadata_flags = 0x20 | 0x08 | 0x04; // in VP8X: ICC profile, EXIF, XMP

std::uint32_t little_endian(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (std::size_t at = 0; at < 4; ++at)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at])) << (8 * at);
    return value;
}

} // namespace

Result<std::string> without_metadata_chunks(std::string_view webp)
{
    if (webp.size() < file_head || !webp.starts_with("RIFF") || webp.substr(8, 4) != "WEBP")
        return invalid("not a WebP file");
    std::string out(webp.substr(0, file_head));
    auto rest = webp.substr(file_head);
    while (rest.size() >= chunk_head) {
        auto name = rest.substr(0, 4);
        std::size_t size = little_endian(rest.substr(4));
        std::size_t padded = chunk_head + size + size % 2;
        if (padded > rest.size())
            return invalid("a WebP chunk is longer than the file");
        if (std::ranges::find(kept_chunks, name) != std::end(kept_chunks)) {
            auto start = out.size();
            out += rest.substr(0, padded);
            if (name == "VP8X" && size > 0)
                out[start + chunk_head] = static_cast<char>(out[start + chunk_head] & ~metadata_flags);
        }
        rest.remove_prefix(padded);
    }
    auto riff_size = static_cast<std::uint32_t>(out.size() - chunk_head);
    for (std::size_t at = 0; at < 4; ++at)
        out[4 + at] = static_cast<char>(riff_size >> (8 * at));
    return out;
}

} // namespace broadsheet::pictures

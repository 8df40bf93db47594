#include "media/bare_picture.h"

#include "media/jpeg_segments.h"

#include <algorithm>
#include <cstddef>

namespace broadsheet::media {

namespace {

constexpr std::string_view png_signature("\x89PNG\r\n\x1a\n", 8);

std::size_t byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

std::size_t big_endian(std::string_view bytes, std::size_t size)
{
    std::size_t number = 0;
    for (std::size_t at = 0; at < size; ++at)
        number = number << 8 | byte_at(bytes, at);
    return number;
}

std::size_t little_endian_32(std::string_view bytes)
{
    return byte_at(bytes, 0) | byte_at(bytes, 1) << 8 | byte_at(bytes, 2) << 16 | byte_at(bytes, 3) << 24;
}

template <std::size_t count>
bool is_one_of(std::string_view name, std::string_view const (&names)[count])
{
    return std::ranges::find(names, name) != std::end(names);
}

// Frames, tables, restarts and scans; and the JFIF head, if it has no thumbnail behind its 14 bytes.
bool is_bare_segment(std::size_t marker, std::string_view content)
{
    bool const is_frame = marker >= 0xc0 && marker <= 0xc2;
    bool const is_table = marker == 0xc4 || marker == 0xdb || marker == 0xdd;
    bool const is_jfif
        = marker == 0xe0 && content.size() == 14 && content.starts_with(std::string_view("JFIF\0", 5));
    return is_frame || is_table || is_jfif || marker == 0xda;
}

bool is_bare_jpeg(std::string_view jpeg)
{
    JpegSegments segments(jpeg);
    std::size_t size = 2 + 2; // of the markers that begin and end it
    while (auto const segment = segments.next()) {
        if (!is_bare_segment(segment->marker, segment->content))
            return false;
        size += segment->whole.size();
    }
    // Bytes that fill, of which any number is allowed, may say something by their number.
    return segments.rest() == "\xff\xd9" && size == jpeg.size();
}

bool is_bare_png(std::string_view png)
{
    constexpr std::string_view shown[]
        = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "pHYs", "sRGB", "gAMA", "cHRM", "sBIT", "bKGD"};
    std::string_view name;
    for (png.remove_prefix(png_signature.size()); png.size() >= 12 && name != "IEND";) {
        auto const length = big_endian(png, 4);
        name = png.substr(4, 4);
        if (length > png.size() - 12 || !is_one_of(name, shown))
            return false;
        png.remove_prefix(12 + length);
    }
    return name == "IEND" && png.empty();
}

bool are_bare_chunks(std::string_view chunks)
{
    constexpr std::string_view shown[] = {"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"};
    constexpr std::size_t frame_head = 16; // of ANMF, before the chunks in it
    while (chunks.size() >= 8) {
        auto const name = chunks.substr(0, 4);
        auto const length = little_endian_32(chunks.substr(4));
        auto const padded = length + length % 2;
        if (padded > chunks.size() - 8 || !is_one_of(name, shown))
            return false;
        if (name == "ANMF"
            && (length < frame_head || !are_bare_chunks(chunks.substr(8, length).substr(frame_head))))
            return false;
        chunks.remove_prefix(8 + padded);
    }
    return chunks.empty();
}

bool is_bare_webp(std::string_view webp)
{
    return little_endian_32(webp.substr(4)) == webp.size() - 8 && are_bare_chunks(webp.substr(12));
}

} // namespace

bool is_bare_picture(std::string_view bytes)
{
    if (bytes.starts_with("\xff\xd8"))
        return is_bare_jpeg(bytes);
    if (bytes.starts_with(png_signature))
        return is_bare_png(bytes);
    return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP"
        && is_bare_webp(bytes);
}

} // namespace broadsheet::media

#include "media/bare_picture.h"

#include <gtest/gtest.h>
#include <string>

namespace broadsheet::media {
namespace {

using namespace std::string_literals;

std::string const jfif = "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"s;
std::string const scan = "\xff\xda\0\4xx pixels \xff\0 \xff\xd0 more"s;
std::string const end = "\xff\xd9"s;

std::string png_chunk(std::string const& name, std::string const& content)
{
    return "\0\0\0"s + static_cast<char>(content.size()) + name + content + "sum.";
}

std::string webp_chunk(std::string const& name, std::string const& content)
{
    return name + static_cast<char>(content.size()) + "\0\0\0"s + content;
}

std::string webp(std::string const& chunks)
{
    return "RIFF"s + static_cast<char>(chunks.size() + 4) + "\0\0\0WEBP"s + chunks;
}

std::string const png = "\x89PNG\r\n\x1a\n"s + png_chunk("IHDR", "head");
std::string const png_end = png_chunk("IDAT", "pixels") + png_chunk("IEND", "");
std::string const frame = "0123456789abcdef"s + webp_chunk("VP8 ", "data");

TEST(BarePicture, IsBuiltOfPixelsAlone)
{
    for (auto const& bytes : {"\xff\xd8"s + jfif + scan + end, "\xff\xd8"s + scan + scan + end, png + png_end,
             webp(webp_chunk("VP8 ", "data")), webp(webp_chunk("VP8X", "..") + webp_chunk("ANMF", frame))})
        EXPECT_TRUE(is_bare_picture(bytes)) << bytes;
}

TEST(BarePicture, RefusesAllElse)
{
    struct {
        char const* name;
        std::string bytes;
    } const cases[] = {
        {"nothing", ""},
        {"a JPEG's start alone", "\xff\xd8"s},
        {"a JPEG with EXIF", "\xff\xd8\xff\xe1\0\6Exif"s + scan + end},
        {"a JPEG with a comment", "\xff\xd8\xff\xfe\0\6text"s + scan + end},
        {"a JPEG with a thumbnail", "\xff\xd8\xff\xe0\0\x12JFIF\0\1\1\0\0\1\0\1\1\1ab"s + scan + end},
        {"a JPEG with something behind it", "\xff\xd8"s + scan + end + "x"},
        {"a JPEG cut short", "\xff\xd8"s + jfif + scan},
        {"a JPEG whose segment is longer than the file", "\xff\xd8\xff\xdb\xff\xff"s + end},
        {"a PNG with a text", png + png_chunk("tEXt", "Author") + png_end},
        {"a PNG with EXIF", png + png_chunk("eXIf", "x") + png_end},
        {"a PNG with something behind it", png + png_end + "x"},
        {"a PNG without an end", png},
        {"a PNG whose chunk is longer than the file", png + "\xff\xff\xff\xffIDAT0123"},
        {"a WebP with EXIF", webp(webp_chunk("VP8 ", "data") + webp_chunk("EXIF", "data"))},
        {"a WebP with EXIF in a frame", webp(webp_chunk("ANMF", frame + webp_chunk("EXIF", "data")))},
        {"a WebP with something behind it", webp(webp_chunk("VP8 ", "data")) + "x"},
        {"a WebP whose chunk is longer than the file", webp("VP8 \xff\xff\xff\x7f....")},
        {"a GIF", "GIF89a"},
    };
    for (auto const& refused : cases)
        EXPECT_FALSE(is_bare_picture(refused.bytes)) << refused.name;
}

} // namespace
} // namespace broadsheet::media

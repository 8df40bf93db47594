// What a camera, an agency and an editing program write into a picture, and exiftool as the judge of what is
// left of it.
#include "base/file.h"
#include "media/picture.h"
#include "pictures/noise.h"
#include "places.h"
#include "support/printed_by.h"
#include "support/temporary_folder.h"

#include <cstdio>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sstream>

namespace broadsheet::media {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// What exiftool tells of any picture, however bare.
constexpr std::string_view structure[]
    = {"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess",
        "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "WebP_Flags", "AlphaPreprocessing",
        "AlphaFiltering", "AlphaCompression", "VP8Version", "HorizontalScale", "VerticalScale",
        "BackgroundColor", "AnimationLoopCount", "Duration", "BitDepth", "ColorType", "Compression", "Filter",
        "Interlace", "PixelsPerUnitX", "PixelsPerUnitY", "PixelUnits", "ImageSize", "Megapixels"};

struct Planted {
    char const* form;
    int frames = 1;
    int bands = 3;
};

class Metadata : public testing::TestWithParam<Planted> {
protected:
    static void SetUpTestSuite() { test::start_vips(); }

    std::filesystem::path write(std::string const& name, std::string_view bytes) const
    {
        auto path = folder_.path() / name;
        EXPECT_TRUE(write_file_atomically(path, bytes, Durability::cached).ok());
        return path;
    }

    // Every tag there is, one a line.
    static std::string tags_of(std::filesystem::path const& file)
    {
        return test::printed_by(
            fmt::format("exiftool -a -u -U -ee -G1 -s --ExifTool:all --System:all {}", file.string()));
    }

    test::TemporaryFolder folder_;
};

// "[GPS]           GPSLatitude                     : 54.6" is named GPSLatitude.
std::vector<std::string> names_in(std::string const& tags)
{
    std::vector<std::string> names;
    std::istringstream lines(tags);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty())
            continue;
        auto const begin = line.find_first_not_of(' ', line.find(']') + 1);
        names.push_back(line.substr(begin, line.find(' ', begin) - begin));
    }
    return names;
}

std::string big_endian(std::size_t number, int bytes)
{
    std::string text;
    while (bytes-- > 0)
        text += static_cast<char>(number >> (8 * bytes));
    return text;
}

std::string box(std::string_view type, std::string const& content)
{
    return big_endian(content.size() + 8, 4) + std::string(type) + content;
}

constexpr std::size_t png_head = 8 + 25; // signature and IHDR

// https://www.w3.org/TR/png-3/#5CRC-algorithm
std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t sum = ~0u;
    for (unsigned char byte : bytes) {
        sum ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
    }
    return ~sum;
}

// A C2PA manifest store, which is a JUMBF box, with a claim's beginning in it
// (https://c2pa.org/specifications/specifications/1.3/specs/C2PA_Specification.html, 11.1).
std::string manifest()
{
    auto const kind = [](std::string_view type, std::string_view label) {
        return box("jumd",
            std::string(type) + std::string("\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71", 12) + "\x03"
                + std::string(label) + '\0');
    };
    return box("jumb",
        kind("c2pa", "c2pa")
            + box(
                "jumb", kind("json", "c2pa.claim") + box("json", R"({"claim_generator":"Canary Camera"})")));
}

// Puts the manifest where the form has a place for it: JPEG's APP11, PNG's caBX, a chunk of WebP, a box of
// AVIF.
std::string with_manifest(std::string const& picture)
{
    if (picture.starts_with("\xFF\xD8")) {
        auto const segment = std::string("JP\0\1\0\0\0\1", 8) + manifest();
        return picture.substr(0, 2) + "\xFF\xEB" + big_endian(segment.size() + 2, 2) + segment
            + picture.substr(2);
    }
    if (picture.starts_with("\x89PNG")) {
        auto const chunk = "caBX" + manifest();
        return picture.substr(0, png_head) + big_endian(manifest().size(), 4) + chunk
            + big_endian(crc32(chunk), 4) + picture.substr(png_head);
    }
    if (picture.starts_with("RIFF")) {
        auto const reversed = [](std::size_t number) {
            auto bytes = big_endian(number, 4);
            return std::string(bytes.rbegin(), bytes.rend());
        };
        auto chunk = "C2PA" + reversed(manifest().size()) + manifest();
        chunk.resize(chunk.size() + chunk.size() % 2);
        return "RIFF" + reversed(picture.size() - 8 + chunk.size()) + picture.substr(8) + chunk;
    }
    if (picture.substr(4, 4) == "ftyp")
        return picture
            + box("uuid", "\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81" + manifest());
    return picture; // GIF
}

TEST_P(Metadata, NothingIsLeftInAnyDerivative)
{
    auto const [form, frames, bands] = GetParam();
    auto const name = "photo" + std::string(form).substr(0, std::string_view(form).find('['));
    auto const file = write(name, test::encoded_noise(form, 800, 600, frames, bands));
    auto const thumbnail = write("thumbnail.jpg", test::encoded_noise(".jpg", 80, 60));
    auto const is_gif = name.ends_with(".gif");
    test::printed_by(
        fmt::format("exiftool -q -overwrite_original {} -XMP:GPSLatitude=54.6 -XMP:Creator='Canary Author' "
                    "-XMP-aux:SerialNumber=CANARY123 -XMP:Title='Canary' -Comment='canary comment' {}",
            is_gif ? ""
                   : fmt::format(
                       "-EXIF:GPSLatitude=54.6 -GPSLatitudeRef=N -EXIF:GPSLongitude=25.2 -GPSLongitudeRef=E "
                       "-EXIF:Artist='Canary Author' -EXIF:SerialNumber=CANARY123 '-ThumbnailImage<={}'",
                       thumbnail.string()),
            file.string()));
    auto const planted = with_manifest(read_file(file).value());
    // Debian's exiftool sees no EXIF in a PNG that has C2PA's box.
    auto const before = tags_of(file) + tags_of(write("planted" + name.substr(5), planted));
    ASSERT_THAT(before, HasSubstr("Canary Author"));
    ASSERT_THAT(before, HasSubstr("CANARY123"));
    ASSERT_THAT(before, HasSubstr("GPSLatitude"));
    if (!is_gif) {
        ASSERT_THAT(before, HasSubstr("ThumbnailImage"));
    }
    if (name.ends_with(".jpg") || name.ends_with(".png")) { // where Debian's exiftool knows C2PA's box
        ASSERT_THAT(before, HasSubstr("Canary Camera"));
    }

    auto const renditions = process_picture(planted, BROADSHEET_PICTURE_WORKER);
    ASSERT_TRUE(renditions.ok()) << renditions.error().message;
    for (auto const& rendition : *renditions) {
        auto const tags = tags_of(write("derivative" + rendition.extension, rendition.bytes));
        EXPECT_THAT(tags, Not(HasSubstr(" : 2835")));
        for (auto const& tag : names_in(tags))
            EXPECT_THAT(structure, Contains(tag)) << tags;
        for (auto const* secret : {"anary", "CANARY", "c2pa", "C2PA", "jumb", "Exif", "http"})
            EXPECT_EQ(rendition.bytes.find(secret), std::string::npos) << secret;
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, Metadata,
    testing::Values(Planted{".jpg"}, Planted{".png"}, Planted{".png", 1, 4}, Planted{".webp"},
        Planted{".webp", 3}, Planted{".gif"}, Planted{".gif", 3}, Planted{".avif[compression=av1]"}));

} // namespace
} // namespace broadsheet::media

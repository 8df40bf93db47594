#include "media/picture.h"
#include "pictures/noise.h"
#include "places.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::media {
namespace {

using test::encoded_noise;
using testing::HasSubstr;

// Pictures are sent through the program that newspapers run, sandbox included.
class DecodeTest : public testing::Test {
public:
    static void SetUpTestSuite() { test::start_vips(); }

    static Result<std::vector<Rendition>> decode(std::string_view bytes)
    {
        return process_picture(bytes, BROADSHEET_PICTURE_WORKER);
    }
};

std::string drawing(std::string_view width, std::string_view height, std::string_view content = "")
{
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">)"
                       R"(<rect width="10" height="10"/>{}</svg>)",
        width, height, content);
}

constexpr char const* forms[] = {".jpg", ".jpg[interlace]", ".png", ".png[interlace]", ".webp",
    ".webp[lossless]", ".gif", ".avif[compression=av1]"};

TEST_F(DecodeTest, TakesEveryForm)
{
    for (auto const* form : forms) {
        auto const renditions = decode(encoded_noise(form));
        ASSERT_TRUE(renditions.ok()) << form << ": " << renditions.error().message;
        EXPECT_EQ(renditions->size(), 2u) << form;
        EXPECT_EQ(renditions->front().width, 400) << form;
        EXPECT_EQ(renditions->front().height, 300) << form;
    }
}

TEST_F(DecodeTest, KeepsWhatMovesMoving)
{
    for (auto const* form : {".gif", ".webp"}) {
        auto const renditions = decode(encoded_noise(form, 400, 300, 3));
        ASSERT_TRUE(renditions.ok()) << form << ": " << renditions.error().message;
        ASSERT_EQ(renditions->size(), 1u) << form;
        EXPECT_EQ(renditions->front().type, "image/webp") << form;
        EXPECT_EQ(renditions->front().height, 100) << form;
    }
}

TEST_F(DecodeTest, SetsTheTextOfADrawingFromTheSystemsFonts)
{
    auto const with = decode(drawing("300", "100", R"(<text x="20" y="50">Hello, Привет</text>)"));
    auto const without = decode(drawing("300", "100"));
    ASSERT_TRUE(with.ok() && without.ok());
    EXPECT_NE(with->front().bytes, without->front().bytes);
}

TEST_F(DecodeTest, RefusesWhatIsCutShort)
{
    for (auto const* form : forms) {
        auto const whole = encoded_noise(form);
        for (auto part : {whole.size() / 2, whole.size() - 200}) {
            auto const renditions = decode(std::string_view(whole).substr(0, part));
            ASSERT_FALSE(renditions.ok()) << form << ": " << part << " of " << whole.size() << " bytes";
            EXPECT_THAT(renditions.error().message, HasSubstr("damaged or cut short")) << form;
        }
    }
}

TEST_F(DecodeTest, RefusesAnAnimationThatIsCutShort)
{
    for (auto const* form : {".gif", ".webp"}) {
        auto const whole = encoded_noise(form, 400, 300, 3);
        ASSERT_TRUE(decode(whole).ok()) << form;
        for (auto part : {whole.size() / 2, whole.size() * 9 / 10, whole.size() - 200}) {
            auto const renditions = decode(std::string_view(whole).substr(0, part));
            ASSERT_FALSE(renditions.ok()) << form << ": " << part << " of " << whole.size() << " bytes";
            EXPECT_THAT(renditions.error().message, HasSubstr("damaged or cut short")) << form;
        }
    }
}

std::string big_endian(std::uint32_t number)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift);
    return bytes;
}

std::string little_endian(std::uint32_t number, int size)
{
    std::string bytes;
    for (int index = 0; index < size; ++index)
        bytes += static_cast<char>(number >> (8 * index));
    return bytes;
}

// A PNG's head has a checksum of type and data (https://www.w3.org/TR/png-3/#5CRC-algorithm).
std::uint32_t crc(std::string_view bytes)
{
    std::uint32_t value = 0xffffffff;
    for (char byte : bytes) {
        value ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    return ~value;
}

std::string png_that_says(std::uint32_t width, std::uint32_t height)
{
    auto const head = "IHDR" + big_endian(width) + big_endian(height) + std::string("\x08\x02\0\0\0", 5);
    auto whole = encoded_noise(".png");
    return whole.replace(12, head.size() + 4, head + big_endian(crc(head)));
}

// Lossless WebP: 14 bits for each side
// (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification).
std::string webp_that_says(std::uint32_t width, std::uint32_t height)
{
    auto whole = encoded_noise(".webp[lossless]");
    if (auto const extended = whole.find("VP8X"); extended != whole.npos)
        whole.replace(extended + 12, 6, little_endian(width - 1, 3) + little_endian(height - 1, 3));
    return whole.replace(whole.find("VP8L") + 9, 4, little_endian((width - 1) | (height - 1) << 14, 4));
}

std::string gif_of(std::uint32_t width, std::uint32_t height, int frames)
{
    auto gif = "GIF89a" + little_endian(width, 2) + little_endian(height, 2)
        + std::string("\x80\0\0\0\0\0\xff\xff\xff", 9);
    for (int frame = 0; frame < frames; ++frame)
        gif += std::string("\x21\xf9\x04\0\x0a\0\0\0,\0\0\0\0", 13) + little_endian(width, 2)
            + little_endian(height, 2) + std::string("\0\x02\x02\x44\x01\0", 6);
    return gif + ";";
}

std::string avif_that_says(std::uint32_t width, std::uint32_t height)
{
    auto whole = encoded_noise(".avif[compression=av1]");
    return whole.replace(whole.find("ispe") + 8, 8, big_endian(width) + big_endian(height));
}

TEST_F(DecodeTest, RefusesWhatIsTooBigByItsHeadAlone)
{
    struct {
        char const* name;
        std::string bytes;
        char const* sides;
    } const refused[] = {
        {"PNG", png_that_says(100'000, 100'000), "100000 x 100000"},
        {"PNG over its format's own limit", png_that_says(1'000'000'000, 1'000'000'000), "IHDR"},
        {"WebP", webp_that_says(16'000, 16'000), "16000 x 16000"},
        {"GIF", gif_of(30'000, 30'000, 1), "30000 x 30000"},
        {"GIF with frames", gif_of(2'000, 2'000, 100), "2000 x 2000 pixels in 100 frames"},
        {"GIF with many frames", gif_of(10, 10, 3'000), "3000 frames"},
        {"AVIF", avif_that_says(60'000, 60'000), "60000x60000"},
        {"SVG", drawing("100000", "100000"), "100000 x 100000"},
        {"SVG of 1e9 pixels a side", drawing("1000000000", "1000000000"), "more than 10000000 pixels"},
        {"SVG in millimetres", drawing("1e6mm", "1e6mm"), "2834646 x 2834646"},
    };
    for (auto const& [name, bytes, sides] : refused) {
        auto const renditions = decode(bytes);
        ASSERT_FALSE(renditions.ok()) << name;
        EXPECT_THAT(renditions.error().message, HasSubstr(sides)) << name;
    }
}

} // namespace
} // namespace broadsheet::media

#include "files/bare_pictures.h"
#include "files/hevc_head.h"
#include "files/vorbis_head.h"
#include "pictures/noise.h"

#include <gmock/gmock.h>

namespace broadsheet::files {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string segment(char marker, std::string_view content)
{
    auto const length = content.size() + 2;
    return std::string("\xff") + marker + static_cast<char>(length >> 8) + static_cast<char>(length)
        + std::string(content);
}

TEST(BareJpeg, LosesEverySegmentThatShowsNothing)
{
    test::start_vips();
    auto const jpeg = test::encoded_noise(".jpg", 80, 60);
    auto const adobe = segment('\xee', std::string("Adobe\0\x64\0\0\0\0\1", 12));
    auto planted = jpeg.substr(0, 2) + segment('\xe1', "Exif canary") + adobe + segment('\xed', "canary")
        + segment('\xee', "Adobe and canary") + segment('\xfe', "canary") + jpeg.substr(2) + "canary";
    auto const bare = bare_jpeg(planted);
    ASSERT_TRUE(bare.ok()) << bare.error().message;
    EXPECT_THAT(*bare, Not(HasSubstr("canary")));
    EXPECT_THAT(*bare, StartsWith("\xff\xd8" + adobe));
    EXPECT_THAT(*bare, testing::EndsWith("\xff\xd9"));
    EXPECT_EQ(*bare_jpeg(*bare), *bare);
    EXPECT_EQ(*bare_jpeg(bare->substr(0, bare->size() - 2)), *bare) << "many leave the end marker out";
    EXPECT_EQ(*bare_jpeg(bare->substr(0, bare->size() - 1)), *bare) << "half of it";
    EXPECT_EQ(*bare_jpeg(bare->substr(0, bare->size() - 2) + "\xff\xff\xff\xd9"), *bare) << "bytes that fill";
}

std::string box(std::string_view name, std::string_view content)
{
    auto const length = content.size() + 8;
    std::string bytes{'\0', '\0', static_cast<char>(length >> 8), static_cast<char>(length)};
    return bytes.append(name).append(content);
}

std::string codestream(std::string_view comment)
{
    return std::string("\xff\x4f") + segment('\x51', "size") + segment('\x52', "style")
        + (comment.empty() ? "" : segment('\x64', comment)) + segment('\x90', "tile")
        + "\xff\x93"
          "data\xff\xd9";
}

TEST(BareJpeg2000, LosesBoxesAndComments)
{
    auto const file = [](std::string_view extra, std::string_view comment) {
        return box("jP  ", "\r\n\x87\n") + box("ftyp", "jp2 ") + std::string(extra) + box("jp2h", "head")
            + box("jp2c", codestream(comment));
    };
    auto const bare = bare_jpeg2000(
        file(box("xml ", "canary") + box("uuid", "canary"), "canary") + box("uuid", "canary"));
    ASSERT_TRUE(bare.ok()) << bare.error().message;
    EXPECT_EQ(*bare, file("", ""));
    EXPECT_EQ(*bare_jpeg2000(codestream("canary")), codestream(""));
}

TEST(BareJpeg2000, AndJpegRefuseWhatIsDamaged)
{
    for (std::string const& damaged :
        {std::string(), std::string("\xff\xd8"), std::string("\xff\xd8\xff\xe1\0", 5),
            "\xff\xd8" + segment('\xda', "scan") + "data\xff\xe1", std::string("GIF89a")})
        EXPECT_FALSE(bare_jpeg(damaged).ok()) << damaged;
    auto const whole = codestream("");
    for (std::string const& damaged : {std::string(), box("jp2h", "head"), box("jp2c", "no codestream"),
             whole.substr(0, 12), std::string("\0\0\0\7jp2c", 8), std::string("\0\0\1\0jp2c", 8)})
        EXPECT_FALSE(bare_jpeg2000(damaged).ok()) << damaged;
}

TEST(VorbisHead, LosesItsTagsInEitherLacing)
{
    auto const identification = "\1vorbis" + std::string(23, 'i');
    std::string const comment = "\3vorbis" + std::string(300, 'c');
    std::string const setup = "\5vorbis and more";
    std::string const laced = std::string("\2\x1e\xff\x34") + identification + comment + setup;
    auto const with_length = [](std::string const& packet) {
        return std::string{static_cast<char>(packet.size() >> 8), static_cast<char>(packet.size())} + packet;
    };
    auto const lengths = with_length(identification) + with_length(comment) + with_length(setup);
    ASSERT_EQ(comment.size(), 255u + 0x34);
    auto const bare = without_vorbis_comment(laced);
    ASSERT_TRUE(bare.ok());
    EXPECT_THAT(*bare, Not(HasSubstr("cc")));
    EXPECT_THAT(*bare, HasSubstr(identification));
    EXPECT_THAT(*bare, HasSubstr(setup));
    EXPECT_EQ(*without_vorbis_comment(lengths), *bare);
    EXPECT_EQ(*without_vorbis_comment(*bare), *bare);
    for (auto const& damaged : {std::string(), std::string("\2"), std::string("\2\xff\xff"),
             laced.substr(0, 40), lengths.substr(0, 20), std::string("\0\1x\0\1x\0\1x", 9)})
        EXPECT_FALSE(without_vorbis_comment(damaged).ok()) << damaged;
}

TEST(HevcHead, LosesItsMessages)
{
    auto const unit = [](int kind, std::string_view content) {
        return std::string("\0\0\1", 3) + static_cast<char>(kind << 1) + "\1" + std::string(content);
    };
    auto const bare = unit(32, "video") + unit(33, "sequence") + unit(34, "picture");
    EXPECT_EQ(without_hevc_messages(unit(39, "canary") + bare + unit(40, "canary")), bare);
    EXPECT_EQ(without_hevc_messages(bare), bare);
    EXPECT_EQ(without_hevc_messages(""), "");
    EXPECT_EQ(without_hevc_messages("no unit"), "");
}

} // namespace
} // namespace broadsheet::files

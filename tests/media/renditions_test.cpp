#include "media/renditions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::media {
namespace {

using namespace std::literals;

std::string const jpeg = "\xFF\xD8\xFF and so on";
std::string const webp = "RIFF....WEBP and so on";

std::string rendition(std::string_view head, std::string_view bytes)
{
    return fmt::format("{} {}\n{}", head, bytes.size(), bytes);
}

std::string const photograph = rendition("700 400 image/jpeg .jpg", jpeg);
std::string const narrow = rendition("320 183 image/webp .webp", webp);
std::string const middle = rendition("640 366 image/webp .webp", webp);

TEST(Renditions, AreThePictureAndItsVariants)
{
    auto const renditions = parse_renditions(photograph + narrow + middle);
    ASSERT_TRUE(renditions.ok()) << renditions.error().message;
    ASSERT_EQ(renditions->size(), 3u);
    EXPECT_EQ((*renditions)[0].width, 700);
    EXPECT_EQ((*renditions)[0].height, 400);
    EXPECT_EQ((*renditions)[0].bytes, jpeg);
    EXPECT_EQ((*renditions)[2].width, 640);
    EXPECT_EQ((*renditions)[2].extension, ".webp");
}

TEST(Renditions, OfWhatMovesIsOne)
{
    EXPECT_TRUE(parse_renditions(rendition("700 400 image/webp .webp", webp)).ok());
    EXPECT_FALSE(parse_renditions(rendition("700 400 image/webp .webp", webp) + narrow + middle).ok());
}

TEST(Renditions, OfAnyOtherFormAreRefused)
{
    struct {
        char const* name;
        std::string output;
    } const refused[] = {
        {"nothing", ""},
        {"no line", "700 400"},
        {"a long line", std::string(1'000, '7')},
        {"a variant is missing", photograph + narrow},
        {"variants in another order", photograph + middle + narrow},
        {"a variant twice", photograph + narrow + narrow},
        {"a variant of a width of its own",
            photograph + rendition("321 183 image/webp .webp", webp) + middle},
        {"a variant that is no WebP", photograph + rendition("320 183 image/jpeg .jpg", jpeg) + middle},
        {"more variants than the picture has",
            photograph + narrow + middle + rendition("960 9 image/webp .webp", webp)},
        {"something behind", photograph + narrow + middle + "x"},
        {"wider than readers get it", rendition("2561 1 image/jpeg .jpg", jpeg)},
        {"no width", rendition("0 1 image/jpeg .jpg", jpeg)},
        {"a width below nothing", rendition("-5 1 image/jpeg .jpg", jpeg)},
        {"a width with a sign", rendition("+5 1 image/jpeg .jpg", jpeg)},
        {"a width that is no number", rendition("5x 1 image/jpeg .jpg", jpeg)},
        {"a width beyond numbers", rendition("99999999999999999999999 1 image/jpeg .jpg", jpeg)},
        {"more pixels than are decoded", rendition("300 400000 image/jpeg .jpg", jpeg)},
        {"no bytes", rendition("300 200 image/jpeg .jpg", "")},
        {"fewer bytes than said", "300 200 image/jpeg .jpg 99\n" + jpeg},
        {"more bytes than are taken", "300 200 image/jpeg .jpg 18446744073709551615\n" + jpeg},
        {"an unknown type", rendition("300 200 text/html .html", "<html>")},
        {"an extension that leads elsewhere", rendition("300 200 image/jpeg /../../x", jpeg)},
        {"an extension of another type", rendition("300 200 image/jpeg .png", jpeg)},
        {"bytes of another type", rendition("300 200 image/jpeg .jpg", "<html><script>")},
        {"a drawing", rendition("300 200 image/svg+xml .svg", "<svg></svg>")},
    };
    for (auto const& [name, output] : refused)
        EXPECT_FALSE(parse_renditions(output).ok()) << name;
}

TEST(Renditions, AreRefusedOverTheLimitsGiven)
{
    PictureLimits limits;
    limits.output_bytes = jpeg.size() - 1;
    EXPECT_FALSE(parse_renditions(rendition("300 200 image/jpeg .jpg", jpeg), limits).ok());
}

} // namespace
} // namespace broadsheet::media

#include "base/encoding.h"
#include "base/file.h"
#include "files/pdf_document.h"
#include "media/file_type.h"
#include "media/store.h"
#include "places.h"
#include "support/printed_by.h"
#include "support/sound.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::media {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class MediaStoreTest : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "broadsheet-media-XXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    MediaStore store() const { return {folder_ / "media", BROADSHEET_PICTURE_WORKER}; }

    std::string content_of(std::string_view path) const { return read_file(*store().file_of(path)).value(); }

    std::filesystem::path folder_;
};

std::string drawing(int width, int height)
{
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">)"
        R"(<rect width="100%" height="100%" fill="#d8c7a0"/><circle cx="200" cy="200" r="150"/></svg>)",
        width, height);
}

TEST_F(MediaStoreTest, RasterisesADrawingWithItsNarrowerVariants)
{
    auto stored = store().take(drawing(1000, 500));
    ASSERT_TRUE(stored.ok()) << stored.error().message;
    EXPECT_EQ(stored->width, 1000);
    EXPECT_EQ(stored->height, 500);
    auto variants = variants_of(stored->path, stored->width);
    ASSERT_EQ(variants.size(), 3u);
    for (auto const& variant : variants)
        EXPECT_EQ(file_type_of(content_of(variant.path)).type, "image/webp") << variant.path;
}

TEST_F(MediaStoreTest, EqualPicturesAreStoredOnce)
{
    auto first = store().take(drawing(300, 200));
    auto second = store().take(drawing(300, 200));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(first->path, second->path);
}

TEST_F(MediaStoreTest, NothingOfThePhotographersDataIsLeft)
{
    auto plain = store().take(drawing(800, 600));
    ASSERT_TRUE(plain.ok());
    auto photograph = folder_ / "photo.jpg";
    std::filesystem::path jpeg = *store().file_of(plain->path);
    if (plain->type != "image/jpeg")
        test::printed_by(fmt::format("vips jpegsave {} {}", jpeg.string(), photograph.string()));
    else
        std::filesystem::copy_file(jpeg, photograph);
    test::printed_by(
        fmt::format("exiftool -q -overwrite_original -GPSLatitude=54.6 -GPSLatitudeRef=N -GPSLongitude=25.2 "
                    "-GPSLongitudeRef=E -Artist='Canary Author' -SerialNumber=CANARY123 -Orientation#=6 "
                    "-XMP:Creator='Canary Author' -IPTC:By-line='Canary Author' -Comment='canary' {}",
            photograph.string()));
    auto stored = store().take(read_file(photograph).value());
    ASSERT_TRUE(stored.ok()) << stored.error().message;
    EXPECT_EQ(stored->width, 600) << "turned upright by its orientation";
    EXPECT_EQ(stored->height, 800);
    auto media = (folder_ / "media").string();
    auto seen = test::printed_by(fmt::format(
        "exiftool -r -G -a -u -EXIF:all -XMP:all -IPTC:all -Comment -GPS:all {} 2>&1 || true", media));
    EXPECT_THAT(seen, Not(HasSubstr("[EXIF]")));
    EXPECT_THAT(seen, Not(HasSubstr("[XMP]")));
    EXPECT_THAT(seen, Not(HasSubstr("anary")));
    EXPECT_THAT(test::printed_by(fmt::format("grep -rlai canary {} || true", media)), testing::IsEmpty());
}

TEST_F(MediaStoreTest, TakesBackWhatAStoreGaveOut)
{
    MediaStore const other(folder_ / "other", BROADSHEET_PICTURE_WORKER);
    auto const take_back = [&](std::string const& bytes) {
        auto const stored = store().take(bytes);
        EXPECT_TRUE(stored.ok()) << stored.error().message;
        auto const again = other.take_back(stored->path, *store().file_of(stored->path));
        ASSERT_TRUE(again.ok()) << stored->path << ": " << again.error().message;
        EXPECT_EQ(again->path, stored->path);
        EXPECT_EQ(again->width, stored->width);
        EXPECT_EQ(again->bytes, stored->bytes);
        EXPECT_EQ(read_file(*other.file_of(stored->path)).value(), content_of(stored->path));
    };
    take_back(drawing(800, 600));
    auto transparent = drawing(800, 600);
    transparent.erase(transparent.find("<rect"), transparent.find("<circle") - transparent.find("<rect"));
    take_back(transparent);
    take_back(test::silence());
    take_back(test::small_pdf());
}

// A forged export's picture, with the photographer's data in it, under the name that its content has.
TEST_F(MediaStoreTest, TakesNothingBackThatIsMoreThanThePicture)
{
    auto const plain = store().take(drawing(400, 300));
    ASSERT_TRUE(plain.ok());
    auto const picture = content_of(plain->path);
    ASSERT_EQ(plain->type, "image/jpeg");
    auto const comment = std::string("\xff\xfe\0\x08"
                                     "canary",
        10);
    auto const filled
        = picture.substr(0, picture.size() - 2) + "\xff\xff" + picture.substr(picture.size() - 2);
    for (auto const& forged :
        {picture.substr(0, 2) + comment + picture.substr(2), picture + "canary", filled}) {
        auto const hash = to_hex(sha256(forged)).substr(0, 32);
        auto const file = folder_ / "forged.jpg";
        ASSERT_TRUE(write_file_atomically(file, forged).ok());
        auto const path = fmt::format("/media/{}/{}.jpg", hash.substr(0, 2), hash);
        auto const stored = store().take_back(path, file);
        ASSERT_FALSE(stored.ok());
        EXPECT_THAT(stored.error().message, HasSubstr("metadata"));
        EXPECT_FALSE(std::filesystem::exists(*store().file_of(path)));
    }
}

TEST_F(MediaStoreTest, RefusesWhatIsTooMuchOrNoPicture)
{
    struct {
        char const* name;
        std::string bytes;
        char const* message;
    } const cases[] = {
        {"a drawing of ten thousand megapixels", drawing(100'000, 100'000), "pixels"},
        {"a picture cut short", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), ""},
        {"a page that calls itself a picture", "<html><svg></svg></html>", "type"},
        {"a program",
            "\x7F"
            "ELF.........................",
            "type"},
        {"nothing", "", "type"},
        {"a PDF that is none", "%PDF-1.7\n<html>", "damaged"},
        {"a recording that is none", "ID3 and then nothing", "damaged"},
    };
    for (auto const& refused : cases) {
        auto stored = store().take(refused.bytes);
        ASSERT_FALSE(stored.ok()) << refused.name;
        EXPECT_THAT(stored.error().message, HasSubstr(refused.message)) << refused.name;
    }
    EXPECT_THAT(test::printed_by("find " + folder_.string() + " -type f"), testing::IsEmpty())
        << "nothing half-written";
}

TEST_F(MediaStoreTest, ADrawingCannotReadOtherFiles)
{
    auto secret = folder_ / "secret.svg";
    ASSERT_TRUE(write_file_atomically(secret, drawing(400, 400)).ok());
    auto hostile = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><image href="file://{0}" width="400" height="400"/></svg>)",
        secret.string());
    auto blank = R"(<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"></svg>)";
    auto stored = store().take(hostile);
    auto expected = store().take(blank);
    ASSERT_TRUE(stored.ok() && expected.ok());
    EXPECT_EQ(stored->path, expected->path);
}

TEST_F(MediaStoreTest, StoresNothingOfADocumentOrRecordingButWhatReadersGet)
{
    auto const tag = std::string("LIST\x12\0\0\0INFOIART\6\0\0\0CANARY", 26);
    auto sound = test::silence();
    sound[4] = static_cast<char>(sound[4] + 26);
    sound += tag;
    auto const document = test::small_pdf("", "", {"<< /Author (CANARY) >>"}, "/Info 5 0 R");
    struct {
        std::string bytes;
        char const* type;
        char const* extension;
    } const files[] = {{sound, "audio/wav", ".wav"}, {document, "application/pdf", ".pdf"}};
    for (auto const& [bytes, type, extension] : files) {
        ASSERT_THAT(bytes, HasSubstr("CANARY"));
        auto const original = folder_ / "original";
        ASSERT_TRUE(write_file_atomically(original, bytes).ok());
        auto const stored = store().take(bytes);
        ASSERT_TRUE(stored.ok()) << stored.error().message;
        EXPECT_EQ(stored->type, type);
        EXPECT_THAT(stored->path, EndsWith(extension));
        EXPECT_EQ(stored->bytes, content_of(stored->path).size());
        EXPECT_EQ(store().take_file(original)->path, stored->path);
    }
    std::filesystem::remove(folder_ / "original");
    EXPECT_THAT(test::printed_by("grep -rlai canary " + folder_.string() + " || true"), testing::IsEmpty());
    EXPECT_THAT(test::printed_by("find " + folder_.string() + " -name '*.tmp'"), testing::IsEmpty());
}

TEST_F(MediaStoreTest, TakesNoDocumentBackThatWasNotCleaned)
{
    auto const forged = test::small_pdf("", "", {"<< /Author (CANARY) >>"}, "/Info 5 0 R");
    auto const hash = to_hex(sha256(forged)).substr(0, 32);
    auto const file = folder_ / "forged.pdf";
    ASSERT_TRUE(write_file_atomically(file, forged).ok());
    auto const path = fmt::format("/media/{}/{}.pdf", hash.substr(0, 2), hash);
    auto const stored = store().take_back(path, file);
    ASSERT_FALSE(stored.ok());
    EXPECT_THAT(stored.error().message, HasSubstr("metadata"));
    EXPECT_THAT(test::printed_by("find " + (folder_ / "media").string() + " -type f"), testing::IsEmpty());
}

TEST_F(MediaStoreTest, OnlyItsOwnPathsLeadToFiles)
{
    auto const hash = std::string("ab") + std::string(30, '0');
    EXPECT_TRUE(store().file_of("/media/ab/" + hash + ".jpg"));
    EXPECT_TRUE(store().file_of("/media/ab/" + hash + "-640.webp"));
    for (std::string path :
        {std::string("/media/"), "/media/ab/" + hash + "/../../x.jpg", "/media/cd/" + hash + ".jpg",
            std::string("/media/../secret.jpg"), "/media/ab/" + hash + "..jpg", "/medi/ab/" + hash + ".jpg"})
        EXPECT_FALSE(store().file_of(path)) << path;
}

} // namespace
} // namespace broadsheet::media

#include "exchange/library_media_taker.h"

#include "exchange/import_fixture.h"
#include "places.h"
#include "support/sound.h"

namespace broadsheet::exchange {
namespace {

using test::must;
using testing::EndsWith;
using testing::HasSubstr;

class LibraryMediaTakerTest : public ImportTest {
protected:
    std::filesystem::path drawing(std::string_view name)
    {
        return write(name, R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect/></svg>)");
    }
    media::MediaStore store(std::filesystem::path worker = BROADSHEET_PICTURE_WORKER)
    {
        return {folder_.path() / "media", std::move(worker)};
    }
};

TEST_P(LibraryMediaTakerTest, ASecondImportDecodesNothing)
{
    // Two names of one content, and one whose content changes.
    auto const first = drawing("first.svg");
    auto const same = drawing("same.svg");
    MediaTaker::Taken taken;
    {
        auto const decoding = store();
        LibraryMediaTaker taker(target(), decoding);
        taken = must(taker.take("ghost:/first.svg", first));
        EXPECT_EQ(must(taker.take("ghost:/same.svg", same)).path, taken.path);
    }
    auto const not_decoding = store("/nowhere/broadsheet-pictures");
    LibraryMediaTaker taker(target(), not_decoding);
    EXPECT_EQ(must(taker.take("ghost:/first.svg", first)).path, taken.path);
    EXPECT_EQ(must(taker.take("ghost:/same.svg", same)).path, taken.path);
    EXPECT_EQ(must(taker.taken_before("ghost:/same.svg"))->path, taken.path);
    EXPECT_FALSE(must(taker.taken_before("ghost:/other.svg")));
    EXPECT_FALSE(taker.take("ghost:/other.svg", first).ok()) << "a new name is decoded";
}

TEST_P(LibraryMediaTakerTest, WhatIsNoPictureIsCopiedWhateverItsSize)
{
    constexpr auto bytes = 100u << 20; // a picture of that size is refused
    auto const sound = write("sound.wav", test::silence(bytes / 8000));
    auto const decoding = store();
    LibraryMediaTaker taker(target(), decoding);
    auto const taken = must(taker.take("ghost:/sound.wav", sound));
    EXPECT_THAT(taken.path, EndsWith(".wav"));
    EXPECT_EQ(std::filesystem::file_size(*decoding.file_of(taken.path)), std::filesystem::file_size(sound));
}

TEST_P(LibraryMediaTakerTest, APictureTooLargeIsRefusedBeforeItIsRead)
{
    auto const picture = write("huge.jpg", "\xFF\xD8\xFF");
    std::filesystem::resize_file(picture, (64u << 20) + 1);
    auto const decoding = store("/nowhere/broadsheet-pictures");
    LibraryMediaTaker taker(target(), decoding);
    auto const taken = taker.take("ghost:/huge.jpg", picture);
    ASSERT_FALSE(taken.ok());
    EXPECT_THAT(
        taken.error().message, HasSubstr("huge.jpg has 67108865 bytes, more than the 67108864 allowed"));
}

ON_BOTH_DATABASES(LibraryMediaTakerTest);

} // namespace
} // namespace broadsheet::exchange

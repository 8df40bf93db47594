#include "newsroom/media_intake.h"

#include "newsroom/newsroom_fixture.h"
#include "places.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view drawing
    = R"(<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><circle cx="9" cy="9" r="9"/></svg>)";

// Runs something in the middle of a change: when it first asks for randomness, for the new item's id.
class Interruption final : public Random {
public:
    explicit Interruption(std::function<void()> interrupt)
        : interrupt_(std::move(interrupt))
    {
    }
    void fill(std::span<std::byte> bytes) override
    {
        if (auto const interrupt = std::exchange(interrupt_, nullptr))
            interrupt();
        random_.fill(bytes);
    }

private:
    std::function<void()> interrupt_;
    SeededRandom random_{1};
};

class MediaIntakeTest : public NewsroomTest {
protected:
    MediaItem said() const
    {
        MediaItem item;
        item.name = "sea.svg";
        item.alt = "A ship";
        item.added_by = "an account";
        return item;
    }
    TellOfMedia tell()
    {
        return [this](Change&, MediaItem const& item) -> Result<void> {
            told_.push_back(item.name);
            return {};
        };
    }
    Result<MediaItem> take(Random& random)
    {
        return take_into_library(connection_, clock_, random, store_, drawing, said(), tell());
    }
    bool has_file(MediaItem const& item) { return std::filesystem::exists(*store_.file_of(item.path)); }
    std::vector<MediaItem> all() { return must(MediaLibrary(connection_).after(0, 10)); }

    test::TemporaryFolder folder_;
    media::MediaStore store_{folder_.path() / "media", BROADSHEET_PICTURE_WORKER};
    std::vector<std::string> told_;
};

TEST_P(MediaIntakeTest, EntersEqualContentOnce)
{
    auto const item = must(take(random_));
    EXPECT_EQ(item.name, "sea.svg");
    EXPECT_EQ(item.alt, "A ship");
    EXPECT_EQ(item.added_by, "an account");
    EXPECT_EQ(item.width, 400);
    EXPECT_TRUE(has_file(item));
    EXPECT_EQ(must(take(random_)).id, item.id);
    EXPECT_THAT(told_, ElementsAre("sea.svg"));
    EXPECT_THAT(all(), testing::SizeIs(1));
}

TEST_P(MediaIntakeTest, StoresAgainWhatWasDeletedMeanwhile)
{
    auto const item = must(take(random_));
    must(connection_.execute("DELETE FROM media"));
    Interruption deletion([&] { std::filesystem::remove(*store_.file_of(item.path)); });
    EXPECT_EQ(must(take(deletion)).path, item.path);
    EXPECT_TRUE(has_file(item)) << "an entry is never without its file";
}

TEST_P(MediaIntakeTest, RemovesAFileOnlyOnceItsEntryIsGone)
{
    auto const item = must(take(random_));
    auto const refuse = [&](Change&, MediaItem const&) -> Result<void> {
        EXPECT_TRUE(has_file(item)) << "it is not committed yet";
        return io_error("the disk is full");
    };
    EXPECT_EQ(message_of(take_out_of_library(connection_, clock_, random_, store_, item.id, refuse)),
        "the disk is full");
    EXPECT_TRUE(has_file(item));
    EXPECT_THAT(all(), testing::SizeIs(1));

    must(take_out_of_library(connection_, clock_, random_, store_, item.id, tell()));
    EXPECT_FALSE(has_file(item));
    EXPECT_THAT(all(), IsEmpty());
    EXPECT_THAT(told_, ElementsAre("sea.svg", "sea.svg"));
}

ON_BOTH_DATABASES(MediaIntakeTest);

} // namespace

} // namespace broadsheet::newsroom

#include "cli/archive.h"

#include "base/file.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>

namespace broadsheet::cli {

namespace {

using test::must;

constexpr int file_count = 2'000;

class ArchiveTest : public testing::Test {
protected:
    ArchiveTest()
        : writer_(must(ArchiveWriter::create(folder_.path() / "unfinished", Compression::none)))
    {
        std::filesystem::create_directory(media_);
        for (int i = 0; i < file_count; ++i)
            EXPECT_TRUE(write_file_atomically(media_ / fmt::format("{}.jpg", i), "a picture").ok());
    }
    std::vector<std::filesystem::path> files(std::filesystem::path const& folder) const
    {
        std::vector<std::filesystem::path> found;
        auto const note = [&](std::filesystem::path const& path) -> Result<void> {
            found.push_back(path);
            return {};
        };
        EXPECT_TRUE(for_each_file(folder, note).ok());
        return found;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path media_ = folder_.path() / "media";
    ArchiveWriter writer_;
};

TEST_F(ArchiveTest, TellsAFileThatIsNotThereFromOneThatCannotBeRead)
{
    EXPECT_EQ(writer_.add_file("a.jpg", media_ / "gone.jpg").error().code, ErrorCode::not_found);
    EXPECT_EQ(writer_.add_file("a.jpg", media_).error().code, ErrorCode::io);
}

// The newsroom deletes pictures while a backup is made.
TEST_F(ArchiveTest, PassesOverWhatIsDeletedMeanwhile)
{
    auto listed = files(media_);
    std::jthread const deleting([&] {
        std::error_code ignored;
        for (auto file = listed.rbegin(); file != listed.rend(); ++file)
            std::filesystem::remove(*file, ignored);
    });
    auto const vanished = writer_.add_folder("media", media_);
    ASSERT_TRUE(vanished.ok()) << vanished.error().message;
    must(writer_.finish(folder_.path() / "archive.tar"));
    auto const unpacked = folder_.path() / "unpacked";
    std::filesystem::create_directory(unpacked);
    ASSERT_TRUE(unpack_archive(folder_.path() / "archive.tar", unpacked, 1u << 30).ok());
    EXPECT_LE(files(unpacked).size() + *vanished, std::size_t{file_count});
}

} // namespace

} // namespace broadsheet::cli

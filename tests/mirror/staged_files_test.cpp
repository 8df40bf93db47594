#include "mirror/staged_files.h"

#include "base/file.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace broadsheet::mirror {
namespace {

// More than the folders have room for that are filled at once, by several threads.
class StagedFilesTest : public testing::Test {
protected:
    static constexpr int threads = 4;
    static constexpr int files_of_a_thread = 2'200;

    static std::string name_of(int thread, int file) { return fmt::format("{}/{}", thread, file); }
    static std::string content_of(int thread, int file) { return fmt::format("{} {}", thread, file); }

    StagedFiles open() const { return StagedFiles::open(root_).value(); }

    static void put_all(StagedFiles& staged)
    {
        std::vector<std::jthread> running;
        for (int thread = 0; thread < threads; ++thread)
            running.emplace_back([&staged, thread] {
                for (int file = 0; file < files_of_a_thread; ++file)
                    EXPECT_TRUE(
                        staged.put(name_of(thread, file), content_of(thread, file), Phase::content).ok());
            });
    }

    void expect_all() const
    {
        for (int thread = 0; thread < threads; ++thread)
            for (int file = 0; file < files_of_a_thread; ++file)
                ASSERT_EQ(read_file(root_ / name_of(thread, file)).value(), content_of(thread, file));
    }

    test::TemporaryFolder folder_;
    std::filesystem::path root_ = folder_.path();
};

TEST_F(StagedFilesTest, ArePutInPlaceWhicheverThreadStagedThem)
{
    auto staged = open();
    put_all(staged);
    ASSERT_TRUE(staged.commit().ok());
    expect_all();
    EXPECT_FALSE(std::filesystem::exists(root_ / StagedFiles::folder_name));

    ASSERT_TRUE(staged.put("later", "again", Phase::content).ok());
    ASSERT_TRUE(staged.commit().ok());
    EXPECT_EQ(read_file(root_ / "later").value(), "again");
}

TEST_F(StagedFilesTest, AreTakenUpAfterTheyWereSetAside)
{
    auto first = open();
    put_all(first);
    ASSERT_TRUE(first.set_aside().ok());
    EXPECT_FALSE(std::filesystem::exists(root_ / name_of(0, 0)));

    auto second = open();
    ASSERT_TRUE(second.put("of its own", "too", Phase::content).ok());
    ASSERT_TRUE(second.put_set_aside().ok());
    ASSERT_TRUE(second.commit().ok());
    expect_all();
    EXPECT_EQ(read_file(root_ / "of its own").value(), "too");
    EXPECT_TRUE(StagedFiles::has_set_aside(root_));
}

// Whoever has a copy of a mirror from somebody's host may find such a journal in it.
TEST_F(StagedFilesTest, PutNothingOutsideTheFolderThatAForgedJournalNames)
{
    auto const mirror = root_ / "mirror";
    for (auto const* name : {"../victim", "/tmp/victim", "a/../../victim", "", "a//b", "./a"})
        for (auto const folder : {StagedFiles::folder_name, StagedFiles::waiting_name}) {
            ASSERT_TRUE(write_file_atomically(mirror / folder / "0/0", "forged").ok());
            auto const line = fmt::format("0 0 {}\n", name);
            ASSERT_TRUE(write_file_atomically(mirror / folder / "journal", line).ok());
            ASSERT_TRUE(write_file_atomically(mirror / folder / "staging", line).ok());
            auto staged = StagedFiles::open(mirror);
            auto const taken = staged.ok() ? staged->put_set_aside() : Result<void>(staged.error());
            ASSERT_FALSE(taken.ok()) << name;
            EXPECT_EQ(taken.error().code, ErrorCode::invalid) << name;
            EXPECT_FALSE(std::filesystem::exists(root_ / "victim"));
            std::filesystem::remove_all(mirror);
        }
}

} // namespace
} // namespace broadsheet::mirror

#include "base/file.h"

#include "base/file_descriptor.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sys/file.h>
#include <sys/wait.h>

namespace broadsheet {

namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
protected:
    File()
    {
        auto pattern = (fs::temp_directory_path() / "broadsheet-file-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~File() override { fs::remove_all(folder_); }

    std::set<std::string> names() const
    {
        std::set<std::string> found;
        EXPECT_TRUE(for_each_file(folder_, [&](fs::path const& path) -> Result<void> {
            found.insert(path.lexically_relative(folder_).string());
            return {};
        }));
        return found;
    }
    void put(std::string const& name) const { std::ofstream(folder_ / name) << "x"; }

    fs::path folder_;
};

TEST_F(File, IsWrittenAlsoIntoAFolderThatIsMissing)
{
    auto path = folder_ / "a" / "b" / "c.txt";
    ASSERT_TRUE(write_file_atomically(path, "old"));
    ASSERT_TRUE(write_file_atomically(path, "new", Durability::cached));
    EXPECT_EQ(read_file(path).value(), "new");
    EXPECT_EQ(names(), std::set<std::string>{"a/b/c.txt"});
}

TEST_F(File, IsReadWithinTheLimit)
{
    ASSERT_TRUE(write_file_atomically(folder_ / "file", "twelve bytes"));
    EXPECT_TRUE(read_file(folder_ / "file", 12));
    EXPECT_EQ(read_file(folder_ / "file", 11).error().code, ErrorCode::limit);
    EXPECT_EQ(read_file(folder_ / "missing").error().code, ErrorCode::io);
}

TEST_F(File, LeavesNothingBehindWhenItCannotBePutInPlace)
{
    fs::create_directories(folder_ / "taken" / "below");
    auto written = write_file_atomically(folder_ / "taken", "x");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message.find("cannot put"), std::string::npos) << written.error().message;
    EXPECT_TRUE(names().empty());
}

TEST_F(File, SaysWhyAFolderCannotBeMade)
{
    put("file");
    auto written = write_file_atomically(folder_ / "file" / "below", "x");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message.find("Not a directory"), std::string::npos) << written.error().message;
}

TEST_F(File, RemaindersAreRemovedButNotWhatIsBeingWritten)
{
    fs::create_directories(folder_ / "ab");
    for (auto const* name : {"kept.txt", "ab/cut.txt.1.0.tmp", "ab/busy.txt.1.1.tmp"})
        put(name);
    FileDescriptor busy(open((folder_ / "ab/busy.txt.1.1.tmp").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(flock(busy.get(), LOCK_EX), 0);
    EXPECT_EQ(remove_unfinished_files(folder_).value(), 1u);
    EXPECT_EQ(names(), (std::set<std::string>{"kept.txt", "ab/busy.txt.1.1.tmp"}));
    EXPECT_EQ(remove_unfinished_files(folder_ / "nowhere").value(), 0u);
}

// A writer that is killed leaves the old content or the new, and nothing that the clean-up does not take.
TEST_F(File, IsOldOrNewWhenItsWriterIsKilled)
{
    auto path = folder_ / "file";
    std::string const content(1 << 20, 'x');
    for (int round = 0; round < 25; ++round) {
        pid_t const child = fork();
        if (child == 0) {
            for (;;)
                (void)write_file_atomically(path, content, Durability::cached);
        }
        usleep(static_cast<useconds_t>(1000 + 400 * round));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        ASSERT_TRUE(remove_unfinished_files(folder_));
        auto const left = names();
        ASSERT_TRUE(left.empty() || left == std::set<std::string>{"file"}) << *left.begin();
        EXPECT_TRUE(left.empty() || read_file(path).value().size() == content.size());
    }
    EXPECT_TRUE(fs::exists(path));
}

TEST_F(File, AVisitsErrorEndsTheWalk)
{
    put("a");
    put("b");
    int seen = 0;
    auto walked = for_each_file(folder_, [&](fs::path const&) -> Result<void> {
        ++seen;
        return invalid("enough");
    });
    EXPECT_EQ(walked.error().message, "enough");
    EXPECT_EQ(seen, 1);
}

} // namespace

} // namespace broadsheet

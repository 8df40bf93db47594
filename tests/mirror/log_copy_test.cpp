#include "mirror/log_copy.h"

#include "base/file.h"
#include "mirror/staged_files.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

class LogCopy : public testing::Test {
protected:
    void write(std::filesystem::path const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(log_ / name, content, Durability::cached).ok());
    }
    std::string copied(std::filesystem::path const& name) const
    {
        auto content = read_file(to_ / name);
        return content.ok() ? *content : "none";
    }

    test::TemporaryFolder folder_;
    std::filesystem::path log_ = folder_.path() / "log";
    std::filesystem::path to_ = folder_.path() / "copy";
};

TEST_F(LogCopy, HoldsTheLogAndWhatWaitsForASignatureAndNothingElse)
{
    write("latest", "head");
    write("tile/0/000.p/3", "hashes");
    write(".broadsheet-unsigned", "waits");
    write(std::filesystem::path(StagedFiles::waiting_name) / "0/0", "more hashes");
    write(".broadsheet-changes", "scratch");
    ASSERT_TRUE(copy_whole_log(log_, to_).ok());
    EXPECT_EQ(copied("latest"), "head");
    EXPECT_EQ(copied("tile/0/000.p/3"), "hashes");
    EXPECT_EQ(copied(".broadsheet-unsigned"), "waits");
    EXPECT_EQ(copied(std::filesystem::path(StagedFiles::waiting_name) / "0/0"), "more hashes");
    EXPECT_EQ(copied(".broadsheet-changes"), "none");
    // A later build puts other files in the place of these, and the copy stays.
    write("latest", "newer");
    EXPECT_EQ(copied("latest"), "head");
}

TEST_F(LogCopy, HalfAnEditionIsNotCopied)
{
    write("latest", "head");
    write(std::filesystem::path(StagedFiles::folder_name) / StagedFiles::whole_journal, "0 0 latest\n");
    EXPECT_EQ(copy_whole_log(log_, to_).error().code, ErrorCode::unavailable);
}

TEST_F(LogCopy, WhereThereIsNoLogNothingIsCopied)
{
    EXPECT_TRUE(copy_whole_log(log_, to_).ok());
    EXPECT_FALSE(std::filesystem::exists(to_));
}

} // namespace
} // namespace broadsheet::mirror

#include "cli/mirror_targets.h"

#include "base/file.h"
#include "http/client.h"
#include "mirror/folder_lock.h"
#include "mirror/staged_files.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;

class MirrorTargets : public testing::Test {
protected:
    MirrorTargets() { EXPECT_TRUE(write_file_atomically(mirror_ / "index.html", "page").ok()); }

    Result<mirror::PushReport> push()
    {
        MirrorTarget const target{"copy", std::vector<std::string>{"cp", "-r", "{folder}", copy_.string()}};
        return push_to(target, mirror_, client_, SystemClock());
    }

    test::TemporaryFolder folder_;
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    std::filesystem::path copy_ = folder_.path() / "copy";
    http::CurlClient client_;
};

TEST_F(MirrorTargets, AFolderIsCopiedWhileNobodyElseIsAtWorkInIt)
{
    {
        auto const build = mirror::FolderLock::take(mirror_);
        ASSERT_TRUE(build.ok());
        EXPECT_EQ(push().error().code, ErrorCode::conflict);
        EXPECT_FALSE(std::filesystem::exists(copy_));
    }
    ASSERT_TRUE(push().ok());
    EXPECT_EQ(read_file(copy_ / "index.html").value(), "page");
}

TEST_F(MirrorTargets, HalfAnEditionIsNotCopied)
{
    auto const journal = mirror_ / mirror::StagedFiles::folder_name / mirror::StagedFiles::whole_journal;
    ASSERT_TRUE(write_file_atomically(journal, "0 0 index.html\n").ok());
    auto const pushed = push();
    ASSERT_FALSE(pushed.ok());
    EXPECT_THAT(pushed.error().message, HasSubstr("was cut off"));
    EXPECT_FALSE(std::filesystem::exists(copy_));
}

} // namespace
} // namespace broadsheet::cli

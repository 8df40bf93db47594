#include "cli/mirror_targets.h"

#include "base/file.h"
#include "http/client.h"
#include "mirror/folder.h"
#include "mirror/folder_lock.h"
#include "mirror/log_update.h"
#include "mirror/staged_files.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;

class MirrorTargets : public testing::Test {
protected:
    MirrorTargets()
    {
        SeededRandom random(7);
        auto origin = mirror::Origin::open(data_, "The Lantern", random).value();
        auto folder = mirror::Folder::open(mirror_, origin.name).value();
        auto update = mirror::LogUpdate::open(origin, "2026-11-27T23:00Z", random).value();
        EXPECT_TRUE(folder.put("index.html", "page").ok());
        EXPECT_TRUE(update.publication().put("index.html", "page", "text/html").ok());
        EXPECT_TRUE(update.finish(1).ok());
        EXPECT_TRUE(mirror::copy_log(origin.log, folder).ok());
        EXPECT_TRUE(folder.finish().ok());
    }

    Result<mirror::PushReport> push() { return push(mirror_); }
    Result<mirror::PushReport> push(
        std::filesystem::path const& from, std::vector<std::string> host_files = {})
    {
        MirrorTarget const target{
            "copy", std::vector<std::string>{"cp", "-r", "{folder}", copy_.string()}, std::move(host_files)};
        return push_to(target, from, mirror::log_folder(data_), client_, SystemClock());
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
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

TEST_F(MirrorTargets, NoOtherFolderIsCopiedAndNothingIsLeftInIt)
{
    EXPECT_EQ(push(data_).error().code, ErrorCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(data_ / ".broadsheet-lock"));
    EXPECT_FALSE(std::filesystem::exists(copy_));
}

TEST_F(MirrorTargets, NothingOfOthersIsCopiedWithIt)
{
    ASSERT_TRUE(write_file_atomically(mirror_ / "evil.html", "added").ok());
    EXPECT_THAT(push().error().message, HasSubstr("evil.html"));
    EXPECT_FALSE(std::filesystem::exists(copy_));
    EXPECT_TRUE(push(mirror_, {"evil.html"}).ok()) << "where the host is said to want it";
    ASSERT_TRUE(write_file_atomically(mirror_ / "index.html", "forged").ok());
    EXPECT_THAT(
        push(mirror_, {"evil.html"}).error().message, HasSubstr("index.html is not what was published"));
}

TEST(MirrorTargetsFile, NamesWhatTheHostWants)
{
    auto const targets = parse_mirror_targets(
        R"([{"name": "pages", "command": ["true"], "host_files": ["CNAME", ".well-known/"]}])");
    ASSERT_TRUE(targets.ok());
    EXPECT_EQ(targets->front().host_files, (std::vector<std::string>{"CNAME", ".well-known/"}));
    EXPECT_FALSE(
        parse_mirror_targets(R"([{"name": "pages", "command": ["true"], "host_files": "CNAME"}])").ok());
}

TEST(MirrorTargetsFile, SaysHowMuchAStoreTakesInOneRequest)
{
    auto const target = [](std::string const& more) {
        return parse_mirror_targets(
            R"([{"name": "b", "endpoint": "https://s3.example", "region": "r", "bucket": "b",
            "access_key": "a", "secret_key": "s")"
            + more + "}]");
    };
    auto const largest = [&](std::string const& more) {
        return std::get<mirror::S3Place>(target(more).value().front().place).largest_request;
    };
    EXPECT_EQ(largest(""), 1u << 30);
    EXPECT_EQ(largest(R"(, "largest_request": 104857600)"), 104'857'600u);
    for (auto const* none : {"5242879", "5368709121", "-1", "6000000.5", "\"6000000\"", "null"})
        EXPECT_FALSE(target(std::string(R"(, "largest_request": )") + none).ok()) << none;
}

} // namespace
} // namespace broadsheet::cli

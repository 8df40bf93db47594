#include "mirror/targets/push.h"

#include "base/encoding.h"
#include "base/file.h"
#include "mirror/folder.h"
#include "mirror/log_update.h"
#include "mirror/targets/command_hook.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <map>
#include <mutex>

namespace broadsheet::mirror {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

// A store that remembers in which order it was asked, and refuses one name.
class FakeStore final : public Store {
public:
    Result<void> put(std::string_view name, http::FileBody const& file) override
    {
        std::lock_guard lock(mutex_);
        if (name == refused)
            return Error{ErrorCode::unavailable, std::string(name) + " was refused"};
        bodies[std::string(name)] = file;
        if (constexpr std::uint64_t most_kept = 1u << 20; file.size <= most_kept)
            files[std::string(name)] = TRY(read_file(file.path));
        order.emplace_back(name);
        return {};
    }
    Result<void> remove(std::string_view name) override
    {
        std::lock_guard lock(mutex_);
        files.erase(std::string(name));
        order.push_back("- " + std::string(name));
        return {};
    }

    std::map<std::string, std::string> files;
    std::map<std::string, http::FileBody> bodies; // with those that are too large to keep
    std::vector<std::string> order;
    std::string refused;

private:
    std::mutex mutex_;
};

class PushTest : public testing::Test {
protected:
    PushTest()
    {
        files_ = {{"index.html", "front page"}, {"суд/index.html", "court"}};
        publish();
    }
    // Makes the mirror's folder equal to the files, and signs it.
    void publish()
    {
        auto origin = test::must(Origin::open(data_, "The Lantern", random_));
        auto folder = test::must(Folder::open(mirror_, origin.name));
        auto update = test::must(LogUpdate::open(origin, "2026-11-27T23:00Z", random_));
        for (auto const& [name, content] : files_) {
            ASSERT_TRUE(folder.put(name, content).ok());
            ASSERT_TRUE(update.publication().put(name, content, "text/html").ok());
        }
        ASSERT_TRUE(update.publication().remove_others().ok());
        ASSERT_TRUE(update.finish(++edition_).ok());
        ASSERT_TRUE(copy_log(origin.log, folder).ok());
        ASSERT_TRUE(folder.finish().ok());
    }
    void write(std::string const& name, std::string const& content) const
    {
        ASSERT_TRUE(write_file_atomically(mirror_ / name, content, Durability::cached).ok());
    }
    std::string file(std::string const& name) const { return test::must(read_file(mirror_ / name)); }
    Result<PushReport> try_push(std::filesystem::path const& from)
    {
        auto const own = TRY(OwnMirror::open(from, log_folder(data_)));
        return mirror::push(store_, own, {from, mirror_ / ".broadsheet-pushed-test", host_files_, threads_});
    }
    PushReport push() { return test::must(try_push(mirror_)); }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    SeededRandom random_{7};
    std::map<std::string, std::string> files_;
    std::vector<std::string> host_files_;
    std::uint64_t edition_ = 0;
    FakeStore store_;
    unsigned threads_ = 1;
};

TEST_F(PushTest, SendsWhatProvesAfterWhatIsProven)
{
    auto const report = push();
    EXPECT_EQ(report.sent, store_.files.size());
    EXPECT_THAT((std::vector(store_.order.begin(), store_.order.begin() + 2)),
        UnorderedElementsAre("index.html", "суд/index.html"));
    EXPECT_TRUE(store_.order.back() == "log/latest" || store_.order.back().starts_with("log/checkpoint"));
    EXPECT_TRUE(store_.files.contains("log/manifest/0/000"));
    for (auto const& [name, content] : store_.files)
        EXPECT_FALSE(name.starts_with(".broadsheet")) << name;
}

TEST_F(PushTest, SendsOnlyWhatChangedAndDeletesWhatIsGone)
{
    auto const sent = push().sent;
    store_.order.clear();
    EXPECT_EQ(push().unchanged, sent);
    EXPECT_THAT(store_.order, IsEmpty());

    files_.erase("суд/index.html");
    publish();
    push();
    EXPECT_THAT(store_.order, Contains("- суд/index.html"));
    EXPECT_THAT(store_.order, Not(Contains("index.html"))) << "is as it was";
    EXPECT_EQ(store_.files["log/latest"], file("log/latest"));
}

TEST_F(PushTest, KeepsTheFormerEditionTheLatestWhenAFileFails)
{
    push();
    auto const former = store_.files["log/latest"];
    files_["index.html"] = "another front page";
    publish();
    store_.refused = "index.html";
    EXPECT_THAT(push().failures, ElementsAre("index.html was refused"));
    EXPECT_EQ(store_.files["log/latest"], former);
    store_.refused.clear();
    EXPECT_THAT(push().failures, IsEmpty());
    EXPECT_EQ(store_.files["log/latest"], file("log/latest"));
    EXPECT_NE(store_.files["log/latest"], former);
}

TEST_F(PushTest, OnManyThreadsSendsTheSame)
{
    threads_ = 8;
    for (int number = 0; number < 200; ++number)
        files_["article-" + std::to_string(number) + "/index.html"] = "text";
    publish();
    push();
    for (auto const& [name, content] : files_)
        EXPECT_EQ(store_.files[name], content);
    EXPECT_EQ(store_.files["log/latest"], file("log/latest"));
}

TEST_F(PushTest, OfWhatIsNoMirrorOfTheNewspapersIsRefused)
{
    auto const refused = [&](std::filesystem::path const& from, char const* why) {
        auto const pushed = try_push(from);
        ASSERT_FALSE(pushed.ok()) << from;
        EXPECT_THAT(pushed.error().message, HasSubstr(why));
        EXPECT_THAT(store_.files, IsEmpty());
    };
    refused(folder_.path() / "nothing", "holds no mirror");
    refused(data_, "holds no mirror"); // with the log's key
    auto const copy = folder_.path() / "copy";
    std::filesystem::copy(mirror_, copy, std::filesystem::copy_options::recursive);
    files_["index.html"] = "another front page";
    publish();
    refused(copy, "does not hold the newest edition");

    auto const ours = std::exchange(data_, folder_.path() / "other-data");
    auto const mirror = std::exchange(mirror_, folder_.path() / "other-mirror");
    publish();
    data_ = ours;
    refused(mirror_, "not of");
    mirror_ = mirror;
    push();
    EXPECT_EQ(store_.files["index.html"], "another front page");
}

TEST_F(PushTest, SendsNothingThatTheNewspaperHasNotPublished)
{
    push();
    write("evil.html", "added");
    write("log/evil.html", "added");
    write("CNAME", "lantern.example");
    host_files_ = {"CNAME"};
    EXPECT_THAT(push().left_out, UnorderedElementsAre("evil.html", "log/evil.html"));
    EXPECT_FALSE(store_.files.contains("evil.html"));
    EXPECT_EQ(store_.files["CNAME"], "lantern.example");

    write("index.html", "forged");
    EXPECT_THAT(push().failures, ElementsAre(HasSubstr("index.html is not what was published")));
    EXPECT_EQ(store_.files["index.html"], "front page");
}

TEST_F(PushTest, SendsAFileWithItsHashHoweverLargeItIs)
{
    push();
    auto const& page = store_.bodies["index.html"];
    EXPECT_EQ(page.size, std::string_view("front page").size());
    EXPECT_EQ(page.sha256, sha256("front page"));
    EXPECT_EQ(store_.bodies["log/latest"].sha256, sha256(file("log/latest")));

    write("archive.zim", "");
    host_files_ = {"archive.zim"};
    constexpr std::uint64_t more_than_is_read_at_once = (std::uint64_t{1} << 30) + 1;
    std::filesystem::resize_file(mirror_ / "archive.zim", more_than_is_read_at_once);
    EXPECT_THAT(push().failures, IsEmpty());
    EXPECT_EQ(store_.bodies["archive.zim"].size, more_than_is_read_at_once);
    EXPECT_EQ(store_.bodies["archive.zim"].sha256, test::must(hash_of_file(mirror_ / "archive.zim")).view());
}

TEST_F(PushTest, ByACommandOfTheOperators)
{
    auto const copy = folder_.path() / "copy";
    ASSERT_TRUE(run_hook({"cp", "-r", "{folder}", copy.string()}, mirror_).ok());
    EXPECT_EQ(test::must(read_file(copy / "index.html")), "front page");
    auto const failed = run_hook({"sh", "-c", "echo first; echo the reason >&2; exit 3"}, mirror_);
    ASSERT_FALSE(failed.ok());
    EXPECT_THAT(failed.error().message, HasSubstr("ended with code 3: the reason"));
    auto const strange = folder_.path() / "a; touch owned";
    EXPECT_FALSE(run_hook({"ls", "{folder}"}, strange).ok()) << "no shell reads the name";
}

} // namespace
} // namespace broadsheet::mirror

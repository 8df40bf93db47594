#include "mirror/targets/push.h"

#include "base/file.h"
#include "mirror/targets/command_hook.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <map>
#include <mutex>

namespace broadsheet::mirror {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A store that remembers in which order it was asked, and refuses one name.
class FakeStore final : public Store {
public:
    Result<void> put(std::string_view name, std::string_view content) override
    {
        std::lock_guard lock(mutex_);
        if (name == refused)
            return Error{ErrorCode::unavailable, std::string(name) + " was refused"};
        files[std::string(name)] = content;
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
    std::vector<std::string> order;
    std::string refused;

private:
    std::mutex mutex_;
};

class PushTest : public testing::Test {
protected:
    PushTest()
    {
        write("log/latest", "proof 1");
        write("log/manifest/0/000", "manifest 1");
        write("index.html", "front page");
        write("суд/index.html", "court");
        write(".broadsheet-mirror", "not for readers");
    }
    void write(std::string const& name, std::string const& content) const
    {
        ASSERT_TRUE(write_file_atomically(mirror_ / name, content, Durability::cached).ok());
    }
    PushReport push()
    {
        return test::must(mirror::push(store_, {mirror_, mirror_ / ".broadsheet-pushed-test", threads_}));
    }

    test::TemporaryFolder folder_;
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    FakeStore store_;
    unsigned threads_ = 1;
};

TEST_F(PushTest, SendsWhatProvesAfterWhatIsProven)
{
    EXPECT_EQ(push().sent, 4u);
    ASSERT_THAT(store_.order, SizeIs(4));
    EXPECT_THAT((std::vector(store_.order.begin() + 2, store_.order.end())),
        ElementsAre("log/manifest/0/000", "log/latest"));
}

TEST_F(PushTest, SendsOnlyWhatChangedAndDeletesWhatIsGone)
{
    push();
    store_.order.clear();
    EXPECT_EQ(push().unchanged, 4u);
    EXPECT_THAT(store_.order, IsEmpty());

    write("log/latest", "proof 22");
    std::filesystem::remove_all(mirror_ / "суд");
    auto const report = push();
    EXPECT_EQ(report.removed, 1u);
    EXPECT_THAT(store_.order, ElementsAre("log/latest", "- суд/index.html"));
    EXPECT_THAT(store_.files, SizeIs(3));
}

TEST_F(PushTest, KeepsTheFormerEditionTheLatestWhenAFileFails)
{
    push();
    write("index.html", "another front page");
    write("log/latest", "proof 22");
    store_.refused = "index.html";
    EXPECT_THAT(push().failures, ElementsAre("index.html was refused"));
    EXPECT_EQ(store_.files["log/latest"], "proof 1");
    store_.refused.clear();
    EXPECT_THAT(push().failures, IsEmpty());
    EXPECT_EQ(store_.files["log/latest"], "proof 22");
}

TEST_F(PushTest, OnManyThreadsSendsTheSame)
{
    threads_ = 8;
    for (int number = 0; number < 200; ++number)
        write("article-" + std::to_string(number) + "/index.html", "text");
    EXPECT_EQ(push().sent, 204u);
    EXPECT_EQ(store_.order.back(), "log/latest");
}

TEST_F(PushTest, OfAnEmptyFolderIsRefused)
{
    auto const pushed = mirror::push(store_, {folder_.path() / "nothing", folder_.path() / "list"});
    ASSERT_FALSE(pushed.ok());
    EXPECT_THAT(pushed.error().message, HasSubstr("holds no mirror"));
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

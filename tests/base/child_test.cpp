#include "base/child.h"

#include "base/file.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <gmock/gmock.h>
#include <sys/time.h>

namespace broadsheet {
namespace {

using namespace std::literals;
using testing::HasSubstr;

constexpr std::size_t most = 64u << 20;
// More than the pipes hold.
std::string const input(4u << 20, 'x');

class ChildTest : public testing::Test {
protected:
    Result<ChildOutput> run(std::string_view script, std::chrono::milliseconds time = 60s)
    {
        auto const program = folder_.path() / "child";
        EXPECT_TRUE(write_file_atomically(program, "#!/bin/sh\n" + std::string(script)).ok());
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        return run_child({program.string()}, input, most, time);
    }

    test::TemporaryFolder folder_;
};

TEST_F(ChildTest, IsGivenTheInputAndGivesItsOutput)
{
    auto const child = run("cat; echo and this >&2; exit 7");
    ASSERT_TRUE(child.ok()) << child.error().message;
    EXPECT_EQ(child->output, input);
    EXPECT_EQ(child->errors, "and this\n");
    EXPECT_EQ(child->exit_code, 7);
}

TEST_F(ChildTest, ThatEndsAtOnceDoesNotEndUs)
{
    ASSERT_EQ(signal(SIGPIPE, SIG_DFL), SIG_DFL) << "nobody else keeps the signal away";
    auto const child = run("echo no >&2; exit 3");
    ASSERT_TRUE(child.ok()) << child.error().message;
    EXPECT_EQ(child->exit_code, 3);
    EXPECT_EQ(child->errors, "no\n");
}

TEST_F(ChildTest, ThatNeverReadsIsKilled)
{
    auto const child = run("exec sleep 1000", 200ms);
    ASSERT_FALSE(child.ok());
    EXPECT_THAT(child.error().message, HasSubstr("too long"));
}

TEST_F(ChildTest, ThatNeverEndsIsKilled)
{
    auto const child = run("cat >/dev/null; exec sleep 1000 <&- >&- 2>&-", 200ms);
    ASSERT_FALSE(child.ok());
    EXPECT_THAT(child.error().message, HasSubstr("too long"));
}

TEST_F(ChildTest, ThatWritesTooMuchIsKilled)
{
    auto const child = run("cat /dev/zero");
    ASSERT_FALSE(child.ok());
    EXPECT_THAT(child.error().message, HasSubstr("more than 67108864 bytes"));
}

TEST_F(ChildTest, KilledByASignalSaysSo)
{
    auto const child = run("kill -9 $$");
    ASSERT_TRUE(child.ok()) << child.error().message;
    EXPECT_EQ(child->exit_code, 128 + SIGKILL);
}

TEST_F(ChildTest, IsNotCutShortBySignalsOfOurs)
{
    struct sigaction interrupting { };
    interrupting.sa_handler = [](int) {}; // without SA_RESTART
    sigaction(SIGALRM, &interrupting, nullptr);
    itimerval const every_millisecond{{0, 1'000}, {0, 1'000}};
    setitimer(ITIMER_REAL, &every_millisecond, nullptr);
    auto const child = run("cat");
    itimerval const never{};
    setitimer(ITIMER_REAL, &never, nullptr);
    ASSERT_TRUE(child.ok()) << child.error().message;
    EXPECT_EQ(child->output, input);
}

TEST(Child, ThatIsNotThereIsAnError)
{
    auto const child = run_child({"/nowhere/at/all"}, "", most, 1s);
    ASSERT_FALSE(child.ok());
    EXPECT_THAT(child.error().message, HasSubstr("/nowhere/at/all"));
}

} // namespace
} // namespace broadsheet

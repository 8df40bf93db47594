#include "cli/job_runner.h"

#include "support/database.h"

#include <atomic>
#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::cli {

namespace {

using namespace std::chrono_literals;
using test::must;

class Runner : public test::DatabaseTest {
protected:
    std::string add(std::string_view kind)
    {
        return must(db::JobQueue(connection_, clock_, random_).add(kind, "{}"));
    }

    db::JobState state(std::string const& id)
    {
        for (auto& found : must(db::JobQueue(connection_, clock_, random_).list(100)))
            if (found.job.id == id)
                return found;
        return {};
    }

    // Waits until it holds, or for as long as nobody would.
    static bool comes_true(std::function<bool()> const& condition)
    {
        for (int tries = 0; tries < 1'000; ++tries) {
            if (condition())
                return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
};

TEST_P(Runner, RunsJobsOfItsKindsOnce)
{
    auto const ours = add("greet");
    auto const others = add("wave");
    std::atomic<int> runs = 0;
    JobRunner runner(*database_, clock_, random_);
    runner.add("greet", [&](db::Connection&, db::Job const&) -> Result<void> {
        ++runs;
        return {};
    });
    runner.start();
    EXPECT_TRUE(comes_true([&] { return state(ours).status == "done"; }));
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(state(others).status, "waiting");
}

TEST_P(Runner, RecordsWhyAJobFailedAndTriesAgain)
{
    auto const id = add("greet");
    std::atomic<int> runs = 0;
    JobRunner runner(*database_, clock_, random_);
    runner.add("greet", [&](db::Connection&, db::Job const&) -> Result<void> {
        if (++runs == 1)
            return io_error("nobody there");
        return {};
    });
    runner.start();
    ASSERT_TRUE(comes_true([&] { return state(id).last_error == "nobody there"; }));
    clock_.advance(61'000);
    runner.wake();
    EXPECT_TRUE(comes_true([&] { return state(id).status == "done"; }));
}

TEST_P(Runner, LeavesAKindAloneWhileItIsNotReady)
{
    auto const id = add("greet");
    std::atomic<bool> is_ready = false;
    std::atomic<bool> has_looked = false;
    JobRunner runner(*database_, clock_, random_);
    runner.add(
        "greet", [](db::Connection&, db::Job const&) -> Result<void> { return {}; },
        [&] {
            has_looked = true;
            return is_ready.load();
        });
    runner.start();
    ASSERT_TRUE(comes_true([&] { return has_looked.load(); }));
    EXPECT_EQ(state(id).job.attempts, 0);
    is_ready = true;
    runner.wake();
    EXPECT_TRUE(comes_true([&] { return state(id).status == "done"; }));
}

TEST_P(Runner, LooksAtTheStartAndAtEveryInterval)
{
    std::atomic<int> looks = 0;
    JobRunner runner(*database_, clock_, random_);
    runner.every(60s, "weather", [&](db::Connection&) -> Result<void> {
        ++looks;
        return {};
    });
    runner.start();
    ASSERT_TRUE(comes_true([&] { return looks == 1; }));
    runner.wake();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(looks, 1);
    clock_.advance(60'000);
    runner.wake();
    EXPECT_TRUE(comes_true([&] { return looks == 2; }));
}

ON_BOTH_DATABASES(Runner);

} // namespace

} // namespace broadsheet::cli

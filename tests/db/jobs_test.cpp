#include "db/jobs.h"

#include "db/transaction.h"
#include "support/database.h"

#include <gmock/gmock.h>
#include <mutex>
#include <set>
#include <thread>

namespace broadsheet::db {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t minute = 60'000;

class JobsTest : public test::DatabaseTest {
protected:
    std::optional<Job> claim(JobQueue& queue) { return must(queue.claim({"mirror", "publish"}, minute)); }
    JobState only_job()
    {
        auto const jobs = must(queue_.list(10));
        EXPECT_THAT(jobs, SizeIs(1));
        return jobs.at(0);
    }

    JobQueue queue_{connection_, clock_, random_};
    Database::Lease other_lease_ = must(database_->connect());
    JobQueue other_{*other_lease_, clock_, random_};
};

TEST_P(JobsTest, GivesDueJobsOldestFirst)
{
    auto const third = must(queue_.add("mirror", "3", start - 10));
    auto const first = must(queue_.add("mirror", "1", start - 30));
    auto const second = must(queue_.add("publish", "{\"a\":2}", start - 20));
    must(queue_.add("mirror", "later", start + 1));
    must(queue_.add("letter", "another kind", start - 40));

    auto const job = claim(queue_);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->id, first);
    EXPECT_EQ(job->kind, "mirror");
    EXPECT_EQ(job->payload, "1");
    EXPECT_EQ(job->attempts, 1);
    EXPECT_EQ(job->run_at, start - 30);
    auto const next = claim(other_);
    EXPECT_EQ(next->id, second);
    EXPECT_EQ(next->payload, "{\"a\":2}");
    EXPECT_EQ(claim(queue_)->id, third);
    EXPECT_FALSE(claim(queue_));
    EXPECT_FALSE(must(queue_.claim({}, minute)));
    clock_.advance(1);
    EXPECT_TRUE(claim(queue_));
}

TEST_P(JobsTest, KeepsOneWaitingJobAKey)
{
    auto const id = must(queue_.add("mirror", "a", start - 1, "all"));
    EXPECT_EQ(must(other_.add("mirror", "b", 0, "all")), id);
    EXPECT_NE(must(queue_.add("mirror", "c", 0, "some")), id);
    EXPECT_NE(must(queue_.add("publish", "d", 0, "all")), id);
    EXPECT_THAT(must(queue_.list(10)), SizeIs(3));

    must(queue_.claim({"mirror"}, minute));
    EXPECT_NE(must(queue_.add("mirror", "e", 0, "all")), id) << "one that runs may have missed what is new";
}

TEST_P(JobsTest, AddsWithTheTransactionOrNotAtAll)
{
    auto const failed = transaction(connection_, Access::write, [&]() -> Result<void> {
        must(queue_.add("mirror", "a", 0, "key"));
        return invalid("because");
    });
    EXPECT_FALSE(failed.ok());
    EXPECT_THAT(must(queue_.list(10)), IsEmpty());
}

TEST_P(JobsTest, EndsWhenFinished)
{
    must(queue_.add("mirror", ""));
    auto const job = claim(queue_);
    must(queue_.finish(*job));
    EXPECT_EQ(only_job().status, "done");
    clock_.advance(10 * minute);
    EXPECT_FALSE(claim(other_));
    EXPECT_EQ(queue_.finish(*job).error().code, ErrorCode::conflict);

    EXPECT_EQ(must(queue_.forget_done(start)), 0);
    EXPECT_EQ(must(queue_.forget_done(start + 1)), 1);
    EXPECT_THAT(must(queue_.list(10)), IsEmpty());
}

TEST_P(JobsTest, PassesOnTheJobOfAWorkerThatDied)
{
    must(queue_.add("mirror", ""));
    auto const lost = claim(queue_);
    clock_.advance(minute - 1);
    EXPECT_FALSE(claim(other_));
    must(queue_.renew(*lost, minute));
    clock_.advance(minute - 1);
    EXPECT_FALSE(claim(other_)) << "the lease was renewed";
    clock_.advance(1);
    auto const taken = claim(other_);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->id, lost->id);
    EXPECT_EQ(taken->attempts, 2);

    for (auto const& result :
        {queue_.renew(*lost, minute), queue_.finish(*lost), queue_.fail(*lost, invalid("x"))}) {
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().code, ErrorCode::conflict);
        EXPECT_THAT(result.error().message, HasSubstr("its lease was lost"));
    }
    must(other_.finish(*taken));
}

TEST_P(JobsTest, HoldsAnAttemptNotAJob)
{
    must(queue_.add("mirror", ""));
    auto const first = claim(queue_);
    clock_.advance(minute);
    auto const second = claim(queue_);
    EXPECT_EQ(second->id, first->id);
    EXPECT_FALSE(queue_.finish(*first).ok()) << "the same worker, an attempt that was given up";
    EXPECT_TRUE(queue_.finish(*second).ok());
}

TEST_P(JobsTest, TriesAgainAfterGrowingPauses)
{
    must(queue_.add("mirror", ""));
    std::vector<std::int64_t> pauses;
    for (int attempt = 1; attempt <= 12; ++attempt) {
        auto const job = claim(queue_);
        ASSERT_TRUE(job);
        EXPECT_EQ(job->attempts, attempt);
        must(queue_.fail(*job, invalid("the disk is full")));
        if (attempt == 12)
            break;
        auto const state = only_job();
        EXPECT_EQ(state.status, "waiting");
        EXPECT_EQ(state.last_error, "the disk is full");
        auto const pause = state.job.run_at - clock_.now();
        pauses.push_back(pause / minute);
        clock_.advance(pause - 1);
        EXPECT_FALSE(claim(queue_));
        clock_.advance(1);
    }
    EXPECT_THAT(pauses, ElementsAre(1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360));
    EXPECT_EQ(only_job().status, "failed");
    EXPECT_EQ(only_job().last_error, "the disk is full");
    clock_.advance(1000 * minute);
    EXPECT_FALSE(claim(queue_));
}

TEST_P(JobsTest, FailsAtOnceWhereOneAttemptIsAllowed)
{
    must(queue_.add("mirror", ""));
    must(queue_.fail(*claim(queue_), invalid("no"), 1));
    EXPECT_EQ(only_job().status, "failed");
}

TEST_P(JobsTest, RetriesWhatFailedWithAllItsAttempts)
{
    auto const id = must(queue_.add("mirror", "{}"));
    EXPECT_EQ(queue_.retry(id).error().code, ErrorCode::not_found) << "it has not failed";
    must(queue_.fail(*claim(queue_), invalid("broken"), 1));
    clock_.advance(minute);
    must(queue_.add("mirror", "newer"));
    EXPECT_EQ(must(queue_.list(1)).front().job.id, id) << "what failed comes first";
    must(queue_.retry(id));
    EXPECT_EQ(queue_.retry(id).error().code, ErrorCode::not_found);
    auto const job = claim(queue_);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->attempts, 1);
}

TEST_P(JobsTest, CancelsAJob)
{
    auto const id = must(queue_.add("mirror", ""));
    auto const job = claim(other_);
    must(queue_.cancel(id));
    EXPECT_EQ(other_.finish(*job).error().code, ErrorCode::conflict);
    EXPECT_EQ(queue_.cancel(id).error().code, ErrorCode::not_found);
}

TEST_P(JobsTest, NeverGivesOneJobToTwoWorkers)
{
    constexpr std::size_t jobs = 120;
    must(transaction(connection_, Access::write, [&]() -> Result<void> {
        for (std::size_t job = 0; job < jobs; ++job)
            TRY(queue_.add("mirror", ""));
        return {};
    }));
    std::mutex mutex;
    std::multiset<std::string> claimed;
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < 4; ++worker)
            workers.emplace_back([&] {
                auto const lease = must(database_->connect());
                JobQueue queue(*lease, clock_, random_);
                while (auto const job = claim(queue)) {
                    must(queue.finish(*job));
                    std::lock_guard const lock(mutex);
                    claimed.insert(job->id);
                }
            });
    }
    EXPECT_THAT(claimed, SizeIs(jobs));
    EXPECT_THAT(std::set<std::string>(claimed.begin(), claimed.end()), SizeIs(jobs));
}

ON_BOTH_DATABASES(JobsTest);

} // namespace

} // namespace broadsheet::db

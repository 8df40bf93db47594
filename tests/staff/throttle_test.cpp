#include "staff/throttle.h"

#include "staff/challenges.h"

#include <gtest/gtest.h>

namespace broadsheet::staff {

namespace {

class ThrottleTest : public testing::Test {
protected:
    void fail(std::string const& key, int times)
    {
        for (int time = 0; time < times; ++time)
            throttle_.count_failure(key);
    }

    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{3};
    Throttle throttle_{clock_, random_, {3, 1000}};
};

TEST_F(ThrottleTest, AllowsABurst)
{
    fail("a", 2);
    EXPECT_EQ(throttle_.wait("a"), 0);
    fail("a", 1);
    EXPECT_EQ(throttle_.wait("a"), 1000);
    EXPECT_EQ(throttle_.wait("b"), 0) << "others are not held up";
}

TEST_F(ThrottleTest, ForgivesWithTime)
{
    fail("a", 3);
    clock_.advance(1000);
    EXPECT_EQ(throttle_.wait("a"), 0);
    fail("a", 1);
    EXPECT_EQ(throttle_.wait("a"), 1000) << "one a second from here on";
    clock_.advance(3000);
    fail("a", 2);
    EXPECT_EQ(throttle_.wait("a"), 0) << "all is forgiven";
}

TEST_F(ThrottleTest, IsBoundedAndKeepsTheWorst)
{
    fail("worst", 50);
    for (std::size_t number = 0; number < Throttle::most_keys + 10; ++number)
        throttle_.count_failure(std::to_string(number));
    EXPECT_GT(throttle_.wait("worst"), 0);
}

class ChallengesTest : public testing::Test {
protected:
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{3};
    Challenges challenges_{clock_, random_};
};

TEST_F(ChallengesTest, IsAnsweredOnceByItsHolder)
{
    auto const challenge = challenges_.make("anna");
    EXPECT_EQ(challenge.size(), 43u);
    EXPECT_TRUE(challenges_.use(challenge, "anna"));
    EXPECT_FALSE(challenges_.use(challenge, "anna"));
    auto const another = challenges_.make("anna");
    EXPECT_FALSE(challenges_.use(another, "boris"));
    EXPECT_FALSE(challenges_.use(another, "anna")) << "tried by somebody else, so it is closed";
    EXPECT_FALSE(challenges_.use("", ""));
}

TEST_F(ChallengesTest, RunsOutAndIsBounded)
{
    auto const challenge = challenges_.make("anna");
    clock_.advance(Challenges::lifetime);
    EXPECT_FALSE(challenges_.use(challenge, "anna"));
    auto const oldest = challenges_.make("anna");
    clock_.advance(1);
    for (std::size_t number = 0; number < Challenges::most; ++number)
        challenges_.make("flood");
    EXPECT_FALSE(challenges_.use(oldest, "anna"));
}

} // namespace

} // namespace broadsheet::staff

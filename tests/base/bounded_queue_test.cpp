#include "base/bounded_queue.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace broadsheet {
namespace {

TEST(BoundedQueue, GivesItemsInOrderAndEndsWhenClosed)
{
    BoundedQueue<int> queue(3);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(queue.push(i));
    queue.close();
    EXPECT_FALSE(queue.push(3));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(queue.pop(), i);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, HoldsAtMostSoManyItemsAndBytes)
{
    for (auto [most_items, most_bytes] : {std::pair(2, 1'000), std::pair(1'000, 20)}) {
        BoundedQueue<int> queue(static_cast<std::size_t>(most_items), static_cast<std::uint64_t>(most_bytes));
        std::atomic<int> pushed = 0;
        int popped = 0;
        std::jthread producer([&] {
            for (int i = 0; i < 100; ++i) {
                queue.push(i, 10);
                ++pushed;
            }
            queue.close();
        });
        while (queue.pop()) {
            ++popped;
            EXPECT_LE(pushed, popped + 3); // two inside, one on its way
        }
        EXPECT_EQ(popped, 100);
    }
}

TEST(BoundedQueue, LetsOneItemOverTheBytesInAlone)
{
    BoundedQueue<int> queue(10, 5);
    EXPECT_TRUE(queue.push(1, 100));
    EXPECT_EQ(queue.pop(), 1);
}

} // namespace
} // namespace broadsheet

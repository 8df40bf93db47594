#include "mirror/name_set.h"

#include <gtest/gtest.h>
#include <string>

namespace broadsheet::mirror {
namespace {

TEST(NameSet, KnowsEveryNameAlsoAfterGrowing)
{
    NameSet names;
    for (int number = 0; number < 10'000; ++number)
        EXPECT_TRUE(names.insert(std::to_string(number)));
    for (int number = 0; number < 10'000; ++number) {
        EXPECT_FALSE(names.insert(std::to_string(number)));
        EXPECT_TRUE(names.contains(std::to_string(number)));
    }
    EXPECT_FALSE(names.contains("10000"));
}

} // namespace
} // namespace broadsheet::mirror

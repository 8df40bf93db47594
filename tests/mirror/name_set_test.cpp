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

TEST(NameSet, KeepsMarksAlsoWhereItGrows)
{
    NameSet names;
    for (int number = 0; number < 10'000; ++number) {
        auto const name = std::to_string(number);
        names.insert(name);
        if (number % 3 == 0) {
            EXPECT_TRUE(names.mark(name));
            EXPECT_FALSE(names.mark(name));
        }
    }
    for (int number = 0; number < 10'000; ++number)
        EXPECT_EQ(names.is_marked(std::to_string(number)), number % 3 == 0) << number;
    EXPECT_FALSE(names.is_marked("10000"));
    EXPECT_FALSE(names.contains("10000"));
}

} // namespace
} // namespace broadsheet::mirror

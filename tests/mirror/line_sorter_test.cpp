#include "mirror/line_sorter.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sstream>

namespace broadsheet::mirror {
namespace {

TEST(LineSorter, SortsMoreThanIsInMemory)
{
    test::TemporaryFolder const folder;
    std::ostringstream sorted;
    {
        LineSorter sorter(folder.path() / "list", 1'000); // some 25 lines a run
        for (int number = 0; number < 1'000; ++number)
            ASSERT_TRUE(sorter.add(std::to_string(10'000 + number * 7'919 % 1'000)).ok());
        ASSERT_TRUE(sorter.add("10500").ok()); // twice
        EXPECT_FALSE(std::filesystem::is_empty(folder.path()));
        ASSERT_TRUE(sorter.write_to(sorted).ok());
    }
    std::string expected;
    for (int number = 0; number < 1'000; ++number)
        expected += std::to_string(10'000 + number) + "\n";
    EXPECT_EQ(sorted.str(), expected);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nothing is left";
}

TEST(LineSorter, HasNothingToSay)
{
    test::TemporaryFolder const folder;
    std::ostringstream sorted;
    ASSERT_TRUE(LineSorter(folder.path() / "list").write_to(sorted).ok());
    EXPECT_EQ(sorted.str(), "");
}

TEST(LineSorter, SaysWhereItCannotWrite)
{
    std::ostringstream sorted;
    auto const written = LineSorter("/nowhere/list").write_to(sorted);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().message, "cannot write /nowhere/list.run0");
}

} // namespace
} // namespace broadsheet::mirror

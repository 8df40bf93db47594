#include "base/whole_number.h"

#include <gtest/gtest.h>
#include <limits>

namespace broadsheet {

namespace {

TEST(WholeNumber, TakesDigitsAndNothingElse)
{
    EXPECT_EQ(whole_number("0"), 0);
    EXPECT_EQ(whole_number("-20"), -20);
    EXPECT_EQ(whole_number("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    for (auto const* text :
        {"", "abc", "20x", " 20", "20 ", "+20", "2e1", "1.0", "9223372036854775808", "--1"})
        EXPECT_FALSE(whole_number(text)) << text;
}

} // namespace

} // namespace broadsheet

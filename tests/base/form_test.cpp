#include "base/form.h"

#include <gtest/gtest.h>

namespace broadsheet {

namespace {

TEST(Form, reads_pairs)
{
    auto const fields = parse_form("q=caf%C3%A9+au+lait&empty=&flag&&bad=%zz&latin=%e9&q=second");
    ASSERT_EQ(fields.size(), 4U);
    EXPECT_EQ(find_field(fields, "q"), "café au lait");
    EXPECT_EQ(find_field(fields, "empty"), "");
    EXPECT_EQ(find_field(fields, "flag"), "");
    EXPECT_EQ(find_field(fields, "bad"), std::nullopt);
    EXPECT_EQ(find_fields(fields, "q"), (std::vector<std::string_view>{"café au lait", "second"}));
    EXPECT_TRUE(find_fields(fields, "bad").empty());
    EXPECT_EQ(parse_form("a&b&c&d", 2).size(), 2U);
}

TEST(Form, finds_the_first_pair_of_these_names_as_it_is_written)
{
    constexpr std::string_view names[] = {"p", "cat"};
    EXPECT_EQ(find_pair("p=12", names), "p=12");
    EXPECT_EQ(find_pair("utm=p=1&&pp=2&cat=%33&p=4#", names), "cat=%33");
    EXPECT_EQ(find_pair("p", names), "p");
    EXPECT_EQ(find_pair("", names), "");
    EXPECT_EQ(find_pair("q=p&P=1", names), "");
}

} // namespace

} // namespace broadsheet

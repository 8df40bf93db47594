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

} // namespace

} // namespace broadsheet

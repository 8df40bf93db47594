#include "places.h"
#include "staff/role.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

namespace broadsheet::staff {

namespace {

TEST(Role, EachMayWhatTheLesserMay)
{
    for (int number = 0; number < act_count; ++number) {
        auto const act = static_cast<Act>(number);
        bool before = false;
        for (auto role : all_roles) {
            EXPECT_TRUE(may(role, act) || !before) << name_of(act) << " " << name_of(role);
            before = may(role, act);
        }
        EXPECT_TRUE(before) << "an owner may all: " << name_of(act);
    }
}

TEST(Role, HasANameAndIsFoundByIt)
{
    for (auto role : all_roles) {
        auto const found = role_from(name_of(role));
        ASSERT_TRUE(found.ok());
        EXPECT_EQ(found.value(), role);
    }
    EXPECT_FALSE(role_from("Owner").ok());
    EXPECT_FALSE(role_from("").ok());
}

TEST(Role, IsDocumentedAsItIs)
{
    std::ifstream file(BROADSHEET_SOURCE_DIR "/docs/roles.md");
    std::stringstream text;
    text << file.rdbuf();
    for (int number = 0; number < act_count; ++number) {
        auto const act = static_cast<Act>(number);
        std::string row = "| `" + std::string(name_of(act)) + "` |";
        for (auto role : all_roles)
            row += may(role, act) ? " yes |" : " – |";
        row += is_sensitive(act) ? " yes |" : " – |";
        EXPECT_THAT(text.str(), testing::HasSubstr(row));
    }
}

} // namespace

} // namespace broadsheet::staff

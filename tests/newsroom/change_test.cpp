#include "newsroom/edition_count.h"

#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;

class ChangeTest : public NewsroomTest { };

TEST_P(ChangeTest, MakesAtMostOneEdition)
{
    auto const before = edition();
    must(change([&](Change& unit) -> Result<void> {
        EXPECT_EQ(must(unit.edition()), before + 1);
        EXPECT_EQ(must(unit.edition()), before + 1);
        return {};
    }));
    EXPECT_EQ(edition(), before + 1);
    auto rows = must(connection_.query("SELECT published_at FROM edition"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.integer(0), start);
}

TEST_P(ChangeTest, MakesNoEditionOfWhatIsInvisibleOrFails)
{
    auto const before = edition();
    must(change([](Change&) -> Result<void> { return {}; }));
    EXPECT_FALSE(change([](Change& unit) -> Result<void> {
        must(unit.edition());
        return invalid("because");
    }).ok());
    EXPECT_EQ(edition(), before);
}

TEST_P(ChangeTest, CountsOnFromWhatWasPublishedBeforeARestore)
{
    auto const before = edition();
    must(change([&](Change& unit) { return count_on_from(unit, before + 40); }));
    EXPECT_EQ(edition(), before + 41);
    must(change([&](Change& unit) { return count_on_from(unit, before); }));
    EXPECT_EQ(edition(), before + 42) << "it never counts back";
}

ON_BOTH_DATABASES(ChangeTest);

} // namespace

} // namespace broadsheet::newsroom

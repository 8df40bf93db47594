#include "http/route_pattern.h"

#include <gmock/gmock.h>

namespace broadsheet::http {

namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(RoutePattern, GivesTheSegmentsInItsPlaces)
{
    EXPECT_THAT(match("/admin/", "/admin/"), Optional(ElementsAre()));
    EXPECT_THAT(match("/admin/staff/{}/", "/admin/staff/a1/"), Optional(ElementsAre("a1")));
    EXPECT_THAT(match("/a/{}/b/{}/", "/a/1/b/2/"), Optional(ElementsAre("1", "2")));
}

TEST(RoutePattern, MatchesNothingElse)
{
    for (auto path :
        {"/admin/staff/", "/admin/staff//", "/admin/staff/a1", "/admin/staff/a1/b/", "/admin/", "/", ""})
        EXPECT_EQ(match("/admin/staff/{}/", path), std::nullopt) << path;
}

} // namespace

} // namespace broadsheet::http

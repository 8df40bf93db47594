#include "base/place.h"

#include <gtest/gtest.h>

namespace broadsheet {

namespace {

TEST(Place, IsAnAddressOrANetwork)
{
    EXPECT_EQ(place_of("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(place_of("2001:db8::1"), place_of("2001:db8::ffff:1"));
    EXPECT_NE(place_of("2001:db8::1"), place_of("2001:db8:0:1::1"));
    EXPECT_NE(place_of("::ffff:192.0.2.1"), place_of("::ffff:192.0.2.2"));
    EXPECT_EQ(place_of(""), "");
    EXPECT_EQ(place_of("not: an address"), "not: an address");
}

} // namespace

} // namespace broadsheet

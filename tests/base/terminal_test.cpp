#include "base/terminal.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(ForTerminal, ShowsWhatATerminalWouldObey)
{
    EXPECT_EQ(for_terminal("суд/index.html"), "суд/index.html");
    EXPECT_EQ(for_terminal("evil\nGOOD: all fine"), "evil\\x0aGOOD: all fine");
    EXPECT_EQ(for_terminal("\x1b[2J\x1b[8m\x7f"), "\\x1b[2J\\x1b[8m\\x7f");
    EXPECT_EQ(for_terminal("\u009b2J \u202egnp.exe\u2028"), "\\x9b2J \\u202egnp.exe\\u2028");
    EXPECT_EQ(for_terminal("a\x9b\xffz"), "a\\x9b\\xffz");
    EXPECT_EQ(for_terminal(""), "");
}

} // namespace
} // namespace broadsheet

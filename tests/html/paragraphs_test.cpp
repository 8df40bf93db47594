#include "html/paragraphs.h"

#include <gtest/gtest.h>

namespace broadsheet::html {
namespace {

TEST(Paragraphs, AreMadeOfTextThatHoldsNoTag)
{
    struct {
        std::string_view text;
        std::string_view html;
    } const cases[]{
        {"one\n\ntwo", "<p>one</p>\n<p>two</p>"},
        {"\n one\ntwo \n \n\n\nthree\n", "<p>one<br>\ntwo</p>\n<p>three</p>"},
        {"a < b &amp; c", "<p>a < b &amp; c</p>"},
        {"one", "<p>one</p>"},
        {"<p>one</p>\n\ntwo", "<p>one</p>\n\ntwo"},
        {"one <b>two\n\nthree", "one <b>two\n\nthree"},
        {"one</p>\n\ntwo", "one</p>\n\ntwo"},
        {"<!-- a -->\n\nb", "<!-- a -->\n\nb"},
        {" \n\n", ""},
        {"", ""},
    };
    for (auto const& [text, html] : cases)
        EXPECT_EQ(paragraphs_of(std::string(text)), html) << text;
}

} // namespace
} // namespace broadsheet::html

#include "html/directions.h"

#include "html/sanitise.h"

#include <gtest/gtest.h>

namespace broadsheet::html {
namespace {

struct Case {
    std::string_view html;
    std::string_view expected; // "": unchanged
};

void hold(std::string_view of_article, std::initializer_list<Case> cases)
{
    for (auto const& one : cases) {
        auto const expected = one.expected.empty() ? one.html : one.expected;
        auto const written = with_directions(std::string(one.html), of_article);
        EXPECT_EQ(written, expected);
        EXPECT_EQ(with_directions(written, of_article), written) << "a second time";
        EXPECT_EQ(*sanitise(written), written) << "as the sanitiser writes it";
    }
}

TEST(Directions, AreSaidOfWhatGoesFromRightToLeftInAnArticleThatDoesNot)
{
    hold("ltr",
        {
            {"<p>One</p><p>قال المراسل.</p>", "<p>One</p><p dir=\"auto\">قال المراسل.</p>"},
            {"<p>«2014» — שלום, world</p>", "<p dir=\"auto\">«2014» — שלום, world</p>"},
            {"<p>He said: قال</p>", ""},
            {"<p>٢٠١٤ plain</p>", ""}, // digits have no side
            {"<p><strong>قال</strong> he</p>", "<p dir=\"auto\"><strong>قال</strong> he</p>"},
            {"<p class=\"lead\" title=\"t\">قال</p>", "<p class=\"lead\" dir=\"auto\" title=\"t\">قال</p>"},
            {"<p dir=\"ltr\">قال</p>", ""},
            {"<p dir=\"rtl\">One</p>", ""},
            {"<h2>قال</h2>", "<h2 dir=\"auto\">قال</h2>"},
            {"<ul><li>قال</li><li>One</li></ul>",
                "<ul dir=\"auto\"><li>قال</li><li dir=\"auto\">One</li></ul>"},
            {"<ul><li>One</li><li>قال</li></ul>", "<ul><li>One</li><li dir=\"auto\">قال</li></ul>"},
            {"<blockquote><p>قال</p><p>قال</p></blockquote>",
                "<blockquote dir=\"auto\"><p>قال</p><p>قال</p></blockquote>"},
            {"<div dir=\"rtl\"><p>قال</p><p>One</p></div>",
                "<div dir=\"rtl\"><p>قال</p><p dir=\"auto\">One</p></div>"},
            {"<pre><code>قال</code></pre>", ""},
            {"<figure><img src=\"/a.png\" alt=\"\"><figcaption>قال</figcaption></figure>", ""},
            {"<section class=\"footnotes\"><ol><li id=\"u-fn-1\"><p>قال</p></li></ol></section>",
                "<section class=\"footnotes\"><ol><li id=\"u-fn-1\"><p "
                "dir=\"auto\">قال</p></li></ol></section>"},
            {"", ""},
        });
}

TEST(Directions, AreSaidOfWhatGoesFromLeftToRightInAnArticleThatDoesNot)
{
    hold("rtl",
        {
            {"<p>قال</p>", ""},
            {"<p>One</p>", "<p dir=\"auto\">One</p>"},
            {"<p>Ёлка 中</p>", "<p dir=\"auto\">Ёлка 中</p>"},
            {"<p>1 + 1 &amp; ☺</p>", ""},
        });
}

} // namespace
} // namespace broadsheet::html

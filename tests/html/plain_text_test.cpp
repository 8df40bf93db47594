#include "html/plain_text.h"

#include "html/rewrite_images.h"

#include <gtest/gtest.h>

namespace broadsheet::html {
namespace {

TEST(PlainText, KeepsTheLines)
{
    struct {
        std::string_view html;
        std::string_view text;
    } const cases[]{
        {"<p>One  <b>two</b>\n three</p><p>Four</p>", "One two three\nFour"},
        {"<p>a<br>b</p>", "a\nb"},
        {"<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "a\nb"},
        {"<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>", "a b\nc"},
        {"<p>Q&amp;A &lt;now&gt; &#x416;&nbsp;x</p>", "Q&A <now> Ж\u00A0x"},
        {"un<i>broke</i>n", "unbroken"},
        {"<p></p><p> </p>", ""},
        {"", ""},
    };
    for (auto const& one : cases)
        EXPECT_EQ(plain_text(one.html), one.text) << one.html;
}

TEST(PlainText, CanLeaveOutFigures)
{
    std::string_view html = "<p>a</p><figure><figure>x</figure><figcaption>y</figcaption></figure><p>b</p>";
    EXPECT_EQ(plain_text(html), "a\nx\ny\nb");
    EXPECT_EQ(plain_text(html, Figures::leave_out), "a\nb");
    EXPECT_EQ(plain_text("</figure>a", Figures::leave_out), "a");
}

TEST(PlainText, WritesOutForComparingWhatIsNotText)
{
    struct {
        std::string_view html;
        std::string_view text;
    } const cases[]{
        {"<p>See <a href=\"/a/?b=1&amp;c\">there</a>.</p>", "See [/a/?b=1&c] there."},
        {"<figure><img src=\"/media/a.jpg\" alt=\"A &quot;ship&quot;\"><figcaption>Sea</figcaption></figure>",
            "[/media/a.jpg] [A \"ship\"]\nSea"},
        {"<p>a</p><video src=\"/b.mp4\" poster=\"/b.jpg\"></video>", "a\n[/b.mp4] [/b.jpg]"},
        {"<p>un<b>broke</b>n <img src=\"\" alt=\"\"></p>", "unbroken"},
    };
    for (auto const& one : cases)
        EXPECT_EQ(text_for_comparing(one.html), one.text) << one.html;
}

TEST(PlainText, CountsWords)
{
    EXPECT_EQ(count_words("one two\nthree"), 3u);
    EXPECT_EQ(count_words("  — Жизнь в городе  "), 4u);
    EXPECT_EQ(count_words("東京 abc日本語"), 6u);
    EXPECT_EQ(count_words(""), 0u);
}

TEST(PlainText, MakesExcerpts)
{
    EXPECT_EQ(excerpt_of_words("one two\nthree four", 3), "one two three");
    EXPECT_EQ(excerpt_of_words("one", 3), "one");
    EXPECT_EQ(excerpt_of_words("東京は now", 3), "東京は");
    EXPECT_EQ(excerpt_of_words("one", 0), "");
    EXPECT_EQ(excerpt_of_characters("Жизнь в городе", 7), "Жизнь в");
    EXPECT_EQ(excerpt_of_characters("Жизнь в городе", 8), "Жизнь в");
    EXPECT_EQ(excerpt_of_characters("Жизнь в городе", 14), "Жизнь в городе");
    EXPECT_EQ(excerpt_of_characters("Жизнь", 3), "Жиз");
    EXPECT_EQ(excerpt_of_characters("", 3), "");
}

TEST(RewriteImages, ShowsAndChangesEachPicture)
{
    std::string html
        = R"(<p>a</p><img src="/a.png?x=1&amp;y=2" alt=""><figure><img src="/b.png" alt="&lt;img src=x"></figure>)";
    std::string seen;
    std::string rewritten = rewrite_images(html, [&](ImageAttributes& image) {
        (seen += image.get("src")) += '|';
        if (image.get("src") == "/b.png") {
            EXPECT_TRUE(image.has("alt"));
            EXPECT_FALSE(image.has("width"));
            image.set("src", "/c.png");
            image.set("title", "\"<&>\"");
            image.remove("alt");
        }
    });
    EXPECT_EQ(seen, "/a.png?x=1&y=2|/b.png|");
    EXPECT_EQ(rewritten,
        R"(<p>a</p><img src="/a.png?x=1&amp;y=2" alt=""><figure><img src="/c.png" title="&quot;&lt;&amp;&gt;&quot;"></figure>)");
    EXPECT_EQ(rewrite_images("<p>none</p>", [](ImageAttributes&) { FAIL(); }), "<p>none</p>");
    EXPECT_EQ(rewrite_images("cut off <img src=\"", [](ImageAttributes&) { FAIL(); }), "cut off <img src=\"");
}

} // namespace
} // namespace broadsheet::html

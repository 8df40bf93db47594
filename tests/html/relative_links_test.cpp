#include "html/relative_links.h"

#include <gtest/gtest.h>

namespace broadsheet::html {
namespace {

TEST(RelativeLinks, FollowThePathOfThePage)
{
    struct {
        std::string_view path;
        std::string_view expected;
    } const cases[]{
        {"/", "./a/"},
        {"/index.html", "./a/"},
        {"/?page=/x/", "./a/"},
        {"/slug/", "../a/"},
        {"/ru/slug/", "../../a/"},
        {"/ru/slug", "../a/"},
        {"/ru/slug/#/x/", "../../a/"},
    };
    for (auto const& one : cases)
        EXPECT_EQ(
            relative_links("<a href=\"/a/\">", one.path), "<a href=\"" + std::string{one.expected} + "\">");
}

TEST(RelativeLinks, AreFoundWhereATagHasThem)
{
    struct {
        std::string_view html;
        std::string_view expected; // seen from "/x/"
    } const cases[]{
        {R"(<a href="/">Home</a>)", R"(<a href="../">Home</a>)"},
        {R"(<a href='/a'>)", R"(<a href='../a'>)"},
        {R"(<a href=/a>b)", R"(<a href=../a>b)"},
        {R"(<A CLASS="b" HREF = "/a">)", R"(<A CLASS="b" HREF = "../a">)"},
        {R"(<img src="/a.png" srcset="/a.png 1x, /b.png 2x" alt="/a">)",
            R"(<img src="../a.png" srcset="../a.png 1x, ../b.png 2x" alt="/a">)"},
        {R"(<source srcset="/a,b.webp 600w,
            /c.webp">)",
            R"(<source srcset="../a,b.webp 600w,
            ../c.webp">)"},
        {R"(<source srcset="https://x.example/a.png 1x, //y.example/b 2x">)",
            R"(<source srcset="https://x.example/a.png 1x, //y.example/b 2x">)"},
        {R"(<form action="/search/"><button formaction="/b"></form>)",
            R"(<form action="../search/"><button formaction="../b"></form>)"},
        {R"(<video poster="/p.jpg" data-src="/v.mp4">)", R"(<video poster="../p.jpg" data-src="../v.mp4">)"},
        {R"(<link imagesrcset="/a 1x" href="/b">)", R"(<link imagesrcset="../a 1x" href="../b">)"},
        {R"(<title>a</title><a href="/b">)", R"(<title>a</title><a href="../b">)"},
        {R"(<style>a{}</style><a href="/b">)", R"(<style>a{}</style><a href="../b">)"},
        {R"(<a title="x > y" href="/b">)", R"(<a title="x > y" href="../b">)"},
        {R"(<a/href="/b"/>)", R"(<a/href="../b"/>)"},
        {R"(<!-- a --><a href="/b">)", R"(<!-- a --><a href="../b">)"},
        {R"(<!doctype html><a href="/b">)", R"(<!doctype html><a href="../b">)"},
        {R"(a < b <a href="/b">)", R"(a < b <a href="../b">)"},
    };
    for (auto const& one : cases)
        EXPECT_EQ(relative_links(one.html, "/x/"), one.expected);
}

TEST(RelativeLinks, LeaveEverythingElseAlone)
{
    for (std::string_view html :
        {
            R"(text href="/a" src='/b')",
            R"(<a href="//cdn.example/a"><a href="https://x.example/a"><a href="#a"><a href="a/b"><a href="">)",
            R"(<a href="/\evil.example">)",
            R"(<meta content="/a"><p title="href='/a'">)",
            R"(<!-- <a href="/a"> -->)",
            R"(<!-- <a href="/a">)",
            R"(<script>x = '<a href="/a">'</script>)",
            R"(<SCRIPT>x = '<a href="/a">'</SCRIPT>)",
            R"(<style>@import "/a"; /* <a href="/a"> */</style>)",
            R"(<textarea><a href="/a"></textarea>)",
            R"(<title><a href="/a"></title>)",
            R"(<script><a href="/a">)",
            R"(<a href=)",
            R"(<a href)",
            R"(<a)",
            R"(<)",
            R"(</a href="/a">)",
            R"(<?php href="/a" ?>)",
            R"(<a hreflang="/a" xhref="/b" data-href="/c">)",
            "",
        }) {
        EXPECT_EQ(relative_links(html, "/x/"), html);
    }
}

TEST(RelativeLinks, ListInlineStyles)
{
    std::string_view html = "<style>a{color:red}</style><style media=print>b{}</style><script>var a</script>"
                            "<noscript><style></style></noscript><!--<style>no{}</style>-->";
    std::string out = "before ";
    std::vector<std::string_view> styles;
    append_relative_links(out, html, "/", &styles);
    EXPECT_EQ(out, "before " + std::string{html});
    EXPECT_EQ(styles, (std::vector<std::string_view>{"a{color:red}", "b{}", ""}));
    // printf 'a{color:red}' | openssl dgst -sha256 -binary | base64
    EXPECT_EQ(csp_hash(styles[0]), "'sha256-6hWWMOcF+mJesSJGYhmK2lkIIEw9Xc5XKGLPVzh8yxs='");
}

} // namespace
} // namespace broadsheet::html

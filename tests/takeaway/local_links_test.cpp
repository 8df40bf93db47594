#include "takeaway/local_links.h"

#include <gtest/gtest.h>

namespace broadsheet::takeaway {
namespace {

TEST(LocalLinks, AreResolvedAgainstTheirPage)
{
    struct Case {
        char const* page;
        char const* link;
        char const* path; // nullptr: it leads elsewhere
    };
    for (auto const& [page, link, path] : {Case{"/a/b/", "../c/", "/a/c/"}, Case{"/a/b/", "../../../x", "/x"},
             Case{"/a/b/", "./", "/a/b/"}, Case{"/a/b/", "../..", "/"}, Case{"/a", "b?q=1#x", "/b"},
             Case{"/a/", "/b/#x", "/b/"}, Case{"/a/?v=1", "b", "/a/b"}, Case{"/a/", "#x", nullptr},
             Case{"/a/", "?q", nullptr}, Case{"/a/", "", nullptr}, Case{"/a/", "//h.example/", nullptr},
             Case{"/a/", "https://h.example/", nullptr}, Case{"/a/", "mailto:x@y.example", nullptr},
             Case{"/a/", "b/c:d", "/a/b/c:d"}}) {
        auto const found = path_of_link(page, link);
        EXPECT_EQ(found.has_value(), path != nullptr) << page << " " << link;
        if (found && path) {
            EXPECT_EQ(*found, path) << page << " " << link;
        }
    }
}

TEST(LocalLinks, BecomeFilesOrText)
{
    auto included = [](std::string_view path) { return path == "/a/" || path == "/p.webp"; };
    EXPECT_EQ(with_local_links("<a href='../a/#x' class=k>A</a><a href=../b/>B</a>"
                               "<img src=\"../p.webp\" srcset=\"../p.webp 1x, ../q.webp 2x\">",
                  "/c/", included),
        "<a href='../a/index.html#x' class=k>A</a><a >B</a>"
        "<img src=\"../p.webp\" srcset=\"../p.webp 1x, ../q.webp 2x\">");
}

} // namespace
} // namespace broadsheet::takeaway

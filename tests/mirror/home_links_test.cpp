#include "mirror/home_links.h"

#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

HomeLinks home_links(std::string url = "https://lantern.example")
{
    newsroom::Settings settings;
    settings.url = std::move(url);
    settings.languages = {"en", "ru"};
    return HomeLinks(settings);
}

TEST(HomeLinks, LinksToTheDeskAreAbsolute)
{
    struct Case {
        std::string path;
        std::string address;
        std::string expected;
    };
    for (auto const& [path, address, expected] :
        {Case{"/", "./support/?appeal=winter&amp;variant=",
             "https://lantern.example/support/?appeal=winter&amp;variant="},
            Case{"/a/", "../ru/remind/", "https://lantern.example/ru/remind/"},
            Case{"/ru/a/", "../../newsletter/sign-up/", "https://lantern.example/newsletter/sign-up/"},
            Case{"/a/", "../newsletter/link/12/3/", "https://lantern.example/newsletter/link/12/3/"},
            Case{"/404.html", "/support/", "https://lantern.example/support/"},
            Case{"/a/", "../newsletter/weekly/", "../newsletter/weekly/"},
            Case{"/a/", "../supporters/", "../supporters/"},
            Case{"/a/", "https://elsewhere.example/support/", "https://elsewhere.example/support/"},
            Case{"/a/", "//elsewhere.example/support/", "//elsewhere.example/support/"},
            Case{"/a/", "../media/support/a.jpg", "../media/support/a.jpg"}})
        EXPECT_EQ(
            home_links().in("<a href=\"" + address + "\">x</a>", path), "<a href=\"" + expected + "\">x</a>");
    EXPECT_EQ(home_links("https://lantern.example/news").in("<a href=/news/support/>x</a>", "/404.html"),
        "<a href=https://lantern.example/news/support/>x</a>");
}

TEST(HomeLinks, AFormThatOnlyTheNewspaperAnswersIsALink)
{
    EXPECT_EQ(
        home_links().in("<div><form method=\"post\" action=\"../newsletter/sign-up/\"><input type=\"hidden\" "
                        "name=\"newsletter\" value=\"weekly\"><label>Address <input type=email "
                        "name=address></label><button>Sign up</button><a href=\"../privacy/\">Policy</a>"
                        "</form></div>",
            "/a/"),
        "<div><p class=\"leads-home\"><a "
        "href=\"https://lantern.example/newsletter/sign-up/?newsletter=weekly\">"
        "Sign up</a> <a href=\"../privacy/\">Policy</a></p></div>");
    EXPECT_EQ(
        home_links().in("<form action=\"./support/\"><input type=hidden name=variant><input type=hidden "
                        "name=appeal value='winter &amp; spring'><button type=button>×</button>"
                        "<button class=\"appeal-a\">Give</button></form>",
            "/"),
        "<p class=\"leads-home\"><a class=\"appeal-a\" href=\"https://lantern.example/support/?"
        "appeal=winter%20%26%20spring&amp;variant=\">Give</a></p>");
}

// A theme's own forms, too: a reader's address is nothing for a stranger's host of files.
TEST(HomeLinks, NoFormSendsAnAddressToTheHost)
{
    EXPECT_EQ(home_links().in(
                  "<FORM METHOD=POST action=\"/members/\"><input type=submit value=Join></FORM>", "/a/"),
        "<p class=\"leads-home\"><a href=\"https://lantern.example/a/\">Join</a></p>");
    EXPECT_EQ(
        home_links().in("<form data-members-form><input type=\"EMAIL\"><button>Join</button></form>", "/a/"),
        "<p class=\"leads-home\"><a href=\"https://lantern.example/a/\">Join</a></p>");
    EXPECT_EQ(home_links().in("<form method=post action=./support/><button>Give</button><p>more", "/"),
        "<button>Give</button><p>more");
}

TEST(HomeLinks, OtherFormsAndTextStayAsTheyAre)
{
    for (auto const* page : {"<form action=\"../search/\"><input name=q><button>Search</button></form>",
             "<!-- <form method=post action=/support/><button>x</button></form> -->",
             "<script>'<form method=post></form>'</script>", "<p>no form</p>"})
        EXPECT_EQ(home_links().in(page, "/a/"), page);
}

} // namespace
} // namespace broadsheet::mirror

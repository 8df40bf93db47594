#include "newsroom/redirects.h"

#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RedirectsTest : public NewsroomTest {
protected:
    Result<void> save(std::string const& from, std::string const& to, bool permanent = true)
    {
        return change([&](Change& unit) { return Redirects::save(unit, {from, to, permanent}); });
    }
    std::string target(std::string_view from)
    {
        auto const found = must(Redirects(connection_).from(from));
        return found ? found->to : "none";
    }
};

TEST_P(RedirectsTest, KeepsAndReplaces)
{
    must(save("/old/", "/new/"));
    must(save("/elsewhere/", "https://example.org/a", false));
    EXPECT_EQ(target("/old/"), "/new/");
    EXPECT_EQ(target("/old"), "none");
    EXPECT_FALSE(must(Redirects(connection_).from("/elsewhere/"))->permanent);
    must(save("/old/", "/newer/?a=b#c", false));
    EXPECT_EQ(target("/old/"), "/newer/?a=b#c");
    EXPECT_FALSE(must(Redirects(connection_).from("/old/"))->permanent);
    EXPECT_THAT(must(Redirects(connection_).all()), SizeIs(2));
}

TEST_P(RedirectsTest, WritesTargetsPercentEncoded)
{
    must(save("/старое/", "/новое/"));
    EXPECT_EQ(target("/старое/"), "/%D0%BD%D0%BE%D0%B2%D0%BE%D0%B5/");
    must(save("/новое/", "/%6eew/"));
    EXPECT_EQ(target("/новое/"), "/new/");
    EXPECT_EQ(target("/старое/"), "/new/") << "one hop, though it was written in another way";
}

TEST_P(RedirectsTest, ShortensChains)
{
    must(save("/b/", "/c/"));
    must(save("/a/", "/b/"));
    EXPECT_EQ(target("/a/"), "/c/") << "from behind";
    must(save("/c/", "/d/"));
    EXPECT_EQ(target("/a/"), "/d/") << "from the front";
    EXPECT_EQ(target("/b/"), "/d/");
}

TEST_P(RedirectsTest, FollowNoneThatAPageStandsBefore)
{
    must(change([](Change& unit) { return Articles::save(unit, draft("about")); }));
    must(save("/about/", "/x/"));
    must(save("/old/", "/about/"));
    EXPECT_EQ(target("/old/"), "/x/") << "no reader sees a draft";
    auto living = published("contact");
    must(change([&](Change& unit) { return Articles::save(unit, living); }));
    must(save("/contact/", "/x/"));
    must(save("/write-to-us/", "/contact/"));
    EXPECT_EQ(target("/write-to-us/"), "/contact/");
    must(save("/x/", "/contact/"));
    EXPECT_EQ(target("/x/"), "/contact/") << "which is no way back";
}

TEST_P(RedirectsTest, LeadFromWhatWordpressNamesByAParameter)
{
    must(save("/?p=12", "/ferry/"));
    must(save("/blog/?page_id=12", "/about/"));
    EXPECT_EQ(target("/?p=12"), "/ferry/");
    EXPECT_EQ(target("/blog/?page_id=12"), "/about/");
    must(save("/old/", "/?p=12"));
    EXPECT_EQ(target("/old/"), "/?p=12") << "it is found in a second step";
    must(save("/ferry/", "/the-ferry/"));
    EXPECT_EQ(target("/?p=12"), "/the-ferry/");
}

TEST_P(RedirectsTest, DoesNotShortenWhatIsTemporary)
{
    must(save("/b/", "/c/", false));
    must(save("/a/", "/b/"));
    EXPECT_EQ(target("/a/"), "/b/");
    must(save("/x/", "/y/"));
    must(save("/y/", "/z/", false));
    EXPECT_EQ(target("/x/"), "/y/");
}

TEST_P(RedirectsTest, MakesAnEditionOfWhatDiffers)
{
    auto const before = edition();
    must(save("/a/", "/b/"));
    EXPECT_EQ(edition(), before + 1);
    must(save("/a/", "/b/"));
    EXPECT_EQ(edition(), before + 1);
}

TEST_P(RedirectsTest, RefusesAndSaysWhy)
{
    must(save("/b/", "/c/"));
    must(save("/c/", "/d/", false));
    std::string chain = "/0/";
    for (int step = 1; step <= 21; ++step) {
        auto const next = "/" + std::to_string(step) + "/";
        must(save(chain, next, false));
        chain = next;
    }
    struct Case {
        std::string from;
        std::string to;
        std::string message;
    };
    std::vector<Case> const cases{
        {"/a/", "/a/", "to: \"/a/\" leads back to \"/a/\""},
        {"/a/", "/%61/", "to: \"/%61/\" leads back to \"/a/\""},
        {"/a/", "/a/?b", "leads back"},
        {"/c/", "/b/", "to: \"/b/\" leads back to \"/c/\""},
        {"/d/", "/b/", "to: \"/b/\" leads back to \"/d/\""},
        {"/a/", "/0/", "leads through more than 20 other redirects"},
        {"/a/", "javascript:alert(1)", "to: \"javascript:alert(1)\" is neither"},
        {"/a/", "data:text/html,x", "to: \"data:text/html,x\" is neither"},
        {"/a/", "//evil.example/", "to: \"//evil.example/\" is neither"},
        {"/a/", "/\\evil.example/", "is neither"},
        {"/a/", "https://", "is neither"},
        {"/a/", "https://example.org/\r\nSet-Cookie: a", "to: \"https://example.org/"},
        {"/a/", "", "to: \"\" is neither"},
        {"/a/", "/%zz/", "to: "},
        {"/a/", "/%ff/", "to: byte 1 is not UTF-8"},
        {"/a/", "/%00/", "to: byte 1 is a control character"},
        {"/a/", "/" + std::string(2000, 'a'), "to: 2001 bytes are more than the 2000"},
        {"a/", "/b/", "from: \"a/\" is no path"},
        {"//a/", "/b/", "from: "},
        {"/a/?b", "/b/", "or only one such as ?p=12, ?page_id=12, ?cat=12"},
        {"/?p=", "/b/", "from: "},
        {"/?p=1&p=2", "/b/", "from: "},
        {"/?p=one", "/b/", "from: "},
        {"/?q=1", "/b/", "from: "},
        {"/?p=1", "/?p=1", "to: \"/?p=1\" leads back to \"/?p=1\""},
        {"/?p=1", "/?utm_source=x&p=1#top", "leads back"},
        {"", "/b/", "from: \"\" is no path"},
        {"https://example.org/", "/b/", "from: "},
        {"/" + std::string(2000, 'a'), "/b/", "from: 2001 bytes"},
    };
    auto const before = edition();
    for (auto const& refused : cases)
        EXPECT_THAT(message_of(save(refused.from, refused.to)), HasSubstr(refused.message));
    EXPECT_EQ(edition(), before);
    EXPECT_EQ(target("/a/"), "none");
}

TEST_P(RedirectsTest, AreFoundByEitherEndAndPagedByPath)
{
    must(save("/a_b/", "/new/"));
    must(save("/axb/", "/ferry/"));
    must(save("/100%/", "https://example.org/a_b"));
    auto const from_paths = [&](Redirects::Query const& query) {
        std::vector<std::string> paths;
        for (auto const& redirect : must(Redirects(connection_).find(query)))
            paths.push_back(redirect.from);
        return paths;
    };
    EXPECT_THAT(from_paths({}), ElementsAre("/100%/", "/a_b/", "/axb/"));
    EXPECT_THAT(from_paths({"a_b", "", 100}), ElementsAre("/100%/", "/a_b/"));
    EXPECT_THAT(from_paths({"%", "", 100}), ElementsAre("/100%/"));
    EXPECT_THAT(from_paths({"ferry", "", 100}), ElementsAre("/axb/"));
    EXPECT_THAT(from_paths({"\\", "", 100}), IsEmpty());
    EXPECT_THAT(from_paths({"", "/100%/", 1}), ElementsAre("/a_b/"));
}

TEST_P(RedirectsTest, AreTakenAwayInANewEdition)
{
    must(save("/old/", "/new/"));
    auto const before = edition();
    auto const remove = [](Change& unit) { return Redirects::remove(unit, "/old/"); };
    must(change(remove));
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(target("/old/"), "none");
    EXPECT_THAT(message_of(change(remove)), HasSubstr("no redirect from \"/old/\""));
    EXPECT_EQ(edition(), before + 1);
}

ON_BOTH_DATABASES(RedirectsTest);

} // namespace

} // namespace broadsheet::newsroom

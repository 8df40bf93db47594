#include "newsroom/media_descriptions.h"

#include "newsroom/media_library.h"
#include "newsroom/newsroom_fixture.h"

#include <gtest/gtest.h>

namespace broadsheet::newsroom {

namespace {

using test::must;

class MediaDescriptionsTest : public NewsroomTest {
protected:
    std::string add(std::string const& name, std::string const& alt = "")
    {
        MediaItem item;
        item.path = "/media/" + name + ".png";
        item.type = "image/png";
        item.width = item.height = 1;
        item.name = name;
        item.alt = alt;
        must(change([&](Change& unit) { return MediaLibrary::add(unit, item); }));
        return item.path;
    }
    MediaItem found(std::string const& path) { return *must(MediaLibrary(connection_).by_path(path)); }
};

TEST_P(MediaDescriptionsTest, ComeFromTheFirstArticleThatGivesThem)
{
    auto const bare = add("bare");
    auto const known = add("known", "What the library says");
    auto const over = add("over");
    auto article = draft("a");
    article.body = "<p><img src=\"" + bare + "\" alt=\"A dashboard &amp; a hand\"><img src=\"" + known
        + "\" alt=\"Another\"><img src=\"/media/of-nobody.png\" alt=\"x\"></p>";
    article.picture = {over, "A tower", "The <em>tower</em>", "Photo: B"};
    for (int time = 0; time < 2; ++time)
        must(change([&](Change& unit) { return keep_descriptions(unit, article); }));
    EXPECT_EQ(found(bare).alt, "A dashboard & a hand");
    EXPECT_EQ(found(known).alt, "What the library says");
    EXPECT_EQ(found(over).alt, "A tower");
    EXPECT_EQ(found(over).caption, "The tower");
    EXPECT_EQ(found(over).credit, "Photo: B");
    MediaLibrary::Query query;
    query.words = "dashboard";
    EXPECT_EQ(must(MediaLibrary(connection_).search(query)).size(), 1u);
    article.body = "<p><img src=\"" + bare + "\" alt=\"Otherwise\"></p>";
    must(change([&](Change& unit) { return keep_descriptions(unit, article); }));
    EXPECT_EQ(found(bare).alt, "A dashboard & a hand");
    auto const other = add("other");
    article.body = "<p><img src=\"" + other + "\" alt=\"" + std::string(5000, 'a') + "\"></p>";
    must(change([&](Change& unit) { return keep_descriptions(unit, article); }));
    EXPECT_EQ(found(other).alt, "") << "too long for the library, and no reason to refuse the article";
}

ON_BOTH_DATABASES(MediaDescriptionsTest);

} // namespace

} // namespace broadsheet::newsroom

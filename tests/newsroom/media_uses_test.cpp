#include "newsroom/media_uses.h"

#include "newsroom/articles.h"
#include "newsroom/media_library.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char const* sea = "/media/ab/ab000000000000000000000000000001.jpg";
constexpr char const* port = "/media/cd/cd000000000000000000000000000002.jpg";

class MediaUsesTest : public NewsroomTest {
protected:
    static Article article_with(std::string const& body, std::string const& picture = "")
    {
        Article article;
        article.language = "en";
        article.slug = "a";
        article.title = "By the sea";
        article.body = body;
        article.picture.path = picture;
        return article;
    }
    Number save(Article const& article)
    {
        return must(change([&](Change& unit) { return Articles::save(unit, article); }));
    }
    std::vector<std::string> names(std::string_view path)
    {
        std::vector<std::string> found;
        for (auto const& use : must(MediaUses(connection_).of(path, 10)))
            found.push_back(use.name);
        return found;
    }
};

TEST_P(MediaUsesTest, FollowWhatArticlesShow)
{
    auto article
        = article_with("<p><img src=\"/media/ab/ab000000000000000000000000000001-640.webp\"></p>", port);
    article.number = save(article);
    EXPECT_THAT(names(sea), ElementsAre("By the sea"));
    EXPECT_THAT(names(port), ElementsAre("By the sea"));
    article = must(Articles(connection_).by_number(article.number));
    article.body = "<p>no more</p>";
    save(article);
    EXPECT_THAT(names(sea), IsEmpty());
    EXPECT_THAT(names(port), ElementsAre("By the sea"));
}

TEST_P(MediaUsesTest, AreFoundInTagsBylinesAndSettings)
{
    must(change([&](Change& unit) -> Result<Number> {
        Tag tag;
        tag.slug = "ports";
        tag.text.name = "Ports";
        tag.picture = port;
        TRY(Tags::save(unit, tag));
        Byline byline;
        byline.slug = "mira";
        byline.text.name = "Mira";
        byline.picture = port;
        TRY(Bylines::save(unit, byline));
        auto settings = TRY(load_settings(unit.connection()));
        settings.cover = port;
        TRY(save_settings(unit, settings));
        return Number(0);
    }));
    EXPECT_THAT(names(port), testing::UnorderedElementsAre("Ports", "Mira", "cover"));
    EXPECT_THAT(names(sea), IsEmpty());
}

TEST_P(MediaUsesTest, CatchUpOnWhatAnOlderVersionSaved)
{
    save(article_with("", sea));
    must(connection_.execute("DELETE FROM article_media"));
    must(connection_.execute("UPDATE articles SET media_noted = 0"));
    EXPECT_FALSE(must(MediaUses(connection_).are_complete()));
    MediaItem item;
    item.path = sea;
    item.type = "image/jpeg";
    item.number = must(change([&](Change& unit) { return MediaLibrary::add(unit, item); }));
    auto const removed = change([&](Change& unit) { return MediaLibrary::remove(unit, item); });
    ASSERT_FALSE(removed.ok()) << "it may be used";
    EXPECT_EQ(must(change([](Change& unit) { return MediaUses::catch_up(unit, 10); })), 1);
    EXPECT_EQ(must(change([](Change& unit) { return MediaUses::catch_up(unit, 10); })), 0);
    EXPECT_TRUE(must(MediaUses(connection_).are_complete()));
    EXPECT_THAT(names(sea), ElementsAre("By the sea"));
    auto const refused = change([&](Change& unit) { return MediaLibrary::remove(unit, item); });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().message, "it is still used");
}

TEST_P(MediaUsesTest, FollowWhatIsBeingTyped)
{
    auto const number = save(article_with("<p>nothing yet</p>"));
    must(connection_.execute("INSERT INTO working_copies (article, version, base, saved_at, content) VALUES "
                             "($1, 1, 0, 0, $2)",
        {number, R"({"body": "<img src=\"/media/ab/ab000000000000000000000000000001.jpg\">"})"}));
    EXPECT_THAT(names(sea), ElementsAre("By the sea"));
    EXPECT_THAT(names(port), IsEmpty());
}

ON_BOTH_DATABASES(MediaUsesTest);

} // namespace

} // namespace broadsheet::newsroom

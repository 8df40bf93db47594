#include "newsroom/media_uses.h"

#include "newsroom/appeal_fixture.h"
#include "newsroom/articles.h"
#include "newsroom/issues.h"
#include "newsroom/media_library.h"
#include "newsroom/newsletters.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <fmt/format.h>
#include <functional>
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

// Everything beside articles that may name a file: what readers see, and what they do not see yet.
struct Use {
    char const* name;
    bool is_seen;
    std::function<Result<void>(Change&)> make;
};

std::string picture_in_text()
{
    return fmt::format("<p><img src=\"{}\" alt=\"\"></p>", sea);
}

Result<void> save_byline(Change& unit, std::string_view language)
{
    Byline byline;
    byline.slug = "mira";
    byline.text.name = "Mira";
    (language.empty() ? byline.text : byline.translations[std::string(language)])
        = {"Mira", picture_in_text()};
    TRY(Bylines::save(unit, byline));
    return {};
}

Result<void> save_tag(Change& unit, std::string_view language)
{
    Tag tag;
    tag.slug = "ports";
    tag.text.name = "Ports";
    (language.empty() ? tag.text : tag.translations[std::string(language)]) = {"Ports", picture_in_text()};
    TRY(Tags::save(unit, tag));
    return {};
}

Result<void> save_appeal(Change& unit, AppealStatus status)
{
    auto appeal = test::live_appeal();
    appeal.status = status;
    appeal.picture = sea;
    TRY(Appeals::save(unit, appeal));
    return {};
}

Result<std::string> save_newsletter(Change& unit)
{
    Newsletter newsletter;
    newsletter.slug = "weekly";
    newsletter.language = "en";
    newsletter.name = "The Weekly";
    return Newsletters::save(unit, newsletter);
}

Result<void> save_issue(Change& unit, IssueStatus status)
{
    Issue issue;
    issue.newsletter = TRY(save_newsletter(unit));
    issue.slug = "first";
    issue.subject = "The harbour";
    issue.introduction = picture_in_text();
    issue.status = status;
    if (status == IssueStatus::sent)
        issue.sent_at = unit.clock().now();
    TRY(Issues::save(unit, issue));
    return {};
}

Result<void> save_welcome_letter(Change& unit)
{
    auto const newsletter = TRY(save_newsletter(unit));
    TRY(unit.connection().execute(
        "INSERT INTO welcome_letters (newsletter, is_on, subject, body) VALUES ($1, 1, 'Welcome', $2)",
        {newsletter, picture_in_text()}));
    return {};
}

Result<void> save_navigation(Change& unit)
{
    auto settings = TRY(load_settings(unit.connection()));
    settings.navigation["en"] = {{"Statutes", sea}};
    return save_settings(unit, settings);
}

Use const uses_beside_articles[] = {
    {"a byline's words", true, [](Change& unit) { return save_byline(unit, ""); }},
    {"a byline's words in another language", true, [](Change& unit) { return save_byline(unit, "ru"); }},
    {"a tag's words", true, [](Change& unit) { return save_tag(unit, ""); }},
    {"a tag's words in another language", true, [](Change& unit) { return save_tag(unit, "ru"); }},
    {"an appeal on the air", true, [](Change& unit) { return save_appeal(unit, AppealStatus::live); }},
    {"an appeal in the making", false, [](Change& unit) { return save_appeal(unit, AppealStatus::draft); }},
    {"an issue that was sent", true, [](Change& unit) { return save_issue(unit, IssueStatus::sent); }},
    {"an issue in the making", false, [](Change& unit) { return save_issue(unit, IssueStatus::draft); }},
    {"a welcome letter", false, save_welcome_letter},
    {"the navigation", true, save_navigation},
    {"a redirect", true,
        [](Change& unit) {
            return Redirects::save(unit, {"/statutes/", sea, true});
        }},
};

TEST_P(MediaUsesTest, AreFoundWhereverAFileIsNamed)
{
    MediaItem item;
    item.path = sea;
    item.type = "image/jpeg";
    item.number = must(change([&](Change& unit) { return MediaLibrary::add(unit, item); }));
    for (auto const& use : uses_beside_articles) {
        // Undone afterwards, so that each stands alone.
        auto const undone = change([&](Change& unit) -> Result<void> {
            TRY(use.make(unit));
            EXPECT_EQ(names(sea).size(), 1u) << use.name;
            EXPECT_EQ(must(MediaUses(connection_).are_published(sea)), use.is_seen) << use.name;
            EXPECT_EQ(message_of(MediaLibrary::remove(unit, item)), "it is still used") << use.name;
            EXPECT_THAT(names(port), IsEmpty()) << use.name;
            return invalid("undone");
        });
        EXPECT_EQ(message_of(undone), "undone") << use.name;
    }
    EXPECT_THAT(names(sea), IsEmpty());
    EXPECT_FALSE(must(MediaUses(connection_).are_published(sea)));
}

TEST_P(MediaUsesTest, AnAddressFromBeforeTheImportIsNoneAndGoesWithItsFile)
{
    MediaItem item;
    item.path = sea;
    item.type = "image/jpeg";
    item.number = must(change([&](Change& unit) { return MediaLibrary::add(unit, item); }));
    constexpr char const* former = "/wp-content/uploads/2023/04/sea.jpg";
    must(change([&](Change& unit) { return Redirects::save(unit, {former, sea, true}); }));
    EXPECT_THAT(names(sea), IsEmpty());
    EXPECT_FALSE(must(MediaUses(connection_).are_published(sea)));
    must(change([&](Change& unit) { return MediaLibrary::remove(unit, item); }));
    EXPECT_FALSE(must(Redirects(connection_).from(former)));
}

TEST_P(MediaUsesTest, AreSeenWithTheirArticleAlone)
{
    auto article = article_with(picture_in_text());
    article.number = save(article);
    EXPECT_FALSE(must(MediaUses(connection_).are_published(sea)));
    article = must(Articles(connection_).by_number(article.number));
    article.status = Status::published;
    article.published_at = start;
    save(article);
    EXPECT_TRUE(must(MediaUses(connection_).are_published(sea)));
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

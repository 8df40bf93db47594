#include "newsroom/title_words.h"

#include "base/utf8.h"
#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/settings.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::Pair;

class TitleWordsTest : public NewsroomTest {
protected:
    Number save(Article const& article)
    {
        return must(change([&](Change& unit) { return Articles::save(unit, article); }));
    }
    std::string words_of(Number number)
    {
        auto rows = must(connection_.query("SELECT title_words FROM articles WHERE number = $1", {number}));
        must(rows.next());
        return rows.string(0);
    }
};

TEST(TitleWords, AreFoldedAndNeverEmpty)
{
    EXPECT_EQ(title_words("Ёлка в ŠTÚROVO, 100%"), "елка в sturovo 100");
    EXPECT_EQ(title_words("!?"), " ");
}

TEST_P(TitleWordsTest, OfTheLongestTitleFitIntoAnIndex)
{
    auto article = draft("a");
    article.title.clear();
    for (char32_t letter = 0x4E00; article.title.size() + 3 <= ArticleLimits::title;
         letter += 7) // Chinese: a word each
        append_code_point(article.title, letter);
    EXPECT_EQ(count_code_points(words_of(save(article))), 500u);
}

TEST_P(TitleWordsTest, AreSavedWithTheArticle)
{
    auto article = draft("a");
    article.number = save(article);
    EXPECT_EQ(words_of(article.number), "the ferry will not sail");
    article.title = "It SAILED";
    save(article);
    EXPECT_EQ(words_of(article.number), "it sailed");
}

TEST_P(TitleWordsTest, CatchUpOnWhatAnOlderVersionSaved)
{
    auto const first = save(draft("a"));
    auto signs = draft("b");
    signs.title = "!?";
    auto const second = save(signs);
    EXPECT_FALSE(must(has_titles_to_fold(connection_)));
    must(connection_.execute("UPDATE articles SET title_words = ''"));
    EXPECT_TRUE(must(has_titles_to_fold(connection_)));
    EXPECT_EQ(must(change([](Change& unit) { return fold_titles(unit, 1); })), 1);
    EXPECT_EQ(must(change([](Change& unit) { return fold_titles(unit, 10); })), 1);
    EXPECT_FALSE(must(has_titles_to_fold(connection_)));
    EXPECT_EQ(words_of(first), "the ferry will not sail");
    EXPECT_EQ(words_of(second), " ");
}

TEST_P(TitleWordsTest, HiddenArticlesAreCountedByTheirLanguages)
{
    for (auto const* language : {"en", "fr", "ru", "ru"}) {
        auto article = published(std::string("a") + std::to_string(edition()));
        article.language = language;
        save(article);
    }
    auto unseen = draft("d");
    unseen.language = "de";
    save(unseen);
    Settings settings;
    settings.languages = {"en"};
    EXPECT_THAT(
        must(count_hidden_articles(connection_, settings)), ElementsAre(Pair("fr", 1), Pair("ru", 2)));
}

ON_BOTH_DATABASES(TitleWordsTest);

} // namespace

} // namespace broadsheet::newsroom

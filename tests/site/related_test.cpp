#include "site/edition/related.h"

#include "site/newspaper.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

namespace broadsheet::site {

namespace {

using test::must;
using test::Newspaper;

// Twelve articles on four subjects, three on each; those on one subject share words, and most of them a tag.
struct Subject {
    char const* name;
    char const* texts[3];
};
constexpr Subject subjects[] = {
    {"ferry",
        {"The ferry between Sarnik and the islands stopped. Passengers waited on the pier while the captain "
         "repaired the engine of the ferry.",
            "A new ferry captain was hired. Islands depend on the ferry; passengers crowd the pier every "
            "morning, and the engine is old.",
            "On the pier passengers sang. The ferry engine failed again and the captain walked home across "
            "the islands."}},
    {"verdict",
        {"The judge read the verdict. The defendant listened while prosecutors smiled, and the lawyer "
         "promised to appeal the verdict.",
            "Prosecutors asked the judge for nine years. The lawyer called the verdict written in advance; "
            "the defendant was silent.",
            "An appeal against the verdict was refused. The judge left by a side door; the lawyer and the "
            "defendant embraced."}},
    {"bread",
        {"The bakery raised the price of bread. Flour is scarce, bakers queue for yeast, and every loaf "
         "weighs less.",
            "Bakers say flour will last a month. A loaf of rye bread from the bakery costs twice what it "
            "did; yeast is rationed.",
            "A recipe for rye bread: flour, yeast, salt, patience. Bakers keep the loaf in the bakery oven "
            "overnight."}},
    {"choir",
        {"The choir sang in the cathedral. Sopranos held the melody while the conductor wept over the hymn.",
            "A conductor returned to his choir after years away. The hymn and its melody were remembered by "
            "the sopranos.",
            "Sopranos wanted: the cathedral choir looks for voices. The conductor teaches the melody of each "
            "hymn."}},
};

class RelatedTest : public testing::Test {
protected:
    void publish_subjects()
    {
        for (auto const& subject : subjects)
            for (int i = 0; i < 3; ++i) {
                auto article = paper_.draft(std::string(subject.name) + "-" + std::to_string(i), "Report");
                article.body = "<p>" + std::string(subject.texts[i]) + "</p>";
                paper_.clock.advance(60'000);
                article.published_at = article.updated_at = paper_.clock.now();
                numbers_.push_back(paper_.save(article));
            }
    }
    std::vector<std::int64_t> related(std::int64_t number, std::size_t most = 2)
    {
        auto const catalogue = must(Catalogue::load(*paper_.lease));
        RelatedIndex const index(*catalogue, catalogue->signatures());
        std::vector<std::int64_t> result;
        for (auto ordinal : index.related_to(*catalogue, *catalogue->find(number), most))
            result.push_back((*catalogue)[ordinal].number);
        return result;
    }

    Newspaper paper_;
    std::vector<std::int64_t> numbers_;
};

TEST_F(RelatedTest, ArticlesOnOneSubjectFindEachOther)
{
    publish_subjects();
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
        auto found = related(numbers_[i]);
        std::sort(found.begin(), found.end());
        std::vector<std::int64_t> expected;
        for (auto j = i / 3 * 3; j < i / 3 * 3 + 3; ++j)
            if (j != i)
                expected.push_back(numbers_[j]);
        EXPECT_EQ(found, expected) << subjects[i / 3].name << " " << i % 3;
    }
}

TEST_F(RelatedTest, ARareTagOutweighsACommonSection)
{
    publish_subjects(); // all of them in politics
    auto article = paper_.draft("with-tag", "Nothing in common");
    article.body = "<p>Snow fell quietly.</p>";
    article.tags = {paper_.politics, paper_.energy};
    auto const first = paper_.save(article);
    article.slug = "with-tag-too";
    article.body = "<p>Owls hooted loudly.</p>";
    auto const second = paper_.save(article);
    EXPECT_EQ(related(first, 1), std::vector{second});
}

TEST_F(RelatedTest, OfEqualsTheNewerComesFirst)
{
    auto article = paper_.draft("a", "Same");
    article.tags = {paper_.politics, paper_.energy};
    std::vector<std::int64_t> numbers;
    for (auto const* slug : {"a", "b", "c"}) {
        article.slug = slug;
        paper_.clock.advance(1'000);
        article.published_at = article.updated_at = paper_.clock.now();
        numbers.push_back(paper_.save(article));
    }
    paper_.publish_many(20); // so that the tag is rare
    EXPECT_EQ(related(numbers[0]), (std::vector{numbers[2], numbers[1]}));
}

TEST_F(RelatedTest, StaysInTheLanguageAndLeavesOutItself)
{
    auto article = paper_.draft("one", "Energy");
    article.tags = {paper_.politics, paper_.energy};
    auto const english = paper_.save(article);
    article.language = "ru";
    paper_.save(article);
    EXPECT_TRUE(related(english).empty());
}

TEST_F(RelatedTest, AnIndexForSomeArticlesLeadsTheseWhereThatForAllDoes)
{
    publish_subjects();
    paper_.publish_many(588);
    auto page = paper_.draft("about", "About the ferry");
    page.kind = newsroom::ArticleKind::page;
    page.body = "<p>" + std::string(subjects[0].texts[0]) + "</p>";
    paper_.clock.advance(60'000);
    page.published_at = page.updated_at = paper_.clock.now();
    paper_.save(page);
    auto const catalogue = must(Catalogue::load(*paper_.lease));
    auto const count = static_cast<Ordinal>(catalogue->size());
    ASSERT_LT(RelatedIndex::settled(count), count);
    RelatedIndex const whole(*catalogue, catalogue->signatures());
    for (Ordinal const from : {Ordinal{5}, Ordinal{300}, count - 2, count - 1, count}) {
        RelatedIndex const some(*catalogue, catalogue->signatures(), from);
        for (auto ordinal = from; ordinal < count; ++ordinal)
            EXPECT_EQ(some.related_to(*catalogue, ordinal, RelatedIndex::most_shown),
                whole.related_to(*catalogue, ordinal, RelatedIndex::most_shown))
                << ordinal << " of those from " << from;
    }
    EXPECT_FALSE(whole.related_to(*catalogue, count - 1, 1).empty()) << "pages lead on as well";
}

TEST_F(RelatedTest, OneMoreChangesNobodysFurtherReadingUntilItsLotIsSettled)
{
    EXPECT_EQ(RelatedIndex::settled(3), 3u);
    EXPECT_EQ(RelatedIndex::settled(511), 511u);
    EXPECT_EQ(RelatedIndex::settled(513), 512u);
    EXPECT_EQ(RelatedIndex::settled(100'001), 99'840u);

    publish_subjects();
    paper_.publish_many(588);
    auto const all = [&] {
        auto const catalogue = must(Catalogue::load(*paper_.lease));
        RelatedIndex const index(*catalogue, catalogue->signatures());
        std::map<std::int64_t, std::vector<std::int64_t>> result;
        for (Ordinal ordinal = 0; ordinal < catalogue->size(); ++ordinal)
            for (auto other : index.related_to(*catalogue, ordinal, RelatedIndex::most_shown))
                result[(*catalogue)[ordinal].number].push_back((*catalogue)[other].number);
        return result;
    };
    auto const print = [&] {
        auto const catalogue = must(Catalogue::load(*paper_.lease));
        return RelatedIndex::print_of_settled(*catalogue, *catalogue->signatures());
    };
    auto const publish = [&](std::string const& slug) {
        auto article = paper_.draft(slug, "Report");
        article.body = "<p>" + std::string(subjects[0].texts[0]) + "</p>";
        paper_.clock.advance(60'000);
        article.published_at = article.updated_at = paper_.clock.now();
        return paper_.save(article);
    };
    auto const before = all();
    auto const print_before = print();
    auto const first = publish("first");
    auto with_one = all();
    EXPECT_FALSE(with_one[first].empty());
    with_one.erase(first);
    EXPECT_EQ(with_one, before);
    EXPECT_EQ(print(), print_before);

    auto const second = publish("second");
    auto with_two = all();
    EXPECT_EQ(with_two[second][0], first) << "what is older and as like, of it the newest";
    EXPECT_NE(with_two, before);
    EXPECT_NE(print(), print_before);
}

} // namespace

} // namespace broadsheet::site

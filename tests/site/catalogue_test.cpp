#include "site/edition/catalogue.h"
#include "site/edition/entry_reader.h"

#include "site/newspaper.h"

#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

using newsroom::Change;
using test::must;
using test::Newspaper;

// Whether two catalogues say the same in every list.
void expect_same(Catalogue const& left, Catalogue const& right)
{
    auto numbers = [](Catalogue const& catalogue, Listing listing) {
        std::vector<std::uint32_t> result;
        for (auto ordinal : listing)
            result.push_back(catalogue[ordinal].number);
        return result;
    };
    ASSERT_EQ(left.size(), right.size());
    EXPECT_EQ(left.edition(), right.edition());
    for (Ordinal ordinal = 0; ordinal < left.size(); ++ordinal) {
        EXPECT_EQ(left[ordinal].number, right[ordinal].number);
        EXPECT_TRUE(std::ranges::equal(left.tags(ordinal), right.tags(ordinal)));
        EXPECT_TRUE(std::ranges::equal(left.bylines(ordinal), right.bylines(ordinal)));
        EXPECT_TRUE(
            std::ranges::equal(left.signatures()->of(left[ordinal]), right.signatures()->of(right[ordinal])));
    }
    for (std::size_t language = 0; language < left.languages(); ++language) {
        EXPECT_EQ(numbers(left, left.articles(language)), numbers(right, right.articles(language)));
        EXPECT_EQ(numbers(left, left.pages(language)), numbers(right, right.pages(language)));
        for (auto const& tag : left.tags())
            EXPECT_EQ(numbers(left, left.with_tag(language, tag.number)),
                numbers(right, right.with_tag(language, tag.number)));
        for (auto const& byline : left.bylines())
            EXPECT_EQ(numbers(left, left.by(language, byline.number)),
                numbers(right, right.by(language, byline.number)));
    }
}

class CatalogueTest : public testing::TestWithParam<db::Dialect> {
protected:
    std::shared_ptr<Catalogue const> load(Catalogue const* former = nullptr)
    {
        return must(Catalogue::load(*paper_.lease, former));
    }
    Newspaper paper_{GetParam()};
};

TEST_P(CatalogueTest, ReadsOnlyTheChangesAndEndsTheSame)
{
    paper_.publish_many(30);
    auto former = load();
    for (int round = 0; round < 4; ++round) {
        auto article = paper_.draft("new-" + std::to_string(round), "New");
        article.published_at = paper_.clock.now() - (round % 2) * 90'000'000; // at the end, and in the middle
        article.tags = {paper_.politics, paper_.courts};
        article.bylines = {paper_.jonas, paper_.mira};
        article.language = round == 3 ? "ru" : "en";
        paper_.save(article);
        auto changed = must(
            newsroom::Articles(*paper_.lease).by_number(former->operator[](Ordinal(round * 3)).number));
        changed.tags = {paper_.politics, paper_.energy};
        if (round == 2)
            changed.status = newsroom::Status::withdrawn;
        paper_.save(changed);
        auto const next = load(former.get());
        expect_same(*next, *load());
        former = next;
    }
    EXPECT_EQ(former->size(), 33u);
}

TEST_P(CatalogueTest, ReadsAgainWhatWasGivenUp)
{
    paper_.publish_many(3);
    auto const former = load();
    auto const known = former->signatures();
    former->give_up_signatures();
    auto const again = must(read_signatures(*paper_.lease, former->size()));
    for (Ordinal ordinal = 0; ordinal < former->size(); ++ordinal) {
        EXPECT_FALSE(known->of((*former)[ordinal]).empty());
        EXPECT_TRUE(std::ranges::equal(again->of((*former)[ordinal]), known->of((*former)[ordinal])));
    }
    paper_.save(paper_.draft("new", "New"));
    expect_same(*load(former.get()), *load());
}

TEST_P(CatalogueTest, NewTagsAndLanguagesAreTakenIn)
{
    paper_.publish_many(3);
    auto const former = load();
    paper_.change([&](Change& change) -> Result<void> {
        newsroom::Tag tag;
        tag.slug = "aaa-first";
        tag.text.name = "First of all";
        tag.is_section = true;
        tag.position = -1;
        TRY(newsroom::Tags::save(change, tag));
        auto settings = TRY(newsroom::load_settings(change.connection()));
        settings.languages = {"ru", "en"};
        settings.title = {{"ru", "Фонарь"}, {"en", "The Lantern"}};
        return newsroom::save_settings(change, settings);
    });
    auto const next = load(former.get());
    expect_same(*next, *load());
    EXPECT_EQ(next->tags().front().slug, "aaa-first");
    EXPECT_EQ(next->articles(1).size(), 3u);
}

TEST_P(CatalogueTest, FindsByNumberAndTranslation)
{
    auto article = paper_.draft("one", "One");
    article.translation_key = "key";
    auto const first = paper_.save(article);
    article.language = "ru";
    article.slug = "odin";
    auto const second = paper_.save(article);
    auto const catalogue = load();
    ASSERT_TRUE(catalogue->find(first));
    EXPECT_FALSE(catalogue->find(second + 1));
    EXPECT_FALSE(catalogue->find(0));
    auto const translations = catalogue->translations(*catalogue->find(first));
    ASSERT_EQ(translations.size(), 2u);
    EXPECT_EQ((*catalogue)[translations[1]].number, second);
}

ON_BOTH_DATABASES(CatalogueTest);

} // namespace

} // namespace broadsheet::site

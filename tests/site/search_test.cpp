#include "site/search/search_index.h"

#include "base/file.h"
#include "site/newspaper.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

using test::must;
using test::Newspaper;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SearchTest : public testing::TestWithParam<db::Dialect> {
protected:
    std::int64_t publish(std::string slug, std::string title, std::string text, std::string language = "en")
    {
        auto article = paper_.draft(std::move(slug), std::move(title));
        article.body = "<p>" + text + "</p>";
        article.language = std::move(language);
        return paper_.save(article);
    }
    std::vector<std::int64_t> find(std::string query, std::string language = "en")
    {
        EXPECT_TRUE(index_->update().ok());
        std::vector<std::int64_t> numbers;
        for (auto const& hit : must(index_->find({std::move(query), std::move(language)})).hits)
            numbers.push_back(hit.article);
        return numbers;
    }
    void open() { index_ = must(SearchIndex::open(file_, *paper_.database, paper_.clock)); }

    Newspaper paper_{GetParam()};
    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "search.db";
    std::unique_ptr<SearchIndex> index_ = must(SearchIndex::open(file_, *paper_.database, paper_.clock));
};

TEST_P(SearchTest, FindsWordsInAnyForm)
{
    auto const strike = publish("a", "Strikes", "The tram drivers are striking.");
    auto const bus = publish("b", "Buses", "The bus to Štúrovo is late.");
    auto const russian = publish("c", "Забастовка", "Водители трамваев бастуют.", "ru");
    EXPECT_THAT(find("strike"), ElementsAre(strike));
    EXPECT_THAT(find("driver tram"), ElementsAre(strike));
    EXPECT_THAT(find("sturovo"), ElementsAre(bus));
    EXPECT_THAT(find("ŠTÚROVO"), ElementsAre(bus));
    EXPECT_THAT(find("трамвай", "ru"), ElementsAre(russian));
    EXPECT_THAT(find("трамвай"), IsEmpty()) << "in English articles";
    EXPECT_THAT(find("трамвай", "de"), IsEmpty());
}

TEST_P(SearchTest, KnowsPhrasesPrefixesAndExclusions)
{
    auto const one = publish("a", "One", "The night bus never came.");
    auto const two = publish("b", "Two", "A bus drove through the night.");
    EXPECT_THAT(find("\"night bus\""), ElementsAre(one));
    EXPECT_THAT(find("bus -never"), ElementsAre(two));
    EXPECT_THAT(find("nev*"), ElementsAre(one));
    EXPECT_THAT(find("drov*"), ElementsAre(two));
    EXPECT_THAT(find("-bus"), IsEmpty());
}

// The index holds stems: what is typed of a word may reach beyond them, into an ending.
TEST_P(SearchTest, ABeginningMayReachIntoAnEnding)
{
    auto const university = publish("a", "One", "The university is closed.");
    auto const carp = publish("b", "Two", "Carp in the lake, a negotiation, happiness.");
    auto const newspaper = publish("c", "Газета", "Газета закрыта, университеты тоже.", "ru");
    for (auto const* typed :
        {"univ*", "univers*", "universi*", "universit*", "university*", "\"the universi*\""})
        EXPECT_THAT(find(typed), ElementsAre(university)) << typed;
    for (auto const* typed : {"negot*", "negotiat*", "negotiati*", "negotiation*", "happines*"})
        EXPECT_THAT(find(typed), ElementsAre(carp)) << typed;
    EXPECT_THAT(find("carpet*"), IsEmpty());
    for (auto const* typed : {"газ*", "газет*", "газета*", "университет*", "университеты*"})
        EXPECT_THAT(find(typed, "ru"), ElementsAre(newspaper)) << typed;
}

TEST_P(SearchTest, ATitleWeighsMoreThanTheText)
{
    publish("a", "Something else", "It mentions bread once among many other things that do not matter here.");
    auto const titled
        = publish("b", "Bread", "It is about something that matters among many other things here.");
    ASSERT_FALSE(find("bread").empty());
    EXPECT_EQ(find("bread").front(), titled);
}

TEST_P(SearchTest, OfEqualMatchesTheNewerComesFirst)
{
    auto article = paper_.draft("old", "Bread");
    article.published_at = paper_.clock.now() - 20LL * 365 * 86'400'000;
    auto const older = paper_.save(article);
    article = paper_.draft("new", "Bread");
    auto const newer = paper_.save(article);
    article = paper_.draft("middle", "Bread");
    article.published_at = paper_.clock.now() - 365LL * 86'400'000;
    auto const middle = paper_.save(article);
    EXPECT_THAT(find("bread"), ElementsAre(newer, middle, older));
}

TEST_P(SearchTest, FollowsChanges)
{
    auto const number = publish("a", "Bread", "Rye.");
    EXPECT_THAT(find("rye"), ElementsAre(number));
    auto article = must(newsroom::Articles(*paper_.lease).by_number(number));
    article.body = "<p>Wheat.</p>";
    paper_.save(article);
    EXPECT_THAT(find("rye"), IsEmpty());
    EXPECT_THAT(find("wheat"), ElementsAre(number));
    article.status = newsroom::Status::withdrawn;
    paper_.save(article);
    EXPECT_THAT(find("wheat"), IsEmpty());
    EXPECT_THAT(find("bread"), IsEmpty());
}

TEST_P(SearchTest, ExcerptsAreMarkedAndSafe)
{
    publish("a", "Bread", "A loaf &amp; &lt;script&gt;alert(1)&lt;/script&gt; of rye bread.");
    ASSERT_TRUE(index_->update().ok());
    auto const result = must(index_->find({"loaf", "en"}));
    ASSERT_EQ(result.hits.size(), 1u);
    EXPECT_EQ(result.total, 1u);
    EXPECT_THAT(result.hits[0].excerpt, HasSubstr("A <mark>loaf</mark> &amp; &lt;script&gt;"));
}

TEST_P(SearchTest, PagesFollowOneAnother)
{
    paper_.publish_many(45);
    ASSERT_TRUE(index_->update().ok());
    std::vector<std::int64_t> all;
    for (std::size_t page = 1; page <= 3; ++page) {
        auto const result = must(index_->find({"article", "en", 20, page}));
        EXPECT_EQ(result.total, 45u);
        for (auto const& hit : result.hits)
            all.push_back(hit.article);
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all.size(), 45u);
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST_P(SearchTest, EveryPageThereIsHasResults)
{
    paper_.publish_many(most_search_results + 10);
    ASSERT_TRUE(index_->update().ok());
    constexpr std::size_t limit = 20;
    constexpr auto last = most_search_results / limit;
    for (auto page : {last, last + 1}) {
        auto const result = must(index_->find({"article", "en", limit, page}));
        EXPECT_EQ(result.total, most_search_results + 10);
        EXPECT_EQ(result.page, last);
        EXPECT_EQ(result.hits.size(), limit);
    }
}

TEST_P(SearchTest, TheBestIsFoundAmongMoreThanAreRanked)
{
    for (std::size_t i = 0; i < most_search_results; ++i)
        publish(fmt::format("a{}", i), "Something else", "It mentions bread once.");
    auto const best = publish("bread", "Bread", "It is about bread.");
    for (std::size_t i = 0; i < 20; ++i)
        publish(fmt::format("b{}", i), "Something else", "It mentions bread once.");
    EXPECT_EQ(find("bread").front(), best);
}

TEST_P(SearchTest, CountsWhatOtherLanguagesHave)
{
    publish("a", "The tram", "On strike.");
    publish("b", "Трамвай", "On strike, сказал водитель.", "ru");
    publish("c", "Автобус", "Strike!", "ru");
    ASSERT_TRUE(index_->update().ok());
    SearchRequest request{"strike", "en"};
    request.other_languages = {"ru", "ar"};
    auto const result = must(index_->find(request));
    EXPECT_EQ(result.total, 1u);
    EXPECT_THAT(result.elsewhere, ElementsAre(2u, 0u));
}

TEST_P(SearchTest, TheSearchPageLeadsToTheOtherLanguages)
{
    publish("a", "The tram", "Strike.");
    publish("b", "Трамвай", "Strike &", "ru");
    ASSERT_TRUE(index_->update().ok());
    Site const site(*paper_.database, paper_.clock, must(Theme::built_in()), index_.get());
    EXPECT_THAT(test::body(site.page("/search/?q=strike")),
        HasSubstr("<a href=\"../ru/search/?q&#x3D;strike\" hreflang=\"ru\"><bdi lang=\"ru\">русский</bdi> "
                  "(1)</a>"));
    EXPECT_THAT(test::body(site.page("/ar/search/?q=strike")), HasSubstr("(1)</a>"));
    EXPECT_THAT(test::body(site.page("/search/?q=nowhere")), testing::Not(HasSubstr("hreflang=\"ru\"><bdi")));
}

TEST_P(SearchTest, GoesOnWhereItStopped)
{
    paper_.publish_many(5);
    EXPECT_EQ(must(index_->update()), 5);
    EXPECT_EQ(must(index_->update()), 0);
    open();
    paper_.publish_many(1, "later");
    EXPECT_EQ(must(index_->update()), 1);
}

TEST_P(SearchTest, AStopLeavesAWholeIndex)
{
    paper_.publish_many(3);
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_EQ(must(index_->update(stopped.get_token())), 0);
    EXPECT_EQ(must(index_->update()), 3);
}

TEST_P(SearchTest, ADamagedOrMissingIndexIsMadeAnew)
{
    auto const number = publish("a", "Bread", "Rye.");
    EXPECT_THAT(find("rye"), ElementsAre(number));
    index_.reset();
    for (auto const* suffix : {"-wal", "-shm"})
        std::filesystem::remove(file_.string() + suffix);
    ASSERT_TRUE(write_file_atomically(file_, std::string(8'192, 'x'), Durability::cached).ok());
    open();
    EXPECT_THAT(find("rye"), ElementsAre(number));
    index_.reset();
    std::filesystem::remove(file_);
    open();
    EXPECT_THAT(find("rye"), ElementsAre(number));
}

TEST_P(SearchTest, AnErrorOfTheNewspaperIsNoDamageOfTheIndex)
{
    publish("a", "Bread", "Rye.");
    ASSERT_TRUE(index_->update().ok());
    auto const before = std::filesystem::read_symlink(file_);
    must(paper_.lease->execute("ALTER TABLE articles RENAME TO lost"));
    auto const updated = index_->update();
    ASSERT_FALSE(updated.ok());
    EXPECT_THAT(updated.error().message, HasSubstr("the newspaper cannot be read"));
    EXPECT_EQ(std::filesystem::read_symlink(file_), before);
    must(paper_.lease->execute("ALTER TABLE lost RENAME TO articles"));
    EXPECT_TRUE(index_->update().ok());
    EXPECT_EQ(std::filesystem::read_symlink(file_), before) << "it was not made anew";
}

TEST_P(SearchTest, APageOfTheMiddleDamagedIsMadeAnewByTheNextUpdate)
{
    paper_.publish_many(200);
    EXPECT_FALSE(find("article").empty());
    index_.reset();
    auto bytes = must(read_file(file_));
    for (std::size_t at = 4'096; at + 4'096 < bytes.size(); at += 4'096) // every page but the first
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 2'000, '\xee');
    ASSERT_TRUE(write_file_atomically(file_, bytes, Durability::cached).ok());
    auto opened = SearchIndex::open(file_, *paper_.database, paper_.clock);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    index_ = std::move(*opened);
    EXPECT_FALSE(index_->find({"article", "en"}).ok() && !must(index_->find({"article", "en"})).hits.empty());
    EXPECT_FALSE(find("article").empty());
}

TEST_P(SearchTest, WhoeverHasTheFormerFileOpenReadsOnAndThenTheNewOne)
{
    auto const number = publish("a", "Bread", "Rye.");
    EXPECT_THAT(find("rye"), ElementsAre(number));
    auto const other = must(SearchIndex::open(file_, *paper_.database, paper_.clock));
    ASSERT_FALSE(must(other->find({"rye", "en"})).hits.empty());
    {
        auto const former = must(db::Database::open(file_.string()));
        auto const connection = must(former->connect());
        auto rows = must(connection->query("SELECT number FROM articles"));
        EXPECT_TRUE(must(rows.next()));
        // Another version's mark has it made anew while the file is being read.
        ASSERT_TRUE(must(must(db::Database::open(file_.string()))->connect())
                        ->execute("UPDATE state SET version = 99")
                        .ok());
        open();
        EXPECT_TRUE(must(index_->find({"rye", "en"})).hits.empty());
        EXPECT_EQ(rows.integer(0), number);
    }
    auto const second = publish("b", "Rye", "Rye and more.");
    EXPECT_THAT(find("rye"), testing::UnorderedElementsAre(number, second));
    EXPECT_EQ(must(other->find({"rye", "en"})).total, 2u);
    index_.reset(); // the last connections close, and take nothing of the new file with them
    open();
    EXPECT_EQ(must(index_->find({"rye", "en"})).total, 2u);
}

TEST_P(SearchTest, LeavesOneFileBehind)
{
    publish("a", "Bread", "Rye.");
    for (int round = 0; round < 3; ++round) {
        index_.reset();
        std::filesystem::remove(file_);
        open();
        EXPECT_FALSE(find("rye").empty());
    }
    index_.reset();
    std::size_t files = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
        files += entry.path().filename().string().starts_with("search") ? 1 : 0;
    EXPECT_EQ(files, 2u) << "the link and what it leads to";
}

ON_BOTH_DATABASES(SearchTest);

} // namespace

} // namespace broadsheet::site

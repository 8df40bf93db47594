#include "newsroom/name_uses.h"

#include "newsroom/appeal_fixture.h"
#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

class NameUsesTest : public NewsroomTest {
protected:
    NameUsesTest()
    {
        mira_.slug = "mira-dolan";
        mira_.text = {"Mira Dolan", "Mira Dolan reports from the coast."};
        mira_.translations["ru"] = {"Мира Долана", ""};
        mira_.number = must(change([&](Change& unit) { return Bylines::save(unit, mira_); }));
        mira_ = *must(Bylines(connection_).by_slug("mira-dolan"));
    }
    std::vector<std::string> titles(std::size_t most = 50)
    {
        std::vector<std::string> titles;
        for (auto const& use : must(NameUses(connection_).of(mira_, most)).list)
            titles.push_back(use.title);
        return titles;
    }
    void add(std::string const& title, std::function<void(Article&)> const& name_it)
    {
        auto article = published(title);
        article.title = title;
        name_it(article);
        must(change([&](Change& unit) { return Articles::save(unit, article); }));
    }

    Byline mira_;
};

TEST_P(NameUsesTest, AreFoundInEveryTextOfAnArticle)
{
    add("none", [](Article&) {});
    add("over-it-alone", [&](Article& article) { article.bylines = {mira_.number}; });
    EXPECT_THAT(titles(), IsEmpty()) << "what redacting changes itself";
    add("text", [](Article& article) { article.body = "<p>It was Dolan's idea.</p>"; });
    add("link", [](Article& article) { article.body = "<p><a href=\"../author/mira-dolan/\">She</a></p>"; });
    add("caption", [](Article& article) { article.picture = {"/media/a.png", "", "Mira Dolan", ""}; });
    add("credit", [](Article& article) { article.picture = {"/media/a.png", "", "", "Мира Долана"}; });
    add("standfirst", [](Article& article) { article.standfirst = "Сказано Доланой"; });
    add("correction", [](Article& article) { article.corrections = {{start, "Dolan said so.", false}}; });
    add("description", [](Article& article) { article.meta_description = "Mira Dolan"; });
    EXPECT_THAT(titles(),
        ElementsAre("description", "correction", "standfirst", "credit", "caption", "link", "text"));
}

TEST_P(NameUsesTest, AreFoundInWhatStandsOnManyPages)
{
    auto appeal = test::live_appeal();
    must(change([&](Change& unit) { return Appeals::save(unit, appeal); })); // signed by her
    Tag tag;
    tag.slug = "coast";
    tag.text = {"The coast", "Edited by Mira Dolan."};
    must(change([&](Change& unit) { return Tags::save(unit, tag); }));
    Byline other;
    other.slug = "jonas";
    other.text = {"Jonas Petrak", "Writes with Dolan."};
    must(change([&](Change& unit) { return Bylines::save(unit, other); }));
    add("about", [](Article& article) {
        article.kind = ArticleKind::page;
        article.body = "<p>Mira Dolan runs it.</p>";
    });
    EXPECT_THAT(titles(), ElementsAre("Autumn campaign", "The coast", "Jonas Petrak", "about"));
    EXPECT_THAT(titles(2), ElementsAre("Autumn campaign", "The coast"));
    EXPECT_TRUE(must(NameUses(connection_).of(mira_, 2)).are_more);
    EXPECT_FALSE(must(NameUses(connection_).of(mira_, 4)).are_more);
}

ON_BOTH_DATABASES(NameUsesTest);

} // namespace

} // namespace broadsheet::newsroom

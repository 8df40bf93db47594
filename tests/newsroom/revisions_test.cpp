#include "newsroom/revisions.h"

#include "newsroom/articles.h"
#include "newsroom/newsroom_fixture.h"
#include "newsroom/taxonomy.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RevisionsTest : public NewsroomTest {
protected:
    RevisionsTest()
    {
        article_ = published("ferry");
        article_.number = save();
        article_ = must(Articles(connection_).by_number(article_.number));
    }
    Number save()
    {
        clock_.advance(10);
        return must(change([&](Change& unit) { return Articles::save(unit, article_); }));
    }
    Number add_tag(std::string const& slug)
    {
        Tag tag;
        tag.slug = tag.text.name = slug;
        return must(change([&](Change& unit) { return Tags::save(unit, tag); }));
    }
    std::vector<Revision> all() { return must(Revisions(connection_).of(article_)); }

    Article article_;
};

TEST_P(RevisionsTest, KeepWhatWasBeforeAChange)
{
    EXPECT_THAT(all(), IsEmpty());
    auto const first = article_;
    article_.body = "<p>Second</p>";
    save();
    article_.title = "Third";
    save();
    auto const revisions = all();
    ASSERT_THAT(revisions, SizeIs(2));
    EXPECT_EQ(revisions[0].article.body, "<p>Second</p>");
    EXPECT_EQ(revisions[0].article.title, first.title);
    EXPECT_EQ(revisions[0].saved_at, start + 30);
    EXPECT_EQ(revisions[1].article.body, first.body);
    EXPECT_EQ(revisions[1].article.standfirst, first.standfirst);
    EXPECT_EQ(revisions[1].saved_at, start + 20);
}

TEST_P(RevisionsTest, KeepAllThatIsEditedBesideTheText)
{
    auto const ice = add_tag("ice");
    auto const port = add_tag("port");
    Byline byline;
    byline.slug = "mira";
    byline.text.name = "Mira Dolan";
    auto const mira = must(change([&](Change& unit) { return Bylines::save(unit, byline); }));
    struct {
        char const* what;
        std::function<void(Article&)> edit;
    } const edits[] = {
        {"picture",
            [](Article& a) {
                a.picture = {"/media/a.jpg", "A ship", "<i>Sea</i>", "Mira"};
            }},
        {"section and tags",
            [&](Article& a) {
                a.section = port;
                a.tags = {port, ice};
            }},
        {"bylines", [&](Article& a) { a.bylines = {mira}; }},
        {"slug", [](Article& a) { a.slug = "no-ferry"; }},
        {"translation", [](Article& a) { a.translation_key = "ferry"; }},
        {"search engines",
            [](Article& a) {
                a.canonical_url = "https://elsewhere.example/ferry";
                a.meta_title = "Ferry";
                a.meta_description = "No ferry";
            }},
        {"flags", [](Article& a) { a.featured = a.no_appeal = true; }},
        {"template", [](Article& a) { a.template_name = "custom-wide"; }},
    };
    for (auto const& edit : edits) {
        edit.edit(article_);
        save();
        auto const full = article_;
        ASSERT_THAT(all(), testing::Not(IsEmpty())) << edit.what;
        article_.title += ".";
        save();
        auto kept = all().front().article;
        kept.updated_at = full.updated_at;
        EXPECT_EQ(kept, full) << edit.what;
    }
    EXPECT_THAT(all(), SizeIs(2 * std::size(edits)));
    article_.status = Status::withdrawn;
    article_.corrections.push_back({start, "It was not so."});
    save();
    EXPECT_THAT(all(), SizeIs(2 * std::size(edits))) << "neither is edited";
}

TEST_P(RevisionsTest, ForgetTagsThatAreGone)
{
    auto const ice = add_tag("ice");
    article_.tags = {ice};
    save();
    article_.title = "Another";
    save();
    EXPECT_THAT(all().front().article.tags, ElementsAre(ice));
    must(change([&](Change& unit) { return Tags::remove(unit, ice); }));
    article_ = must(Articles(connection_).by_number(article_.number));
    EXPECT_THAT(all().front().article.tags, IsEmpty());
}

TEST_P(RevisionsTest, OfEarlierVersionsOfTheProgramAreReadAsFarAsTheyGo)
{
    must(connection_.execute("INSERT INTO revisions (article, saved_at, title, standfirst, body) VALUES "
                             "($1, 5, 'Once', '', '<p>Once</p>')",
        {article_.number}));
    auto const kept = all().front();
    EXPECT_EQ(kept.article.title, "Once");
    EXPECT_EQ(kept.article.slug, article_.slug) << "as in what took its place";
    EXPECT_FALSE(kept.was_typed);
}

TEST_P(RevisionsTest, KeepWhatWasTypedAndDiscarded)
{
    auto typed = article_;
    typed.body = "<p>Only typed</p>";
    must(change([&](Change& unit) { return Revisions::keep_typed(unit, typed, "Mira", start + 5); }));
    auto const revisions = all();
    ASSERT_THAT(revisions, SizeIs(1));
    EXPECT_TRUE(revisions[0].was_typed);
    EXPECT_EQ(revisions[0].saved_by, "Mira");
    EXPECT_EQ(revisions[0].saved_at, start + 5);
    EXPECT_EQ(revisions[0].article.body, "<p>Only typed</p>");
}

ON_BOTH_DATABASES(RevisionsTest);

} // namespace

} // namespace broadsheet::newsroom

#include "workflow/article_list.h"

#include "workflow/workflow_fixture.h"

#include <array>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::workflow {

namespace {

using staff::Role;
using test::must;
using testing::ElementsAre;
using testing::IsEmpty;

class ArticleListTest : public WorkflowTest {
protected:
    staff::Session writer_ = someone("Writer", Role::contributor);
    staff::Session editor_ = someone("Editor", Role::editor);

    std::string made(staff::Session const& who, std::string_view title)
    {
        clock_.advance(1000);
        return begin(who, title);
    }
    std::vector<std::string> titles(staff::Session const& who, ListFilter const& filter = {})
    {
        std::vector<std::string> titles;
        for (auto const& row : must(list_articles(connection_, clock_, who.account, filter)))
            titles.push_back(row.title);
        return titles;
    }
    std::vector<std::string> found(std::string words)
    {
        ListFilter filter;
        filter.words = std::move(words);
        return titles(editor_, filter);
    }
};

TEST_P(ArticleListTest, ShowsTheLastChangedFirst)
{
    made(writer_, "One");
    made(editor_, "Two");
    made(writer_, "Three");
    EXPECT_THAT(titles(editor_), ElementsAre("Three", "Two", "One"));
    ListFilter filter;
    filter.most = 2;
    auto const page = must(list_articles(connection_, clock_, editor_.account, filter));
    ASSERT_EQ(page.size(), 2u);
    filter.after = {page.back().updated_at, page.back().number};
    EXPECT_THAT(titles(editor_, filter), ElementsAre("One"));
}

TEST_P(ArticleListTest, HidesOthersDraftsFromContributors)
{
    made(writer_, "Mine");
    made(editor_, "A secret");
    auto const id = made(editor_, "For all");
    tried(editor_, id, [](Acts& acts, Piece& piece) { return acts.publish(piece); });
    EXPECT_THAT(titles(writer_), ElementsAre("For all", "Mine"));
    auto const rows = must(list_articles(connection_, clock_, writer_.account, {}));
    EXPECT_FALSE(rows[0].is_readable);
    EXPECT_TRUE(rows[1].is_readable);
}

TEST_P(ArticleListTest, FindsWhatWasSentBackAndWhatIsDue)
{
    auto const id = made(writer_, "Sent back");
    auto const due = made(writer_, "Due");
    made(writer_, "Neither");
    tried(editor_, id, [](Acts& acts, Piece& piece) { return acts.send_back(piece, "Who says so?"); });
    tried(editor_, due, [](Acts& acts, Piece& piece) { return acts.set_due(piece, start + 5000); });
    ListFilter filter;
    filter.is_sent_back = true;
    auto const rows = must(list_articles(connection_, clock_, writer_.account, filter));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].title, "Sent back");
    EXPECT_EQ(rows[0].sent_back_by, "Editor");
    EXPECT_EQ(rows[0].sent_back_at, clock_.now());
    tried(writer_, id, [](Acts& acts, Piece& piece) { return acts.submit(piece); });
    EXPECT_THAT(titles(writer_, filter), IsEmpty()) << "handed in again";
    filter = {};
    filter.due_before = start + 5000;
    EXPECT_THAT(titles(writer_, filter), IsEmpty());
    filter.due_before = start + 5001;
    EXPECT_THAT(titles(writer_, filter), ElementsAre("Due"));
}

TEST_P(ArticleListTest, FindsWordsOfTheTitleHoweverTheyAreWritten)
{
    made(editor_, "Ветер с моря стих");
    made(editor_, "The HARBOUR froze, 100% sure");
    made(editor_, "МЧС предупреждает");
    EXPECT_THAT(found("ветер"), ElementsAre("Ветер с моря стих"));
    EXPECT_THAT(found("МОРЯ вете"), ElementsAre("Ветер с моря стих"));
    EXPECT_THAT(found("мчс"), ElementsAre("МЧС предупреждает"));
    EXPECT_THAT(found("harbour  FROZE"), ElementsAre("The HARBOUR froze, 100% sure"));
    EXPECT_THAT(found("100%"), ElementsAre("The HARBOUR froze, 100% sure"));
    EXPECT_THAT(found("harbours"), IsEmpty());
    EXPECT_THAT(found("harbour thaw"), IsEmpty());
    EXPECT_THAT(found(" %_ "), IsEmpty());
    made(editor_, "Štúrovo and McDonald");
    EXPECT_THAT(found("sturovo mcdonald"), ElementsAre("Štúrovo and McDonald"));
    EXPECT_THAT(found("'; DROP TABLE articles; --"), IsEmpty());
}

TEST_P(ArticleListTest, FiltersByAllThereIs)
{
    auto const id = made(writer_, "One");
    made(editor_, "Two");
    tried(writer_, id, [](Acts& acts, Piece& piece) { return acts.submit(piece); });
    tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.assign(piece, editor_.account); });
    auto with = [&](auto&& set) {
        ListFilter filter;
        set(filter);
        return titles(editor_, filter);
    };
    EXPECT_THAT(with([](auto& filter) { filter.state = "review"; }), ElementsAre("One"));
    EXPECT_THAT(with([](auto& filter) { filter.state = "writing"; }), ElementsAre("Two"));
    EXPECT_THAT(with([](auto& filter) { filter.state = "published"; }), IsEmpty());
    EXPECT_THAT(with([](auto& filter) { filter.state = "no such"; }), IsEmpty());
    EXPECT_THAT(with([](auto& filter) { filter.language = "ru"; }), IsEmpty());
    EXPECT_THAT(with([](auto& filter) { filter.section = 5; }), IsEmpty());
    EXPECT_THAT(with([](auto& filter) { filter.byline = 5; }), IsEmpty());
    EXPECT_THAT(with([&](auto& filter) { filter.assignee = writer_.account.number; }), ElementsAre("One"));
    EXPECT_THAT(with([](auto& filter) { filter.kind = newsroom::ArticleKind::page; }), IsEmpty());
    auto const row = must(list_articles(connection_, clock_, editor_.account, {})).at(1);
    EXPECT_THAT(row.assigned, ElementsAre("Editor", "Writer"));
}

TEST_P(ArticleListTest, PlansWhatIsScheduledPublishedAndDue)
{
    auto const scheduled = made(editor_, "Scheduled");
    auto const due = made(writer_, "Due");
    made(writer_, "Neither");
    tried(editor_, scheduled, [](Acts& acts, Piece& piece) { return acts.schedule(piece, start + 500'000); });
    tried(editor_, due, [](Acts& acts, Piece& piece) { return acts.set_due(piece, start + 400'000); });
    auto const planned = [&](staff::Session const& who, UtcMillis until) {
        return must(
            planned_days(connection_, clock_, who.account, std::array{start, start + 450'000, until}, 10));
    };
    auto const days = planned(editor_, start + 500'001);
    ASSERT_EQ(days.size(), 2u);
    ASSERT_EQ(days[0].articles.size(), 1u);
    EXPECT_EQ(days[0].articles[0].row.title, "Due");
    EXPECT_TRUE(days[0].articles[0].is_due);
    ASSERT_EQ(days[1].articles.size(), 1u);
    EXPECT_EQ(days[1].articles[0].at, start + 500'000);
    EXPECT_EQ(planned(editor_, start + 500'000)[1].articles.size(), 0u);
    auto const writers = planned(writer_, start + 500'001);
    EXPECT_EQ(writers[0].articles.size(), 1u);
    EXPECT_EQ(writers[1].articles.size(), 0u) << "what others schedule is no contributor's to know";
}

TEST_P(ArticleListTest, PlansTheLastDayHoweverMuchIsPublishedBeforeIt)
{
    for (int i = 0; i < 5; ++i) {
        tried(editor_, made(editor_, fmt::format("Published {}", i)),
            [](Acts& acts, Piece& piece) { return acts.publish(piece); });
    }
    auto const last = made(editor_, "Scheduled");
    tried(editor_, last, [](Acts& acts, Piece& piece) { return acts.schedule(piece, start + 15'000); });
    auto const days = must(planned_days(
        connection_, clock_, editor_.account, std::array{start, start + 10'000, start + 20'000}, 3));
    ASSERT_EQ(days[0].articles.size(), 3u);
    EXPECT_EQ(days[0].articles[2].row.title, "Published 2");
    EXPECT_EQ(days[0].more, 2);
    ASSERT_EQ(days[1].articles.size(), 1u);
    EXPECT_EQ(days[1].articles[0].row.title, "Scheduled");
    EXPECT_EQ(days[1].more, 0);
}

ON_BOTH_DATABASES(ArticleListTest);

} // namespace

} // namespace broadsheet::workflow

#include "workflow/workflow_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::workflow {

namespace {

using newsroom::Status;
using staff::Role;
using test::must;

class WorkingCopiesTest : public WorkflowTest {
protected:
    staff::Session anna_ = someone("Anna", Role::editor);
    staff::Session boris_ = someone("Boris", Role::editor);
    std::string id_ = begin(anna_);

    Outcome type(staff::Session const& who, WorkingCopies::Version from, std::string const& title)
    {
        auto content = copy(who, id_).content;
        content.title = title;
        return must(
            as(who, [&](Acts& acts) { return acts.type(open(who, id_), from, must(sanitised(content))); }));
    }
    Outcome save(staff::Session const& who, WorkingCopies::Version from, std::string const& title)
    {
        auto content = copy(who, id_).content;
        content.title = title;
        return must(as(who, [&](Acts& acts) {
            auto piece = open(who, id_);
            return acts.save(piece, from, must(sanitised(content)));
        }));
    }
    void leave(staff::Session const& who)
    {
        change([&](newsroom::Change&) {
            return EditLocks(connection_, clock_).leave(open(who, id_).article.number, who);
        });
    }
};

TEST_P(WorkingCopiesTest, KeepWhatIsTypedApartFromTheArticle)
{
    tried(anna_, id_, [](Acts& acts, Piece& piece) { return acts.publish(piece); });
    auto const first = type(anna_, copy(anna_, id_).version, "Typed");
    EXPECT_FALSE(first.collision);
    EXPECT_EQ(open(anna_, id_).article.title, "The ferry will not sail");
    auto const now = copy(anna_, id_);
    EXPECT_EQ(now.content.title, "Typed");
    EXPECT_EQ(now.saved_by, "Anna");
    EXPECT_EQ(now.version, first.version);
    EXPECT_FALSE(now.is_article);
    auto const second = type(anna_, first.version, "Typed more");
    EXPECT_GT(second.version, first.version) << "within the same millisecond";
}

TEST_P(WorkingCopiesTest, BecomeTheArticle)
{
    auto const version = type(anna_, copy(anna_, id_).version, "Typed").version;
    auto const saved = save(anna_, version, "Typed");
    EXPECT_FALSE(saved.collision);
    EXPECT_EQ(open(anna_, id_).article.title, "Typed");
    auto const now = copy(anna_, id_);
    EXPECT_TRUE(now.is_article);
    EXPECT_EQ(now.version, saved.version);
}

TEST_P(WorkingCopiesTest, AreNeverWrittenOverUnseen)
{
    auto const seen_by_both = copy(anna_, id_).version;
    auto const annas = type(anna_, seen_by_both, "Anna's");
    leave(anna_);
    auto const boriss = type(boris_, seen_by_both, "Boris's");
    ASSERT_TRUE(boriss.collision);
    EXPECT_FALSE(boriss.collision->is_locked);
    EXPECT_EQ(boriss.collision->by, "Anna");
    EXPECT_EQ(boriss.collision->version, annas.version);
    EXPECT_EQ(copy(anna_, id_).content.title, "Anna's");
    // Having seen it, Boris decides.
    EXPECT_FALSE(type(boris_, boriss.collision->version, "Boris's").collision);
    EXPECT_EQ(copy(anna_, id_).content.title, "Boris's");
    leave(boris_);
    EXPECT_TRUE(save(anna_, annas.version, "Anna's").collision) << "to save is no way around it";
}

TEST_P(WorkingCopiesTest, TakeTheSameTextTwice)
{
    auto const seen = copy(anna_, id_).version;
    auto const saved = type(anna_, seen, "Typed");
    auto const again = type(anna_, seen, "Typed");
    EXPECT_FALSE(again.collision) << "the answer was lost on the way";
    EXPECT_EQ(again.version, saved.version);
}

TEST_P(WorkingCopiesTest, AreTheHolderOfTheLocksAlone)
{
    type(anna_, copy(anna_, id_).version, "Anna's");
    auto const boriss = type(boris_, copy(boris_, id_).version, "Boris's");
    ASSERT_TRUE(boriss.collision);
    EXPECT_TRUE(boriss.collision->is_locked);
    EXPECT_EQ(boriss.collision->by, "Anna");
    clock_.advance(LockLimits().silence);
    EXPECT_FALSE(type(boris_, copy(boris_, id_).version, "Boris's").collision) << "Anna has gone";
}

TEST_P(WorkingCopiesTest, NoticeThatAProgramChangedTheArticle)
{
    auto const version = type(anna_, copy(anna_, id_).version, "Anna's").version;
    clock_.advance(1000);
    auto article = open(anna_, id_).article;
    article.title = "The program's";
    article.updated_at = clock_.now();
    change([&](newsroom::Change& change) { return newsroom::Articles::save(change, article); });
    EXPECT_TRUE(copy(anna_, id_).is_behind);
    auto const typed = type(anna_, version, "Anna's again");
    ASSERT_TRUE(typed.collision);
    EXPECT_EQ(typed.collision->by, "");
    EXPECT_FALSE(type(anna_, typed.collision->version, "Anna's again").collision);
    EXPECT_FALSE(copy(anna_, id_).is_behind) << "she has seen it";
}

// A program's change has no later time than what was typed: the clock was set back, or stood still.
TEST_P(WorkingCopiesTest, NoticeThatAProgramChangedTheArticleAtAnEarlierTime)
{
    auto const version = type(anna_, copy(anna_, id_).version, "Anna's").version;
    for (auto const at : {version, version - 1'000}) {
        auto const seen = copy(anna_, id_).version;
        auto article = open(anna_, id_).article;
        article.title = "The program's, " + std::to_string(at);
        article.updated_at = at;
        change([&](newsroom::Change& change) { return newsroom::Articles::save(change, article); });
        auto const typed = type(anna_, seen, "Anna's again");
        ASSERT_TRUE(typed.collision) << at;
        EXPECT_EQ(typed.collision->by, "");
        EXPECT_FALSE(type(anna_, typed.collision->version, "Anna's again").collision);
    }
}

TEST_P(WorkingCopiesTest, GoOnWhileTheStatusChanges)
{
    auto const version = save(anna_, copy(anna_, id_).version, "One").version;
    clock_.advance(5000);
    EXPECT_EQ(tried(boris_, id_, [](Acts& acts, Piece& piece) { return acts.publish(piece); }), "done");
    EXPECT_FALSE(type(anna_, version, "Two").collision);
    clock_.advance(5000);
    EXPECT_EQ(tried(boris_, id_,
                  [](Acts& acts, Piece& piece) {
                      return acts.amend(piece, Acts::Amendment::correction, "It was Tuesday.");
                  }),
        "done");
    EXPECT_FALSE(copy(anna_, id_).is_behind);
    EXPECT_FALSE(type(anna_, copy(anna_, id_).version, "Three").collision);
}

TEST_P(WorkingCopiesTest, KeepEveryFieldAsItWasTyped)
{
    Content content;
    int count = 0;
    for (auto const& field : content_fields)
        content.*field.text = "\"<Ж> " + std::to_string(++count) + "\n";
    EXPECT_EQ(must(content_from_json(to_json(content))), content);
    EXPECT_FALSE(content_from_json("[1]").ok());
    EXPECT_FALSE(content_from_json("{").ok());
}

ON_BOTH_DATABASES(WorkingCopiesTest);

} // namespace

} // namespace broadsheet::workflow

#include "workflow/history.h"
#include "workflow/notes.h"
#include "workflow/previews.h"
#include "workflow/workflow_fixture.h"

#include "newsroom/redirects.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::workflow {

namespace {

using newsroom::Status;
using staff::Role;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view not_allowed = "Your role does not allow this.";

class ActsTest : public WorkflowTest {
protected:
    staff::Session writer_ = someone("Writer", Role::contributor);
    staff::Session author_ = someone("Author", Role::author);
    staff::Session editor_ = someone("Editor", Role::editor);

    using Simple = Result<void> (Acts::*)(Piece&);
    std::string does(staff::Session const& who, std::string_view id, Simple act)
    {
        return tried(who, id, [&](Acts& acts, Piece& piece) { return (acts.*act)(piece); });
    }
    std::string state(std::string_view id)
    {
        auto const piece = open(editor_, id);
        return std::string(name_of(piece.article.status)) + " " + std::string(name_of(piece.progress.stage));
    }
    std::string discard(staff::Session const& who, std::string_view id, WorkingCopies::Version seen)
    {
        return tried(who, id, [&](Acts& acts, Piece& piece) { return acts.discard(piece, seen); });
    }
    std::string remove(staff::Session const& who, std::string_view id, WorkingCopies::Version seen)
    {
        return tried(who, id, [&](Acts& acts, Piece& piece) { return acts.remove(piece, seen); });
    }
    void type(staff::Session const& who, std::string_view id, std::string const& title)
    {
        auto const done = tried(who, id, [&](Acts& acts, Piece& piece) {
            auto newest = must(copies().find(piece.article));
            newest.content.title = title;
            return acts.type(piece, newest.version, must(sanitised(newest.content)));
        });
        EXPECT_EQ(done, "done");
    }
    std::string save(
        staff::Session const& who, std::string_view id, std::string Content::*field, std::string const& value)
    {
        return tried(who, id, [&](Acts& acts, Piece& piece) {
            auto const newest = must(copies().find(piece.article));
            auto content = newest.content;
            content.*field = value;
            return acts.save(piece, newest.version, must(sanitised(content)));
        });
    }
};

TEST_P(ActsTest, LeadADraftToPublication)
{
    auto const id = begin(writer_);
    EXPECT_EQ(state(id), "draft writing");
    EXPECT_EQ(does(writer_, id, &Acts::submit), "done");
    EXPECT_EQ(state(id), "draft review");
    EXPECT_EQ(
        tried(editor_, id, [](Acts& acts, Piece& piece) { return acts.send_back(piece, "Who says so?"); }),
        "done");
    EXPECT_EQ(state(id), "draft writing");
    EXPECT_EQ(must(Notes(connection_, clock_, random_).of(open(editor_, id).article.number)).at(0).text,
        "Who says so?");
    EXPECT_EQ(does(writer_, id, &Acts::submit), "done");
    EXPECT_EQ(does(editor_, id, &Acts::call_ready), "done");
    EXPECT_EQ(state(id), "draft ready");
    EXPECT_EQ(
        tried(editor_, id, [](Acts& acts, Piece& piece) { return acts.schedule(piece, start + 60'000); }),
        "done");
    EXPECT_EQ(state(id), "scheduled ready");
    EXPECT_EQ(does(editor_, id, &Acts::unschedule), "done");
    EXPECT_EQ(does(editor_, id, &Acts::publish), "done");
    EXPECT_EQ(open(editor_, id).article.published_at, start);
    EXPECT_EQ(does(editor_, id, &Acts::withdraw), "done");
    EXPECT_EQ(state(id), "withdrawn ready");
    clock_.advance(1000);
    EXPECT_EQ(does(editor_, id, &Acts::publish), "done");
    EXPECT_EQ(open(editor_, id).article.published_at, start) << "the first time counts";
    EXPECT_THAT(acts_in_log(),
        ElementsAre("article.begun", "article.submitted", "article.sent_back", "article.submitted",
            "article.ready", "article.scheduled", "article.unscheduled", "article.published",
            "article.withdrawn", "article.published"));
}

TEST_P(ActsTest, AreRefusedToWhoHasNoRight)
{
    auto const id = begin(writer_);
    for (auto act : {&Acts::call_ready, &Acts::publish, &Acts::unschedule, &Acts::withdraw})
        EXPECT_EQ(does(writer_, id, act), not_allowed);
    EXPECT_EQ(
        tried(writer_, id, [](Acts& acts, Piece& piece) { return acts.send_back(piece, ""); }), not_allowed);
    EXPECT_EQ(
        tried(writer_, id, [](Acts& acts, Piece& piece) { return acts.schedule(piece, start + 9'000); }),
        not_allowed);
    EXPECT_EQ(
        tried(writer_, id, [&](Acts& acts, Piece& piece) { return acts.assign(piece, author_.account); }),
        not_allowed);
    EXPECT_EQ(
        tried(writer_, id,
            [](Acts& acts, Piece& piece) { return acts.amend(piece, Acts::Amendment::retraction, "No."); }),
        not_allowed);
    EXPECT_FALSE(open_piece(connection_, author_.account, id).ok()) << "another's draft is not there";
    EXPECT_FALSE(
        as(writer_, [](Acts& acts) { return acts.begin(newsroom::ArticleKind::page, "en", "About"); }).ok());
    EXPECT_THAT(acts_in_log(), ElementsAre("article.begun")) << "what is refused is not told of";
}

TEST_P(ActsTest, AuthorsPublishTheirOwn)
{
    auto const id = begin(author_);
    EXPECT_EQ(does(author_, id, &Acts::publish), "done");
    EXPECT_EQ(save(author_, id, &Content::title, "Corrected"), "done");
    EXPECT_EQ(does(author_, id, &Acts::withdraw), "done");
}

TEST_P(ActsTest, ContributorsLoseTheirDraftToThePublic)
{
    auto const id = begin(writer_);
    EXPECT_EQ(save(writer_, id, &Content::title, "Mine"), "done");
    does(editor_, id, &Acts::publish);
    EXPECT_EQ(save(writer_, id, &Content::title, "Changed behind the editor's back"), not_allowed);
    EXPECT_EQ(open(writer_, id).article.title, "Mine");
}

TEST_P(ActsTest, WhatWasReadyIsReviewedAgainWhenItsWriterChangesIt)
{
    auto const id = begin(writer_);
    does(editor_, id, &Acts::call_ready);
    EXPECT_EQ(save(editor_, id, &Content::standfirst, "An editor's own change"), "done");
    EXPECT_EQ(state(id), "draft ready");
    EXPECT_EQ(save(writer_, id, &Content::standfirst, "Another text"), "done");
    EXPECT_EQ(state(id), "draft review");
}

TEST_P(ActsTest, WhatWasReadyIsReviewedAgainWhenItsWriterRestoresAnEarlierText)
{
    auto const id = begin(writer_, "One");
    EXPECT_EQ(save(writer_, id, &Content::title, "Two"), "done");
    auto const revision = must(history_of(connection_, open(editor_, id).article)).back().revision;
    auto const restore = [&](Acts& acts, Piece& piece) { return acts.restore(piece, revision); };
    does(editor_, id, &Acts::call_ready);
    EXPECT_EQ(tried(writer_, id, restore), "done");
    EXPECT_EQ(state(id), "draft review");
    EXPECT_EQ(save(editor_, id, &Content::title, "Three"), "done");
    does(editor_, id, &Acts::call_ready);
    EXPECT_EQ(tried(editor_, id, restore), "done");
    EXPECT_EQ(state(id), "draft ready") << "who may publish may change what is ready";
}

TEST_P(ActsTest, PublishNothingThatIsOnlyTyped)
{
    auto const id = begin(editor_);
    tried(editor_, id, [&](Acts& acts, Piece& piece) {
        auto newest = must(copies().find(piece.article));
        newest.content.title = "Only typed";
        return acts.type(piece, newest.version, must(sanitised(newest.content)));
    });
    EXPECT_THAT(does(editor_, id, &Acts::publish), HasSubstr("not saved"));
    EXPECT_EQ(discard(editor_, id, copy(editor_, id).version), "done");
    EXPECT_EQ(does(editor_, id, &Acts::publish), "done");
}

TEST_P(ActsTest, DiscardNothingUnseenAndKeepWhatIsDiscarded)
{
    auto const id = begin(editor_);
    auto const before_typing = copy(editor_, id).version;
    type(editor_, id, "Only typed");
    EXPECT_THAT(discard(editor_, id, before_typing), HasSubstr("changed meanwhile"));
    tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.assign(piece, author_.account); });
    auto const seen = copy(editor_, id).version;
    EXPECT_THAT(discard(author_, id, seen), HasSubstr("is writing")) << "the editor has not left";
    EXPECT_EQ(copy(editor_, id).content.title, "Only typed") << "nothing is lost";

    clock_.advance(1000);
    EXPECT_EQ(discard(editor_, id, seen), "done");
    EXPECT_EQ(open(editor_, id).article.title, "The ferry will not sail");
    auto const history = must(history_of(connection_, open(editor_, id).article));
    ASSERT_EQ(history.size(), 2u);
    EXPECT_TRUE(history[1].was_typed);
    EXPECT_EQ(history[1].content.title, "Only typed");
    EXPECT_EQ(history[1].saved_by, "Editor");
    EXPECT_EQ(history[1].saved_at, start);
    EXPECT_EQ(before(history, history[1]), &history[0]);
    EXPECT_EQ(before(history, history[0]), nullptr);
    EXPECT_EQ(tried(editor_, id,
                  [&](Acts& acts, Piece& piece) { return acts.restore(piece, history[1].revision); }),
        "done");
    EXPECT_EQ(open(editor_, id).article.title, "Only typed");
    EXPECT_EQ(discard(editor_, id, copy(editor_, id).version), "done") << "of nothing";
    EXPECT_EQ(must(history_of(connection_, open(editor_, id).article)).size(), 3u);
}

TEST_P(ActsTest, TellTheHistoryApartFromWhatWasOnlyTyped)
{
    auto const id = begin(editor_, "One");
    EXPECT_EQ(save(editor_, id, &Content::title, "Two"), "done");
    type(editor_, id, "Only typed");
    EXPECT_EQ(discard(editor_, id, copy(editor_, id).version), "done");
    clock_.advance(1000);
    EXPECT_EQ(save(editor_, id, &Content::title, "Three"), "done");
    auto const history = must(history_of(connection_, open(editor_, id).article));
    std::vector<std::string> titles;
    for (auto const& text : history)
        titles.push_back(text.content.title);
    ASSERT_THAT(titles, ElementsAre("Three", "Two", "Only typed", "One"));
    EXPECT_EQ(before(history, history[0]), &history[1]);
    EXPECT_EQ(before(history, history[1]), &history[3]);
    EXPECT_EQ(before(history, history[2]), &history[1]) << "what the article was when it was typed";
    EXPECT_EQ(history[0].saved_at, start + 1000);
    EXPECT_EQ(history[1].saved_at, start);
}

TEST_P(ActsTest, PublishWhatIsDueToTheSecondAndAcrossRestarts)
{
    auto const id = begin(editor_);
    tried(editor_, id, [](Acts& acts, Piece& piece) { return acts.schedule(piece, start + 60'000); });
    clock_.advance(59'999);
    EXPECT_EQ(change(publish_due), 0);
    clock_.advance(1);
    // Another process, which knows nothing but the database.
    auto const restarted = must(db::Database::open(database_.url()));
    auto const connection = must(restarted->connect());
    EXPECT_EQ(must(newsroom::change(*connection, clock_, random_, publish_due)), 1);
    EXPECT_EQ(must(newsroom::change(*connection, clock_, random_, publish_due)), 0);
    EXPECT_EQ(open(editor_, id).article.status, Status::published);
    EXPECT_EQ(open(editor_, id).article.published_at, start + 60'000);
    EXPECT_EQ(acts_in_log().back(), "article.published");
}

TEST_P(ActsTest, CorrectAndRetractInTheOpen)
{
    auto const id = begin(editor_);
    does(editor_, id, &Acts::publish);
    for (auto amendment : {Acts::Amendment::correction, Acts::Amendment::retraction})
        EXPECT_EQ(
            tried(editor_, id,
                [&](Acts& acts, Piece& piece) { return acts.amend(piece, amendment, "It was not so."); }),
            "done");
    auto const corrections = open(editor_, id).article.corrections;
    ASSERT_EQ(corrections.size(), 2u);
    EXPECT_FALSE(corrections[0].is_retraction);
    EXPECT_TRUE(corrections[1].is_retraction);
    EXPECT_NE(
        tried(editor_, id,
            [](Acts& acts, Piece& piece) { return acts.amend(piece, Acts::Amendment::correction, " "); }),
        "done");
}

TEST_P(ActsTest, KeepEveryVersionAndRestoreAny)
{
    auto const id = begin(writer_, "One");
    clock_.advance(1000);
    save(writer_, id, &Content::body, "<p>Two</p>");
    clock_.advance(1000);
    save(editor_, id, &Content::title, "Three");
    auto const history = must(history_of(connection_, open(editor_, id).article));
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history[0].saved_by, "Editor");
    EXPECT_EQ(history[0].saved_at, start + 2000);
    EXPECT_EQ(history[1].saved_by, "Writer");
    EXPECT_EQ(history[1].content.body, "<p>Two</p>");
    EXPECT_EQ(history[2].content.title, "One");
    EXPECT_EQ(history[2].saved_by, "Writer");
    EXPECT_EQ(history[2].saved_at, start);
    EXPECT_EQ(tried(writer_, id,
                  [&](Acts& acts, Piece& piece) { return acts.restore(piece, history[2].revision); }),
        "done");
    EXPECT_EQ(open(editor_, id).article.body, "");
    EXPECT_EQ(must(history_of(connection_, open(editor_, id).article)).size(), 4u) << "nothing is lost";
    auto const other = begin(editor_, "Another article");
    EXPECT_EQ(tried(editor_, other,
                  [&](Acts& acts, Piece& piece) { return acts.restore(piece, history[2].revision); }),
        "there is no such version");
}

TEST_P(ActsTest, LeaveARedirectWhereAnAddressWas)
{
    auto const id = begin(editor_);
    does(editor_, id, &Acts::publish);
    EXPECT_EQ(save(editor_, id, &Content::slug, "no-ferry"), "done");
    auto const redirect = must(newsroom::Redirects(connection_).from("/the-ferry-will-not-sail/"));
    ASSERT_TRUE(redirect);
    EXPECT_EQ(redirect->to, "/no-ferry/");
}

TEST_P(ActsTest, RefuseWhatCannotBeTheArticleAndNameTheField)
{
    auto const id = begin(author_);
    EXPECT_THAT(save(author_, id, &Content::title, "  "), testing::StartsWith("title:"));
    EXPECT_THAT(save(author_, id, &Content::language, "xx"), testing::StartsWith("language:"));
    EXPECT_THAT(save(author_, id, &Content::section, "none"), testing::StartsWith("section:"));
    EXPECT_THAT(save(editor_, id, &Content::bylines, "Nobody, No one"),
        testing::AllOf(testing::StartsWith("bylines:"), HasSubstr("Nobody"), HasSubstr("No one")));
    EXPECT_THAT(save(author_, id, &Content::slug, "admin"), testing::StartsWith("slug:"));
    EXPECT_EQ(save(editor_, id, &Content::tags, "Ice, Harbour, ice"), "done") << "editors make tags";
    EXPECT_EQ(open(editor_, id).article.tags.size(), 2u);
}

TEST_P(ActsTest, SetAsideTheNamesThatAWriterMayNotMake)
{
    auto const id = begin(writer_);
    EXPECT_EQ(save(editor_, id, &Content::tags, "Harbour"), "done");
    auto const saved = as(writer_, [&](Acts& acts) {
        auto piece = open(writer_, id);
        auto newest = must(copies().find(piece.article));
        newest.content.tags = "Fire, harbour, пожар";
        newest.content.bylines = "New Reporter";
        newest.content.title = "Saved all the same";
        return acts.save(piece, newest.version, must(sanitised(newest.content)));
    });
    EXPECT_THAT(must(saved).set_aside.tags, ElementsAre("Fire", "пожар"));
    EXPECT_THAT(must(saved).set_aside.bylines, ElementsAre("New Reporter"));
    auto const article = open(writer_, id).article;
    EXPECT_EQ(article.title, "Saved all the same");
    EXPECT_EQ(article.tags.size(), 1u);
    EXPECT_EQ(must(newsroom::Tags(connection_).all()).size(), 1u) << "none is made";
}

TEST_P(ActsTest, TellTheWriterWhoSentADraftBackAndWhatIsMissing)
{
    auto const id = begin(writer_);
    does(writer_, id, &Acts::submit);
    auto const send_back = [&](std::string_view note) {
        return tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.send_back(piece, note); });
    };
    EXPECT_THAT(send_back(" "), HasSubstr("what is missing"));
    EXPECT_EQ(state(id), "draft review");
    EXPECT_EQ(send_back("Who says so?"), "done");
    auto const progress = open(writer_, id).progress;
    EXPECT_EQ(progress.sent_back_by, editor_.account.number);
    EXPECT_EQ(progress.sent_back_at, start);
    auto const notes = must(Notes(connection_, clock_, random_).of(open(writer_, id).article.number));
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_EQ(notes[0].text, "Who says so?");
    EXPECT_EQ(save(writer_, id, &Content::title, "Better"), "done");
    EXPECT_TRUE(open(writer_, id).progress.sent_back_at) << "until it is handed in";
    does(writer_, id, &Acts::submit);
    EXPECT_FALSE(open(writer_, id).progress.sent_back_at);
}

TEST_P(ActsTest, RedactANameEverywhere)
{
    newsroom::Byline byline;
    byline.slug = "mira-dolan";
    byline.text = {"Mira Dolan", "Reports from the coast."};
    byline.translations["ru"] = {"Мира Долан", ""};
    byline.website = "https://mira.example";
    byline.number = change([&](newsroom::Change& change) { return newsroom::Bylines::save(change, byline); });
    auto const id = begin(editor_);
    EXPECT_EQ(save(editor_, id, &Content::bylines, "mira dolan"), "done");
    tried(editor_, id, [&](Acts& acts, Piece& piece) {
        auto newest = must(copies().find(piece.article));
        newest.content.bylines = "Мира Долан";
        return acts.type(piece, newest.version, must(sanitised(newest.content)));
    });
    newsroom::Bylines::Translations const russian{{"ru", "Имя скрыто"}};
    EXPECT_FALSE(as(author_, [&](Acts& acts) { return acts.redact(byline, "Name withheld", russian); }).ok());
    ASSERT_TRUE(as(editor_, [&](Acts& acts) { return acts.redact(byline, "Name withheld", russian); }).ok());

    auto const all = must(newsroom::Bylines(connection_).all());
    ASSERT_EQ(all.size(), 1u);
    EXPECT_TRUE(all[0].is_redacted);
    EXPECT_EQ(all[0].text.name, "Name withheld");
    EXPECT_EQ(all[0].in("ru").name, "Имя скрыто");
    EXPECT_EQ(all[0].website + all[0].text.bio, "");
    EXPECT_THAT(all[0].slug, testing::Not(HasSubstr("mira")));
    EXPECT_EQ(copy(editor_, id).content.bylines, all[0].slug);
    EXPECT_THAT(open(editor_, id).article.bylines, ElementsAre(byline.number));
    EXPECT_EQ(must(newsroom::Bylines(connection_).redacted_from("mira-dolan")), byline.number);
    EXPECT_FALSE(
        try_change([&](newsroom::Change& change) { return newsroom::Bylines::save(change, byline); }).ok())
        << "for good";
    EXPECT_FALSE(as(editor_, [&](Acts& acts) { return acts.redact(byline, "X", {}); }).ok());
}

TEST_P(ActsTest, ShowAnArticleToWhoHasTheLink)
{
    auto const id = begin(writer_);
    auto const token
        = must(as(writer_, [&](Acts& acts) { return acts.make_preview(open(writer_, id), 5000); }));
    Previews previews(connection_, clock_, random_);
    EXPECT_EQ(must(previews.article(token)), open(writer_, id).article.number);
    EXPECT_FALSE(previews.article(token + "0").ok());
    auto rows = must(connection_.query("SELECT hash FROM previews"));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_NE(rows.text(0), token) << "only a hash is kept";
    clock_.advance(5000);
    EXPECT_FALSE(previews.article(token).ok());
    EXPECT_THAT(must(previews.of(open(writer_, id).article.number)), IsEmpty());
    for (auto life : {std::int64_t{0}, Previews::longest_life + 1})
        EXPECT_FALSE(
            as(writer_, [&](Acts& acts) { return acts.make_preview(open(writer_, id), life); }).ok());
}

TEST_P(ActsTest, EndTheLinksOfWhoMayNotReadTheArticleAnyMore)
{
    auto const id = begin(editor_);
    auto const number = open(editor_, id).article.number;
    tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.assign(piece, writer_.account); });
    auto const link = [&](staff::Session const& who) {
        return must(as(who, [&](Acts& acts) { return acts.make_preview(open(who, id), 5000); }));
    };
    auto const of_editor = link(editor_);
    auto const of_writer = link(writer_);
    auto const save_account = [&](staff::Account const& account) {
        change(
            [&](newsroom::Change&) { return staff::Accounts(connection_, clock_, random_).save(account); });
    };
    Previews previews(connection_, clock_, random_);
    auto suspended = writer_.account;
    suspended.is_suspended = true;
    save_account(suspended);
    EXPECT_FALSE(previews.article(of_writer).ok());
    EXPECT_TRUE(previews.article(of_editor).ok());
    ASSERT_EQ(must(previews.of(number)).size(), 1u) << "nor is it listed";
    EXPECT_EQ(must(previews.of(number))[0].made_by, "Editor");

    save_account(writer_.account);
    EXPECT_TRUE(previews.article(of_writer).ok());
    tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.unassign(piece, writer_.account); });
    EXPECT_FALSE(previews.article(of_writer).ok()) << "taken off the article";

    tried(editor_, id, [&](Acts& acts, Piece& piece) { return acts.unassign(piece, editor_.account); });
    auto lesser = editor_.account;
    lesser.role = Role::contributor;
    save_account(lesser);
    EXPECT_FALSE(previews.article(of_editor).ok()) << "of a lesser role";
    EXPECT_THAT(must(previews.of(number)), IsEmpty());
}

TEST_P(ActsTest, EndEveryLinkToWhatIsWithdrawn)
{
    auto const id = begin(editor_);
    auto const link = [&] {
        return must(as(editor_, [&](Acts& acts) { return acts.make_preview(open(editor_, id), 5000); }));
    };
    auto const before = link();
    EXPECT_EQ(does(editor_, id, &Acts::publish), "done");
    Previews previews(connection_, clock_, random_);
    EXPECT_TRUE(previews.article(before).ok());
    EXPECT_EQ(does(editor_, id, &Acts::withdraw), "done");
    EXPECT_FALSE(previews.article(before).ok());
    EXPECT_TRUE(previews.article(link()).ok()) << "made by whoever knows that it is withdrawn";
}

TEST_P(ActsTest, EndALinkOfTheirOwnArticleAlone)
{
    auto const mine = begin(writer_);
    auto const other = begin(author_);
    auto const token
        = must(as(author_, [&](Acts& acts) { return acts.make_preview(open(author_, other), 5000); }));
    Previews previews(connection_, clock_, random_);
    auto const preview = must(previews.of(open(author_, other).article.number)).at(0).id;
    EXPECT_FALSE(
        as(writer_, [&](Acts& acts) { return acts.end_preview(open(writer_, mine), preview); }).ok());
    EXPECT_TRUE(previews.article(token).ok());
    EXPECT_TRUE(
        as(author_, [&](Acts& acts) { return acts.end_preview(open(author_, other), preview); }).ok());
    EXPECT_FALSE(previews.article(token).ok());
}

TEST_P(ActsTest, DeleteWhatNobodyHasSeen)
{
    auto const id = begin(writer_);
    auto const others = begin(author_);
    tried(editor_, others, [&](Acts& acts, Piece& piece) { return acts.assign(piece, writer_.account); });
    EXPECT_EQ(remove(writer_, others, copy(writer_, others).version), not_allowed) << "begun by another";
    auto const seen = copy(writer_, id).version;
    type(writer_, id, "Typed since");
    EXPECT_THAT(remove(writer_, id, seen), HasSubstr("changed meanwhile"));
    EXPECT_THAT(remove(editor_, id, copy(editor_, id).version), HasSubstr("is writing"));
    EXPECT_EQ(remove(writer_, id, copy(writer_, id).version), "done");
    EXPECT_FALSE(open_piece(connection_, editor_.account, id).ok());
}

ON_BOTH_DATABASES(ActsTest);

} // namespace

} // namespace broadsheet::workflow

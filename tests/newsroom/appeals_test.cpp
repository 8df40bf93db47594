#include "newsroom/appeals.h"

#include "newsroom/appeal_choice.h"
#include "newsroom/appeal_fixture.h"
#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::live_appeal;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr UtcMillis hour = 3'600'000;

class AppealsTest : public NewsroomTest {
protected:
    Result<Number> save(Appeal const& appeal)
    {
        return change([&](Change& unit) { return Appeals::save(unit, appeal); });
    }
    std::int64_t turn()
    {
        return must(change([](Change& unit) { return Appeals::turn(unit); }));
    }
    Appeal found(std::string_view slug = "autumn") { return *must(Appeals(connection_).by_slug(slug)); }
    std::vector<std::string> on_air()
    {
        std::vector<std::string> slugs;
        for (auto const& appeal : must(Appeals(connection_).on_air()))
            slugs.push_back(appeal.slug);
        return slugs;
    }
};

TEST_P(AppealsTest, AreKeptAsTheyAreSaved)
{
    auto appeal = live_appeal();
    appeal.starts_at = start - hour;
    appeal.ends_at = start + hour;
    appeal.priority = -3;
    appeal.after_paragraphs = 4;
    appeal.target = {{PageKind::front, PageKind::list}, {1, 7}, {9}};
    appeal.words["en"].b.heading = "Another heading";
    appeal.words["en"].a.second_label = "Why";
    appeal.words["en"].a.second_url = "/about/";
    appeal.picture = "/media/a.webp";
    appeal.offer.goal = 1'000'000;
    appeal.most_views = 0;
    appeal.view_days = 7;
    appeal.number = must(save(appeal));
    auto kept = found();
    EXPECT_EQ(kept.id.size(), 24U);
    EXPECT_TRUE(kept.is_on_air);
    EXPECT_EQ(kept.updated_at, start);
    appeal.id = kept.id;
    appeal.is_on_air = true;
    appeal.updated_at = start;
    EXPECT_EQ(kept, appeal);
    EXPECT_EQ(must(Appeals(connection_).by_id(kept.id))->slug, "autumn");
    EXPECT_FALSE(must(Appeals(connection_).by_slug("spring")));
}

TEST_P(AppealsTest, MakeAnEditionOnlyWhereReadersSeeIt)
{
    auto const before = edition();
    auto appeal = live_appeal();
    appeal.status = AppealStatus::draft;
    appeal.number = must(save(appeal));
    appeal.name = "Another name";
    must(save(appeal));
    EXPECT_EQ(edition(), before) << "a draft";
    appeal.status = AppealStatus::live;
    must(save(appeal));
    EXPECT_EQ(edition(), before + 1) << "it goes live";
    must(save(found()));
    EXPECT_EQ(edition(), before + 1) << "nothing differs";
    appeal.words["en"].a.bar = "Another line";
    must(save(appeal));
    EXPECT_EQ(edition(), before + 2) << "it says something else";
    appeal.status = AppealStatus::archived;
    must(save(appeal));
    EXPECT_EQ(edition(), before + 3) << "it goes";
}

TEST_P(AppealsTest, BeginAndEndAtTheirTimes)
{
    auto appeal = live_appeal();
    appeal.starts_at = start + hour;
    appeal.ends_at = start + 2 * hour;
    must(save(appeal));
    auto const before = edition();
    EXPECT_THAT(on_air(), IsEmpty());
    EXPECT_EQ(must(Appeals(connection_).next_turn(clock_.now())), start + hour);
    EXPECT_EQ(turn(), 0);
    clock_.advance(hour);
    EXPECT_EQ(must(Appeals(connection_).next_turn(clock_.now())), clock_.now());
    EXPECT_EQ(turn(), 1);
    EXPECT_THAT(on_air(), ElementsAre("autumn"));
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(must(Appeals(connection_).next_turn(clock_.now())), start + 2 * hour);
    clock_.advance(hour);
    EXPECT_EQ(turn(), 1);
    EXPECT_THAT(on_air(), IsEmpty());
    EXPECT_EQ(edition(), before + 2);
    EXPECT_FALSE(must(Appeals(connection_).next_turn(clock_.now()))) << "what is over does not begin again";
    EXPECT_EQ(turn(), 0);
}

TEST_P(AppealsTest, ThatWereMissedWholeAreNotTurnedTo)
{
    auto appeal = live_appeal();
    appeal.starts_at = start + hour;
    appeal.ends_at = start + 2 * hour;
    must(save(appeal));
    clock_.advance(3 * hour);
    EXPECT_FALSE(must(Appeals(connection_).next_turn(clock_.now())));
    EXPECT_EQ(turn(), 0);
    EXPECT_THAT(on_air(), IsEmpty());
}

TEST_P(AppealsTest, StandInTheOrderOfTheirPriority)
{
    must(save(live_appeal("first")));
    must(save(live_appeal("second")));
    auto urgent = live_appeal("urgent");
    urgent.priority = 5;
    must(save(urgent));
    must(save(live_appeal("third")));
    EXPECT_THAT(on_air(), ElementsAre("urgent", "third", "second", "first"));
}

TEST_P(AppealsTest, MakeAnEditionForEveryHundredthOfTheGoal)
{
    auto appeal = live_appeal();
    appeal.offer.goal = 1'000'000;
    appeal.number = must(save(appeal));
    auto const before = edition();
    auto const raise = [&](std::int64_t raised) {
        must(change([&](Change& unit) { return Appeals::set_raised(unit, appeal.number, raised); }));
    };
    raise(9'999);
    EXPECT_EQ(edition(), before);
    EXPECT_EQ(found().raised, 0);
    raise(10'001);
    EXPECT_EQ(edition(), before + 1);
    EXPECT_EQ(found().raised, 10'001);
    raise(19'999);
    EXPECT_EQ(edition(), before + 1);
    must(save(found()));
    EXPECT_EQ(found().raised, 10'001) << "an editor who saves does not set it";
}

TEST_P(AppealsTest, RefuseAndSayWhy)
{
    must(save(live_appeal("taken")));
    struct Case {
        std::function<void(Appeal&)> spoil;
        std::string message;
    };
    std::vector<Case> const cases{
        {[](Appeal& a) { a.name = " "; }, "name: it is empty"},
        {[](Appeal& a) { a.slug = "a b"; }, "slug: \"a b\" is not"},
        {[](Appeal& a) { a.slug = "осень"; }, "slug: it is of small Latin letters"},
        {[](Appeal& a) { a.slug = "Autumn"; }, "slug: it is of small"},
        {[](Appeal& a) { a.slug = std::string(41, 'a'); }, "slug: "},
        {[](Appeal& a) { a.slug = "taken"; }, "slug: \"taken\" belongs to"},
        {[](Appeal& a) { a.placements.clear(); }, "placements: "},
        {[](Appeal& a) { a.words.clear(); }, "words: "},
        {[](Appeal& a) { a.words["EN"].a = a.words["en"].a; }, "words: \"EN\" is no language"},
        {[](Appeal& a) { a.words["en"].a.letter = ""; }, "letter: the message needs its text in \"en\""},
        {[](Appeal& a) { a.words["ru"].a.bar = ""; }, "bar: the bar needs a line in \"ru\""},
        {[](Appeal& a) { a.words["en"].b.letter = std::string(10'001, 'a'); }, "letter: 10001 bytes"},
        {[](Appeal& a) { a.words["en"].a.heading = "\x01"; }, "heading: byte 0 is a control character"},
        {[](Appeal& a) { a.words["en"].a.second_label = "Why"; }, "second_url: a second button has both"},
        {[](Appeal& a) { a.words["en"].a.second_url = "javascript:alert(1)"; }, "second_url: "},
        {[](Appeal& a) { a.picture = "//evil.example/a.png"; }, "picture: "},
        {[](Appeal& a) { a.starts_at = a.ends_at = start; },
            "ends_at: the end must be later than the beginning"},
        {[](Appeal& a) { a.offer.currency = "euro"; }, "currency: \"euro\" is no ISO 4217"},
        {[](Appeal& a) { a.offer.currency = "eur"; }, "currency: \"eur\""},
        {[](Appeal& a) { a.offer.frequency = Frequency::annual; }, "amounts_annual: what is shown first"},
        {[](Appeal& a) { a.offer.amounts[Frequency::once].chosen = 700; }, "chosen_once: "},
        {[](Appeal& a) {
             a.offer.amounts[Frequency::once].suggested = {1000, 500};
         },
            "amounts_once: write each once"},
        {[](Appeal& a) {
             a.offer.amounts[Frequency::once].suggested = {500, 500, 1000};
         },
            "amounts_once: "},
        {[](Appeal& a) {
             a.offer.amounts[Frequency::once].suggested = {0, 1000};
         },
            "amounts_once: an amount"},
        {[](Appeal& a) {
             a.offer.amounts[Frequency::once].suggested = {1, 2, 3, 4, 5, 6, 1000};
         },
            "7 are more"},
        {[](Appeal& a) { a.offer.goal = -1; }, "goal: "},
        {[](Appeal& a) {
             a.offer = {};
             a.offer.goal = 5;
         },
            "currency: a goal needs one"},
        {[](Appeal& a) { a.most_views = -1; }, "most_views: "},
        {[](Appeal& a) { a.view_days = 0; }, "view_days: "},
        {[](Appeal& a) { a.after_paragraphs = -1; }, "after_paragraphs: "},
    };
    auto const before = edition();
    for (auto const& refused : cases) {
        auto appeal = live_appeal();
        refused.spoil(appeal);
        EXPECT_THAT(message_of(save(appeal)), HasSubstr(refused.message));
    }
    auto moved = found("taken");
    moved.slug = "elsewhere";
    EXPECT_THAT(message_of(save(moved)), HasSubstr("slug: it stays \"taken\""));
    EXPECT_EQ(edition(), before);
}

TEST_P(AppealsTest, AreChosenByPlaceLanguageKindAndTags)
{
    auto appeal = live_appeal();
    AppealPage const article{"en", PageKind::article, [](Number tag) { return tag == 7; }};
    AppealPage const front{"ru", PageKind::front, {}};
    EXPECT_TRUE(is_for(appeal, Placement::bar, article));
    EXPECT_TRUE(is_for(appeal, Placement::bar, front));
    EXPECT_TRUE(is_for(appeal, Placement::message, article));
    EXPECT_FALSE(is_for(appeal, Placement::message, front)) << "a letter stands under articles";
    EXPECT_FALSE(is_for(appeal, Placement::newsletter, article));
    EXPECT_FALSE(is_for(appeal, Placement::bar, {"ar", PageKind::article, {}})) << "it has no words in it";
    EXPECT_FALSE(is_for(appeal, Placement::bar, {"en", PageKind::article, {}, true})) << "it asks nothing";
    appeal.target.kinds = {PageKind::page};
    EXPECT_TRUE(is_for(appeal, Placement::message, {"en", PageKind::page, {}}));
    EXPECT_FALSE(is_for(appeal, Placement::bar, article));
    appeal.target = {{}, {7, 8}, {}};
    EXPECT_TRUE(is_for(appeal, Placement::bar, article));
    EXPECT_FALSE(is_for(appeal, Placement::bar, front));
    appeal.target = {{}, {}, {7}};
    EXPECT_FALSE(is_for(appeal, Placement::bar, article));
    EXPECT_TRUE(is_for(appeal, Placement::bar, front));

    std::vector<Appeal> const both{appeal, live_appeal("second")};
    EXPECT_EQ(choose_appeal(both, Placement::bar, front), both.data());
    EXPECT_EQ(choose_appeal(both, Placement::bar, article), &both[1]);
    EXPECT_EQ(choose_appeal(both, Placement::page, article), nullptr);
}

ON_BOTH_DATABASES(AppealsTest);

TEST(AppealVariants, TakeWhatTheyDoNotSayFromTheFirst)
{
    AppealVariants variants;
    variants.a = {"bar", "heading", "letter", "signature", "button", "", ""};
    EXPECT_FALSE(variants.has_b());
    variants.b.heading = "another";
    EXPECT_TRUE(variants.has_b());
    EXPECT_EQ(variants.whole_b(), (AppealWords{"bar", "another", "letter", "signature", "button", "", ""}));
}

} // namespace

} // namespace broadsheet::newsroom

// Appeals in a newspaper.yaml.
#include "exchange/import_fixture.h"
#include "exchange/markdown_import.h"
#include "newsroom/appeals.h"

#include <gmock/gmock.h>

namespace broadsheet::exchange {

namespace {

using newsroom::Appeals;
using newsroom::Frequency;
using newsroom::Placement;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view newspaper = R"(
languages: [en, ru]
appeals:
  - slug: winter
    name: Winter appeal
    status: live
    placements: [bar, message]
    priority: 2
    after_paragraphs: 3
    bar: {en: Keep it lit., ru: Пусть горит.}
    letter:
      en: |
        Dear readers,

        we are here.
      ru: Дорогие читатели!
    second: {heading: Another}
    currency: EUR
    frequency: once
    amounts: {once: [500, 1000], monthly: [200]}
    chosen: {once: 1000}
    goal: 100000
)";

class AppealFile : public ImportTest {
protected:
    Result<Report> import() { return import_markdown(target(), options(folder_.path())); }
    std::optional<newsroom::Appeal> winter() { return must(Appeals(connection_).by_slug("winter")); }
};
ON_BOTH_DATABASES(AppealFile);

TEST_P(AppealFile, IsTakenWithEveryField)
{
    write("newspaper.yaml", newspaper);
    EXPECT_EQ(must(import()).exit_code(), 0);
    auto const taken = winter();
    ASSERT_TRUE(taken);
    EXPECT_TRUE(taken->is_on_air);
    EXPECT_EQ(taken->name, "Winter appeal");
    EXPECT_EQ(taken->priority, 2);
    EXPECT_EQ(taken->after_paragraphs, 3);
    EXPECT_THAT(taken->placements, ElementsAre(Placement::bar, Placement::message));
    EXPECT_THAT(taken->in("en")->a.letter, HasSubstr("Dear readers,\n\nwe are here."));
    EXPECT_EQ(taken->in("ru")->a.bar, "Пусть горит.");
    EXPECT_EQ(taken->in("en")->b.heading, "Another");
    EXPECT_FALSE(taken->in("ru")->has_b());
    EXPECT_EQ(taken->offer.frequency, Frequency::once);
    EXPECT_EQ(taken->offer.amounts.at(Frequency::once).chosen, 1000);
    EXPECT_EQ(taken->offer.amounts.at(Frequency::monthly).chosen, 200);
    EXPECT_EQ(taken->offer.goal, 100'000);
}

TEST_P(AppealFile, DoesNotReplaceWhatTheNewsroomHasChanged)
{
    write("newspaper.yaml", newspaper);
    must(import());
    auto changed = *winter();
    changed.name = "Changed by an editor";
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return Appeals::save(change, changed); }));
    must(import());
    EXPECT_EQ(winter()->name, "Changed by an editor");
}

TEST_P(AppealFile, IsRefusedAndSaysWhere)
{
    struct Case {
        std::string yaml;
        std::string message;
    };
    for (auto const& [yaml, message] :
        std::vector<Case>{{"appeals:\n  - {slug: a, status: loud}", "line 2: status: \"loud\""},
            {"appeals:\n  - {slug: a, placements: [roof]}", "line 2: placement: \"roof\""},
            {"appeals:\n  - {slug: a, priority: high}", "line 2: \"high\" is not a whole number"},
            {"appeals:\n  - {slug: a, letter: [b]}", "line 2: \"letter\" is a list"},
            {"appeals:\n  - {slug: a, frequency: daily}", "line 2: frequency: \"daily\""}}) {
        write("newspaper.yaml", yaml);
        auto const report = import();
        ASSERT_FALSE(report.ok());
        EXPECT_THAT(report.error().message, HasSubstr(message));
    }
    write("newspaper.yaml", "appeals:\n  - {slug: a, name: A, status: live, letter: B}");
    auto const report = must(import());
    EXPECT_THAT(report.text(), HasSubstr("placements: an appeal that is live needs a place: tick one"));
    EXPECT_THAT(must(Appeals(connection_).all()), IsEmpty());
}

} // namespace

} // namespace broadsheet::exchange

#include "site/search/query.h"

#include "site/search/excerpt.h"

#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

struct Case {
    char const* typed;
    char const* expression; // "": nothing to look for
};

class SearchQueries : public testing::TestWithParam<Case> { };

TEST_P(SearchQueries, BecomeExpressionsOfOurs)
{
    auto const query = parse_search_query(GetParam().typed);
    EXPECT_EQ(query.wants_something() ? fts_expression(query) : "", GetParam().expression);
}

INSTANTIATE_TEST_SUITE_P(All, SearchQueries,
    testing::Values(Case{"tram strike", "\"tram\" AND \"strike\""},
        Case{"\"tram strike\"", "\"tram strike\""}, Case{"tram*", "(\"tram\" * OR \"tram\")"},
        Case{"\"night tram*\"", "(\"night tram\" * OR \"night tram\")"},
        Case{"universal*", "(\"universal\" * OR \"universal\" OR \"universaless\" OR \"universally\")"},
        Case{"bus -tram*", "(\"bus\") NOT ((\"tram\" * OR \"tram\"))"},
        Case{"tram -bus", "(\"tram\") NOT (\"bus\")"},
        Case{"tram -\"night bus\" -taxi", "(\"tram\") NOT (\"night bus\" OR \"taxi\")"}, Case{"-bus", ""},
        Case{"", ""}, Case{"  ", ""}, Case{"\"", ""}, Case{"***", ""}, Case{"--", ""},
        Case{"- bus", "\"bus\""}, Case{"Štúrovo", "\"sturovo\""}, Case{"Ёлка", "\"елка\""},
        Case{"tram-strike", "\"tram strike\""}, Case{"\"unclosed phrase", "\"unclosed phrase\""},
        Case{"a\"b c\"d", "\"a\" AND \"b c\" AND \"d\""},
        // What means something to FTS5 is only words or nothing here.
        Case{"tram OR bus", "\"tram\" AND \"or\" AND \"bus\""}, Case{"NEAR(a b)", "\"near a\" AND \"b\""},
        Case{"title:tram", "\"title tram\""}, Case{"^tram + bus", "\"tram\" AND \"bus\""},
        Case{"{a b}: c", "\"a\" AND \"b\" AND \"c\""},
        Case{"a'; DROP TABLE x;--", "\"a\" AND \"drop\" AND \"table\" AND \"x\""}));

TEST(SearchQueryLimit, TermsBeyondAreIgnored)
{
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "word ";
    EXPECT_EQ(parse_search_query(many).terms.size(), SearchQueryLimits().terms);
}

TEST(SearchExcerpt, MarksWordsInAnyFormAndEscapesTheRest)
{
    auto const excerpt = Excerpts("en", parse_search_query("strike tram"))
                             .of("Trams & <buses> were striking. The strike ended.");
    EXPECT_EQ(excerpt,
        "<mark>Trams</mark> &amp; &lt;buses&gt; were <mark>striking</mark>. The <mark>strike</mark> ended.");
}

TEST(SearchExcerpt, ShowsTheDensestPart)
{
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "filler ";
    text += "The tram driver joined the strike. ";
    for (int i = 0; i < 200; ++i)
        text += "filler ";
    auto const excerpt = Excerpts("en", parse_search_query("tram strike")).of("A tram. " + text);
    EXPECT_NE(excerpt.find("The <mark>tram</mark> driver joined the <mark>strike</mark>"), std::string::npos);
    EXPECT_TRUE(excerpt.starts_with("… "));
    EXPECT_TRUE(excerpt.ends_with(" …"));
}

TEST(SearchExcerpt, MarksWordsThatBeginSoAndThoseOfTheirStems)
{
    EXPECT_EQ(
        Excerpts("en", parse_search_query("universi*")).of("A university, a uniform, the universities."),
        "A <mark>university</mark>, a uniform, the <mark>universities</mark>.");
    EXPECT_EQ(
        Excerpts("en", parse_search_query("happ*")).of("Happy, hapless."), "<mark>Happy</mark>, hapless.");
}

TEST(SearchExcerpt, RussianFormsAreOneWord)
{
    auto const excerpt = Excerpts("ru", parse_search_query("трамвай")).of("Трамваи не ходят.");
    EXPECT_EQ(excerpt, "<mark>Трамваи</mark> не ходят.");
}

} // namespace

} // namespace broadsheet::site

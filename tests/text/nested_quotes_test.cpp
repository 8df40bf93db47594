#include "text/nested_quotes.h"

#include <gtest/gtest.h>

namespace broadsheet::text {

namespace {

TEST(NestedQuotes, AreOfTheSecondLevelWithinThoseOfTheSentence)
{
    EXPECT_EQ(nested_quotes("Газета «Маяк»", "подписались на рассылку «", "ru"), "Газета „Маяк“");
    EXPECT_EQ(nested_quotes("«Маяк» и «Фонарь»", "«", "ru-RU"), "„Маяк“ и „Фонарь“");
    EXPECT_EQ(nested_quotes("«نور»", "«", "ar"), "“نور”");
    EXPECT_EQ(nested_quotes("The “Lantern”, reader’s", "results for “", "en"), "The ‘Lantern’, reader’s");
    EXPECT_EQ(nested_quotes("Газета „Маяк“", "«", "ru"), "Газета „Маяк“") << "there already";
    EXPECT_EQ(nested_quotes("Die „Laterne“", "Suche nach „", "de"), "Die ‚Laterne‘");
    EXPECT_EQ(nested_quotes("Gazeta „Latarnia”", "Szukaj „", "pl"), "Gazeta ‚Latarnia’");
    EXPECT_EQ(nested_quotes("«\xab\xc2", "«", "ru"), "„\xab\xc2");
}

TEST(NestedQuotes, StayWhereTheSentenceHasNoneOpen)
{
    EXPECT_EQ(nested_quotes("Газета «Маяк»", "", "ru"), "Газета «Маяк»");
    EXPECT_EQ(nested_quotes("Газета «Маяк»", "Раздел «Мир»: ", "ru"), "Газета «Маяк»");
    EXPECT_EQ(nested_quotes("“Lantern”", "«", "ru"), "“Lantern”");
    EXPECT_EQ(nested_quotes("“Lantern”", "From „Laterne“: ", "de"), "“Lantern”")
        << "a closing mark opens none";
    EXPECT_EQ(nested_quotes("„B”", "Od „A” do ", "pl"), "„B”");
    EXPECT_EQ(nested_quotes("«Фонарь»", "«Газета „Маяк“» и ", "ru"), "«Фонарь»");
    EXPECT_EQ(nested_quotes("“B”", "From “The ‘A’” to ", "en"), "“B”");
    EXPECT_EQ(nested_quotes("", "«", "ru"), "");
}

} // namespace

} // namespace broadsheet::text

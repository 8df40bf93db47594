#include "text/words.h"

#include "text/signature.h"

#include <gtest/gtest.h>

namespace broadsheet::text {
namespace {

std::string stems(std::string_view text, std::string_view language)
{
    Stemmer stemmer{language};
    std::string out;
    WordReader words{text};
    for (Word word; words.next(word);)
        (out += out.empty() ? "" : " ") += stemmer.stem(word);
    return out;
}

TEST(Words, FoldsCaseAndAccents)
{
    struct {
        std::string_view text;
        std::string_view folded;
    } const cases[]{
        {"Štúrovo, Hungary", "sturovo hungary"},
        {"Ёжик и й", "ежик и й"},
        {"ЙОГУРТ їжак Ўзбек", "йогурт їжак ўзбек"},
        {"STRASSE Straße Größe", "strasse strasse grosse"},
        {"İstanbul ILIK ılık", "istanbul ilik ilik"},
        {"Łódź Ærø Þór cœur ǼǾ", "lodz aero thor coeur aeo"},
        {"Αθήνας ΟΔΟΣ", "αθηνασ οδοσ"},
        {"don't l'homme 1,000 e-mail", "don t l homme 1 000 e mail"},
        {"السَّلَامُ عليكم", "السلام عليكم"},
        {"שָׁלוֹם", "שלום"},
        {"東京タワー", "東 京 タ ワ ー"},
        {"in東京now", "in 東 京 now"},
        {"हिन्दी", "हिन्दी"},
        {"ＷＩＤＥ１", "wide1"},
        {"e\u0301cole", "ecole"},
        {"a\xFF"
         "b \xC3",
            "a b"},
        {"", ""},
        {"—…!", ""},
    };
    for (auto const& one : cases)
        EXPECT_EQ(fold(one.text), one.folded) << one.text;
}

TEST(Words, KnowsWhereEachStands)
{
    std::string_view text = "«Ёлка» e\u0301 — 東京!";
    std::string found;
    WordReader words{text};
    for (Word word; words.next(word);)
        found.append(text.substr(word.begin, word.end - word.begin)) += '|';
    EXPECT_EQ(found, "Ёлка|e\u0301|東|京|");
}

TEST(Words, ChooseTheStemmerByScript)
{
    EXPECT_EQ(stems("running elections", "en"), "run elect");
    EXPECT_EQ(stems("журналистами газеты elections", "ru"), "журналист газет elect");
    EXPECT_EQ(stems("журналистами elections", "en"), "журналист elect");
    EXPECT_EQ(stems("журналістами", "uk"), "журналістами");
    EXPECT_EQ(stems("Häuser", "de"), stems("Haus", "de"));
    EXPECT_EQ(stems("газете", "ru"), stems("ГАЗЕТЫ", "pt-BR"));
    EXPECT_EQ(stems("2026 東京", "en"), "2026 東 京");
}

TEST(Words, NamesStopWords)
{
    for (std::string_view word : {"the", "and", "что", "еще", "и"})
        EXPECT_TRUE(is_stop_word(word)) << word;
    for (std::string_view word : {"newspaper", "газета", "", "thee"})
        EXPECT_FALSE(is_stop_word(word)) << word;
}

TEST(Signature, FindsWhatTextsShare)
{
    auto floods = signature_of(
        "Floods in Tver", "The river rose. The river floods villages; rescuers brought boats.", "en");
    auto more_floods
        = signature_of("River floods again", "Villages near Tver were flooded when the river rose.", "en");
    auto music
        = signature_of("A concert", "The orchestra played symphonies for an audience of children.", "en");
    EXPECT_GE(shared_words(floods, more_floods), 4u);
    EXPECT_EQ(shared_words(floods, music), 0u);
    EXPECT_EQ(shared_words(floods, floods), floods.size());
    EXPECT_TRUE(signature_of("", "", "en").empty());
    EXPECT_TRUE(signature_of("The and 2026", "и в на", "ru").empty());
}

TEST(Signature, KeepsTheHeaviestWords)
{
    std::string text;
    for (int word = 0; word < 100; ++word)
        text += "filler"
            + std::string(static_cast<std::size_t>(word / 26 + 1), static_cast<char>('a' + word % 26)) + " ";
    text += "budget budget budget";
    auto signature = signature_of("Parliament", text, "en");
    EXPECT_EQ(signature.size(), signature_words);
    EXPECT_EQ(shared_words(signature, signature_of("budget parliament", "", "en")), 2u);
}

TEST(Signature, SurvivesItsText)
{
    auto signature = signature_of("Выборы", "Журналисты писали о выборах", "ru");
    ASSERT_FALSE(signature.empty());
    EXPECT_EQ(decode_signature(encode_signature(signature)).value(), signature);
    EXPECT_EQ(encode_signature({0x1, 0xABCDEF01}), "00000001abcdef01");
    EXPECT_TRUE(decode_signature("")->empty());
    for (std::string text : {std::string("1"), std::string("0000000g"), std::string("-0000001"),
             std::string("0000000200000001"), std::string("0000000100000001"), std::string(136, '1')})
        EXPECT_FALSE(decode_signature(text).ok()) << text;
}

} // namespace
} // namespace broadsheet::text

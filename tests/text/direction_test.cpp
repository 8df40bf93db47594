#include "text/direction.h"

#include <gtest/gtest.h>

namespace broadsheet::text {
namespace {

TEST(Language, TagsAreChecked)
{
    for (std::string_view tag : {"en", "ru", "ckb", "en-US", "sr-Latn", "sr-Latn-RS", "zh-Hant-TW", "es-419",
             "de-1996", "sl-rozaj-biske"})
        EXPECT_TRUE(is_valid_language(tag)) << tag;
    for (std::string_view tag : {"", "e", "engl", "en-", "-en", "en--US", "en_US", "e1", "en-U", "en-USA",
             "en-US-Latn", "x-klingon", "en-x-a", "../..", "en US", "en-US-u-ca-gregory", "ру"})
        EXPECT_FALSE(is_valid_language(tag)) << tag;
    EXPECT_FALSE(is_valid_language("en-variant1-variant2-variant3-variant4"));
}

TEST(Language, DirectionFollowsLanguageAndScript)
{
    for (std::string_view tag : {"ar", "ar-EG", "AR", "fa", "he", "iw", "ur", "yi", "ps", "ckb", "dv", "ug",
             "sd", "az-Arab", "pa-Arab-PK"})
        EXPECT_EQ(direction_of(tag), "rtl") << tag;
    for (std::string_view tag : {"en", "ru", "tr", "ku", "ar-Latn", "az", "art", "", "zh-Hant"})
        EXPECT_EQ(direction_of(tag), "ltr") << tag;
}

TEST(Language, NamesItself)
{
    EXPECT_EQ(native_language_name("en"), "English");
    EXPECT_EQ(native_language_name("ru"), "русский");
    EXPECT_EQ(native_language_name("ar"), "العربية");
    EXPECT_EQ(native_language_name("tr"), "Türkçe");
    EXPECT_EQ(native_language_name("pt-BR"), "português (Brasil)");
    EXPECT_EQ(native_language_name("qqq"), "qqq");
    EXPECT_EQ(native_language_name("../.."), "../..");
}

TEST(Language, HasACodeOfThreeLetters)
{
    EXPECT_EQ(three_letter_language("en"), "eng");
    EXPECT_EQ(three_letter_language("ru"), "rus");
    EXPECT_EQ(three_letter_language("pt-BR"), "por");
    EXPECT_EQ(three_letter_language("../.."), "und");
}

} // namespace
} // namespace broadsheet::text

#include "text/slug.h"

#include <gtest/gtest.h>

namespace broadsheet::text {
namespace {

TEST(Slug, TransliteratesTitles)
{
    struct {
        std::string_view title;
        std::string_view slug;
    } const cases[]{
        {"Hello, World!", "hello-world"},
        {"  --Twice__over--  ", "twice-over"},
        {"Don't panic: it’s fine", "dont-panic-its-fine"},
        {"Жизнь в Щецине", "zhizn-v-shchetsine"},
        {"Объявление: ёлка, Юля и хор №5", "obyavlenie-yolka-yulya-i-khor-no5"},
        {"Київ і Її майбутнє", "kyiv-i-yii-maybutnye"},
        {"Straße nach Köln", "strasse-nach-koln"},
        {"İstanbul'da ılık ağaç", "istanbulda-ilik-agac"},
        {"Łódź", "lodz"},
        {"Αθήνα σήμερα", "athena-semera"},
        {"東京", "dong-jing"},
        {"", "untitled"},
        {"!!!", "untitled"},
        {"🎉", "untitled"},
        {"../../etc", "etc"},
        {"broken \xFF tail", "broken"},
    };
    for (auto const& one : cases)
        EXPECT_EQ(slugify(one.title), one.slug) << one.title;
    EXPECT_TRUE(is_valid_slug(slugify("السلام عليكم")));
    EXPECT_NE(slugify("السلام عليكم"), "untitled");
}

TEST(Slug, IsCutAtAWord)
{
    std::string title;
    for (int word = 0; word < 40; ++word)
        title += "seven77 ";
    EXPECT_EQ(slugify(title).size(), 95u);
    EXPECT_TRUE(slugify(title).ends_with("-seven77"));
    EXPECT_EQ(slugify(std::string(300, 'x')), std::string(100, 'x'));
    EXPECT_LE(slugify(std::string(10'000'000, 'x')).size(), 100u);
}

TEST(Slug, KeepsOrRefusesSlugsFromElsewhere)
{
    for (std::string_view slug : {"a", "my-article_2", "2026", "жизнь-в-москве", "नमस्ते", "東京", "Über", "-"})
        EXPECT_TRUE(is_valid_slug(slug)) << slug;
    for (std::string_view slug : {"", ".", "..", "a.b", "a/b", "../..", "a b", "a\nb", "a%2Fb", "a\\b", "a?b",
             "a#b", "\xFF", "a\xC3", "a\u200Bb", "a\u202Eb", "\"", "<b>"})
        EXPECT_FALSE(is_valid_slug(slug)) << slug;
    EXPECT_TRUE(is_valid_slug(std::string(200, 'a')));
    EXPECT_FALSE(is_valid_slug(std::string(201, 'a')));
    EXPECT_FALSE(is_valid_slug(std::string_view{"a\0b", 3}));
}

} // namespace
} // namespace broadsheet::text

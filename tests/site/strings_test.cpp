#include "site/newspaper.h"
#include "site/translate.h"

#include <gtest/gtest.h>

namespace broadsheet::site {

namespace {

using test::small_theme;

TEST(Strings, FallBackToTheKey)
{
    auto const theme = small_theme();
    EXPECT_EQ(translated(*theme, "ru", "Read more"), "Читайте также");
    EXPECT_EQ(translated(*theme, "ru-by", "Read more"), "Читайте также");
    EXPECT_EQ(translated(*theme, "ar", "Read more"), "اقرأ أيضًا") << "as our own theme has it";
    EXPECT_EQ(translated(*theme, "ar", "Not translated"), "Not translated");
    EXPECT_EQ(translated(*theme, "ru", "Not translated"), "Not translated");
}

// As the box of a Russian newspaper says whose letters it offers, and the search what it looked for.
TEST(Strings, QuotationMarksNestInThoseOfTheText)
{
    auto const theme = small_theme();
    EXPECT_EQ(translated(*theme, "ru", "Next in {section}", {{"section", "Почта «Маяка»"}}),
        "Далее в разделе «Почта „Маяка“»");
    EXPECT_EQ(translated(*theme, "en", "Search results for “{query}”", {{"query", "“ice” on the Tesna"}}),
        "Search results for “‘ice’ on the Tesna”");
}

TEST(Strings, NumbersDecideTheForm)
{
    auto const theme = small_theme();
    for (auto [count, expected] : {std::pair(1, "1 статья"), std::pair(2, "2 статьи"),
             std::pair(5, "5 статей"), std::pair(11, "11 статей"), std::pair(21, "21 статья"),
             std::pair(104, "104 статьи"), std::pair(112, "112 статей")})
        EXPECT_EQ(translated(*theme, "ru", "{count} articles", {{"count", std::to_string(count)}}, count),
            expected);
}

TEST(Strings, NumbersAreInTheDigitsOfTheLanguage)
{
    auto const theme = small_theme();
    Placeholders const placeholders{{"page", "2"}, {"pages", "13"}};
    EXPECT_EQ(translated(*theme, "ar-EG", "Row {page} of {pages}", placeholders), "Row ٢ of ١٣");
    EXPECT_EQ(translated(*theme, "ru", "Row {page} of {pages}", placeholders), "Row 2 of 13");
    EXPECT_EQ(translated(*theme, "ar-EG", "By {name}", {{"name", "Radio 24"}}), "By Radio 24");
}

TEST(Strings, PlaceholdersAreFilledInOnce)
{
    auto const theme = small_theme();
    EXPECT_EQ(translated(*theme, "en", "By {name} in {place}", {{"name", "{place}"}, {"place", "Velgrad"}}),
        "By {place} in Velgrad");
    EXPECT_EQ(translated(*theme, "en", "An {unknown} and {unclosed", {{"name", "x"}}),
        "An {unknown} and {unclosed");
}

TEST(Strings, PluralCategoriesAreThoseOfUnicode)
{
    EXPECT_EQ(plural_category("en", 1), "one");
    EXPECT_EQ(plural_category("en", 0), "other");
    EXPECT_EQ(plural_category("fr", 0), "one");
    EXPECT_EQ(plural_category("pl", 22), "few");
    EXPECT_EQ(plural_category("pl", 21), "many");
    EXPECT_EQ(plural_category("ar", 0), "zero");
    EXPECT_EQ(plural_category("ar", 2), "two");
    EXPECT_EQ(plural_category("ar", 103), "few");
    EXPECT_EQ(plural_category("ar", 111), "many");
    EXPECT_EQ(plural_category("ar", 100), "other");
    EXPECT_EQ(plural_category("ja", 1), "other");
}

TEST(Strings, RefuseWhatIsNoCatalogue)
{
    for (auto const* text : {"", "[]", "{\"a\": 1}", "{\"a\": {\"one\": 2}}", "{\"a\": \"b\"", "nonsense"}) {
        auto const strings = Strings::parse(text, "locales/en.json");
        ASSERT_FALSE(strings.ok()) << text;
        EXPECT_EQ(strings.error().message.find("locales/en.json"), 0u);
    }
}

TEST(ThemeFiles, AreRefusedWithTheirPlace)
{
    auto error_of = [](std::vector<Theme::File> files) {
        auto theme = Theme::from_files(std::move(files));
        return theme.ok() ? "" : theme.error().message;
    };
    EXPECT_NE(
        error_of({{"index.hbs", "a\n{{#if}"}, {"post.hbs", ""}}).find("index.hbs:2"), std::string::npos);
    EXPECT_NE(error_of({{"index.hbs", ""}}).find("post.hbs"), std::string::npos);
    EXPECT_NE(error_of({{"package.json", "{"}}).find("package.json"), std::string::npos);
    EXPECT_NE(error_of({{"index.hbs", "\xff"}}).find("index.hbs"), std::string::npos);
}

} // namespace

} // namespace broadsheet::site

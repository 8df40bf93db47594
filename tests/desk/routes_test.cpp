#include "desk/route.h"

#include <gtest/gtest.h>

namespace broadsheet::desk {

namespace {

void expect_split(std::string_view path, std::string_view language, std::string_view rest)
{
    auto const split = split_language(path);
    EXPECT_EQ(split.language, language) << path;
    EXPECT_EQ(split.rest, rest) << path;
}

TEST(DeskPath, BeginsWithALanguageOrNot)
{
    expect_split("/support/", "", "/support/");
    expect_split("/ru/support/", "ru", "/support/");
    expect_split("/pt-br/newsletter/confirm/x/", "pt-br", "/newsletter/confirm/x/");
}

TEST(DeskPath, TakesNoFolderForALanguage)
{
    expect_split("/tag/support/", "", "/tag/support/");
    expect_split("/section/support/", "", "/section/support/");
    expect_split("/ru/", "", "/ru/");
    expect_split("/", "", "/");
}

} // namespace

} // namespace broadsheet::desk

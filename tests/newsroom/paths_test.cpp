#include "newsroom/paths.h"

#include <gtest/gtest.h>

namespace broadsheet::newsroom {

namespace {

TEST(PathsTest, StandAtTheRootInTheFirstLanguage)
{
    Settings settings;
    settings.languages = {"en", "ru"};
    EXPECT_EQ(home_path(settings, "en"), "/");
    EXPECT_EQ(home_path(settings, "ru"), "/ru/");
    EXPECT_EQ(article_path(settings, "en", "ferry"), "/ferry/");
    EXPECT_EQ(article_path(settings, "ru", "паром"), "/ru/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC/");
    EXPECT_EQ(section_path(settings, "en", "politics"), "/section/politics/");
    EXPECT_EQ(section_path(settings, "ru", "politics"), "/ru/section/politics/");
    EXPECT_EQ(tag_path(settings, "en", "courts"), "/tag/courts/");
    EXPECT_EQ(byline_path(settings, "ru", "mira-dolan"), "/ru/author/mira-dolan/");
}

TEST(PathsTest, ReserveWhatLivesElsewhere)
{
    for (auto const* slug : {"section", "tag", "author", "search", "page", "media", "assets", "rss", "atom",
             "feed", "1999", "2026", "en", "ru", "xx", "pt-br", "zh-hant", "ghost", "archive", "newsletter",
             "support", "remind", "appeal"})
        EXPECT_TRUE(is_reserved_slug(slug)) << slug;
    for (auto const* slug : {"ferry", "sections", "war", "20264", "202", "2026-11", "x", "r2", "no-deal",
             "on-time", "паром", "about", ""})
        EXPECT_FALSE(is_reserved_slug(slug)) << slug;
}

} // namespace

} // namespace broadsheet::newsroom

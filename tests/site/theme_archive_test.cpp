#include "site/theme_archive.h"

#include "support/database.h"
#include "support/zip.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace broadsheet::site {

namespace {

using test::make_zip;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> paths_of(std::string_view zip)
{
    std::vector<std::string> paths;
    for (auto const& file : must(read_theme_archive(zip)))
        paths.push_back(file.path);
    return paths;
}

TEST(ThemeArchive, IsReadAsThemeMakersPackIt)
{
    auto const files = must(read_theme_archive(make_zip(
        {{"index.hbs", "<p>"}, {"assets/css/a.css", std::string(100'000, 'a')}, {"locales/ru.json", ""}})));
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0].content, "<p>");
    EXPECT_EQ(files[1].path, "assets/css/a.css");
    EXPECT_EQ(files[1].content.size(), 100'000u);
    EXPECT_EQ(files[2].content, "");
}

TEST(ThemeArchive, LosesTheFolderAroundItAndWhatIsNoTheme)
{
    EXPECT_THAT(paths_of(make_zip({{"casper-5.0/index.hbs", ""}, {"casper-5.0/.git/config", ""},
                    {"casper-5.0/node_modules/a/b.js", ""}, {"__MACOSX/casper-5.0/._index.hbs", ""},
                    {"casper-5.0/partials/card.hbs", ""}})),
        ElementsAre("index.hbs", "partials/card.hbs"));
    EXPECT_THAT(paths_of(make_zip({{"a/index.hbs", ""}, {"ab/post.hbs", ""}})),
        ElementsAre("a/index.hbs", "ab/post.hbs"));
}

TEST(ThemeArchive, IsRefused)
{
    auto const good = make_zip({{"index.hbs", std::string(10'000, 'x')}, {"post.hbs", "y"}});
    for (auto const& zip : {
             std::string(),
             std::string("PK"),
             std::string("not a zip at all, but some text that is long enough to be taken for one"),
             good.substr(0, 20),
             good.substr(0, 45),
             make_zip({}),
             make_zip({{"../index.hbs", ""}}),
             make_zip({{"a/../../index.hbs", ""}}),
             make_zip({{"a/..", ""}}),
             make_zip({{"./index.hbs", ""}}),
             make_zip({{"/etc/passwd", ""}}),
             make_zip({{"a//b.hbs", ""}}),
             make_zip({{"..\\index.hbs", ""}}),
             make_zip({{"C:index.hbs", ""}}),
             make_zip({{"index\n.hbs", ""}}),
             make_zip({{"index\x7f.hbs", ""}}),
             make_zip({{"index.hbs", ""}, {"assets/secret", "", "/etc/passwd"}}),
             make_zip({{"index.hbs", ""}, {"assets", "", "/etc"}, {"assets/passwd", ""}}),
             make_zip({{"index.hbs", "a"}, {"index.hbs", "b"}}),
             make_zip({{".hidden", ""}}),
         }) {
        auto const refused = read_theme_archive(zip);
        ASSERT_FALSE(refused.ok()) << zip;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid) << refused.error().message;
    }
}

TEST(ThemeArchive, HasLimits)
{
    ThemeArchiveLimits limits;
    limits.files = 3;
    limits.file_bytes = 1'000;
    limits.total_bytes = 1'500;
    limits.path_bytes = 20;
    limits.depth = 3;
    std::string const zeros(1'000, '\0'); // packs to almost nothing
    EXPECT_TRUE(read_theme_archive(make_zip({{"a/b/c", zeros}, {"d", ""}, {".e", ""}}), limits).ok());
    for (auto const& zip : {
             make_zip({{"a", zeros + "1"}}),
             make_zip({{"a", zeros}, {"b", zeros}}),
             make_zip({{"a", ""}, {"b", ""}, {".c", ""}, {"d", ""}}),
             make_zip({{"a/b/c/d", ""}}),
             make_zip({{"a-very-long-name-of-a-file", ""}}),
         }) {
        auto const refused = read_theme_archive(zip, limits);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, ErrorCode::limit) << refused.error().message;
    }
}

// 40 MB of zeros in 40 KB.
TEST(ThemeArchive, DoesNotUnpackABomb)
{
    auto const bomb = make_zip({{"index.hbs", std::string(40 << 20, '\0')}});
    EXPECT_LT(bomb.size(), 100'000u);
    EXPECT_EQ(read_theme_archive(bomb).error().code, ErrorCode::limit);
}

} // namespace

} // namespace broadsheet::site

#include "site/theme_check.h"

#include "base/embedded.h"
#include "base/file.h"
#include "site/theme_folder.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_theme();

}

namespace broadsheet::site {

namespace {

using test::must;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> findings_of(std::vector<Theme::File> files)
{
    std::vector<std::string> lines;
    for (auto const& finding : check_theme(files).findings)
        lines.push_back(finding.file + ":" + std::to_string(finding.line) + ": " + finding.message);
    return lines;
}

std::vector<Theme::File> theme_with(Theme::File const& file)
{
    std::vector<Theme::File> files{{"package.json", R"({"name":"Casper","version":"5.0"})"},
        {"index.hbs", "{{!< default}}"}, {"default.hbs", "{{{body}}}"}, {"post.hbs", "{{title}}"}};
    std::erase_if(files, [&](Theme::File const& other) { return other.path == file.path; });
    files.push_back(file);
    return files;
}

TEST(ThemeCheck, HasNothingAgainstTheBuiltInTheme)
{
    std::vector<Theme::File> files;
    for (auto const& file : embedded_theme())
        files.push_back({std::string(file.path), std::string(file.content)});
    auto const report = check_theme(files);
    EXPECT_THAT(report.findings, IsEmpty())
        << report.findings.front().file << report.findings.front().message;
    EXPECT_TRUE(report.is_usable());
    EXPECT_EQ(report.name, "broadsheet");
    EXPECT_NE(report.version, "");
}

TEST(ThemeCheck, TellsFileAndLine)
{
    struct Case {
        Theme::File file;
        std::string finding;
    };
    for (auto const& [file, finding] : {
             Case{{"post.hbs", "<p>\n\n{{#if title}}<b>"}, "post.hbs:3: "},
             {{"post.hbs", "<p>\n{{nonsense \"a\"}}"}, "post.hbs:2: there is no helper \"nonsense\""},
             {{"post.hbs", "\n\n{{> card}}"}, "post.hbs:3: the partial \"card\" is missing"},
             {{"post.hbs", "{{!< layout}}"}, "post.hbs:1: the layout \"layout\" that it names is missing"},
             {{"post.hbs", "\xff"}, "post.hbs:1: this is not UTF-8"},
             {{"package.json", "{"}, "package.json:0: "},
             {{"package.json", "[]"}, "package.json:0: must be an object"},
             {{"package.json", R"({"name":"a","version":"1","config":{"posts_per_page":0}})"},
                 "package.json:0: config.posts_per_page must be"},
             {{"locales/ru.json", "[1]"}, "locales/ru.json:0: "},
         }) {
        auto const files = theme_with(file);
        EXPECT_THAT(findings_of(files), Contains(HasSubstr(finding))) << finding;
        EXPECT_FALSE(check_theme(files).is_usable()) << finding;
    }
}

TEST(ThemeCheck, TellsAllAtOnce)
{
    EXPECT_THAT(findings_of({{"a.hbs", "{{#if"}, {"b.hbs", "{{/if}}"}}),
        ElementsAre(HasSubstr("a.hbs:1: "), HasSubstr("b.hbs:1: "),
            HasSubstr("index.hbs:0: the file is missing"), HasSubstr("post.hbs:0: the file is missing"),
            HasSubstr("package.json:0: the file is missing")));
}

TEST(ThemeCheck, WarnsOfALetterWithoutItsStyle)
{
    auto const letter = [](std::string const& content) {
        return findings_of(theme_with({"partials/appeal-message.hbs", content}));
    };
    EXPECT_THAT(letter("<aside data-appeal=\"message\">{{heading}}</aside>"),
        ElementsAre(HasSubstr("partials/appeal-message.hbs:0: it does not link")));
    EXPECT_THAT(letter("<link rel=\"stylesheet\" href=\"{{asset \"appeal/message.css\"}}\">"), IsEmpty());
}

TEST(ThemeCheck, RemarksWhatIsNoError)
{
    auto const files = theme_with({"package.json", R"({"name":"@us/The  Coast!"})"});
    EXPECT_THAT(findings_of(files), ElementsAre("package.json:0: \"version\" is missing"));
    EXPECT_TRUE(check_theme(files).is_usable());
    EXPECT_EQ(check_theme(files).name, "us-the-coast");
    EXPECT_EQ(check_theme(theme_with({"package.json", R"({"name":"../..","version":"1"})"})).name, "");
    EXPECT_THAT(findings_of(theme_with({"post.hbs", "{{> (lookup . 'x')}}{{#> a}}b{{/a}}"})), IsEmpty());
}

TEST(ThemeFolder, KeepsWhatWasThereBefore)
{
    test::TemporaryFolder folder;
    SeededRandom random(1);
    ThemeFolder const themes(folder.path() / "themes");
    EXPECT_THAT(themes.names(), ElementsAre("broadsheet"));
    auto const files = theme_with({"post.hbs", "first"});
    EXPECT_EQ(must(themes.add("casper", files, random)), "casper");
    EXPECT_EQ(must(themes.add("casper", files, random)), "casper-2");
    EXPECT_EQ(must(themes.add("broadsheet", files, random)), "broadsheet-2");
    EXPECT_THAT(themes.names(), ElementsAre("broadsheet", "broadsheet-2", "casper", "casper-2"));
    EXPECT_TRUE(themes.load("casper").ok());
    must(themes.remove("casper"));
    EXPECT_THAT(
        themes.load("casper").error().message, HasSubstr("there are: broadsheet, broadsheet-2, casper-2"));
    for (auto const* name : {"", ".", "..", "../themes", "a/b", "broadsheet", "nobody"}) {
        EXPECT_EQ(themes.remove(name).error().code, ErrorCode::not_found) << name;
    }
    for (auto const* name : {"", "..", ".hidden", "a/b", "/tmp/a"})
        EXPECT_EQ(themes.add(name, files, random).error().code, ErrorCode::invalid) << name;
}

// By hand a theme comes another way than by an upload, but readers meet the same errors.
TEST(ThemeCheck, AThemeInTheFolderIsPutOnOnlyWithoutErrors)
{
    test::TemporaryFolder folder;
    auto const put = [&](Theme::File const& file) {
        for (auto const& each : theme_with(file)) {
            std::filesystem::create_directories(folder.path() / "casper");
            must(write_file_atomically(folder.path() / "casper" / each.path, each.content));
        }
    };
    ThemeFolder const themes(folder.path());
    put({"post.hbs", "a\n{{nosuch \"x\"}} {{> nopart}}"});
    EXPECT_TRUE(themes.load("casper").ok()) << "for a server that starts with it";
    auto const refused = themes.load_usable("casper");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_THAT(refused.error().message, HasSubstr("post.hbs:2: there is no helper \"nosuch\""));
    EXPECT_THAT(refused.error().message, HasSubstr("the partial \"nopart\" is missing"));
    put({"post.hbs", "{{title}}"});
    EXPECT_TRUE(themes.load_usable("casper").ok());
    EXPECT_TRUE(themes.load_usable("broadsheet").ok());
    EXPECT_EQ(themes.load_usable("other").error().code, ErrorCode::not_found);
}

} // namespace

} // namespace broadsheet::site

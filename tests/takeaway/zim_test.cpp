#include "takeaway/zim.h"

#include "places.h"
#include "takeaway/archive.h"

#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>

namespace broadsheet::takeaway {
namespace {

using testing::HasSubstr;
using testing::Not;

class Zim : public Archive {
protected:
    Result<Made> make(std::string const& name, Selection selection, std::string program = "zimwriterfs")
    {
        ZimOptions options;
        options.selection = std::move(selection);
        options.to = file(name);
        options.unfinished = file(name + ".part");
        options.pages = folder_.path() / (name + "-pages");
        options.program = std::move(program);
        return make_zim(site_, media_, options);
    }
    std::filesystem::path file(std::string const& name) const { return folder_.path() / name; }
};

Selection everything(std::string language)
{
    Selection selection;
    selection.language = std::move(language);
    return selection;
}

// zimcheck says what it found as lines of "[ERROR]".
TEST_F(Zim, OfTheWholeArchivePassesZimcheck)
{
    auto const made = test::must(make("all.zim", everything("en")));
    EXPECT_EQ(made.articles, 2u);
    EXPECT_THAT(judge({"zimcheck", "--all", file("all.zim").string()}), Not(HasSubstr("[ERROR]")));
    EXPECT_FALSE(std::filesystem::exists(file("all.zim.part")));
}

TEST_F(Zim, OfAYearOrASectionPassesToo)
{
    Selection year;
    year.year = 2024;
    EXPECT_EQ(test::must(make("year.zim", year)).articles, 1u);
    EXPECT_THAT(judge({"zimcheck", "--all", file("year.zim").string()}), Not(HasSubstr("[ERROR]")));
    EXPECT_THAT(judge({"zimdump", "list", file("year.zim").string()}),
        testing::AllOf(HasSubstr("harbour-closes/index.html"), Not(HasSubstr("tram-strike"))));

    Selection section;
    section.section = "politics";
    section.language = "ru";
    EXPECT_EQ(test::must(make("section.zim", section)).articles, 1u);
    EXPECT_THAT(judge({"zimcheck", "--all", file("section.zim").string()}), Not(HasSubstr("[ERROR]")));
}

TEST_F(Zim, IsFoundInByItsWordsInBothLanguages)
{
    test::must(make("en.zim", everything("en")));
    test::must(make("ru.zim", everything("ru")));
    EXPECT_THAT(judge({"zimsearch", file("en.zim").string(), "tram"}), HasSubstr("Tram strike ends"));
    // In another form than that of the text.
    EXPECT_THAT(judge({"zimsearch", file("ru.zim").string(), "трамвай"}), HasSubstr("Забастовка"));
}

TEST_F(Zim, IsServedAndSearchedByKiwix)
{
    test::must(make("en.zim", everything("en")));
    test::must(make("ru.zim", everything("ru")));
    auto const port = fmt::format("{}", 20'000 + getpid() % 20'000);
    std::string arguments[] = {"kiwix-serve", "--port", port, "--address", "127.0.0.1",
        file("en.zim").string(), file("ru.zim").string()};
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t server = 0;
    ASSERT_EQ(posix_spawnp(&server, "kiwix-serve", nullptr, nullptr, pointers.data(), environ), 0);
    auto get = [&](std::string const& path) {
        auto got = run_child({"curl", "-sS", "--retry", "40", "--retry-delay", "1", "--retry-connrefused",
                                 "-L", "http://127.0.0.1:" + port + path},
            "", 8 << 20, std::chrono::minutes(2), ChildEnvironment::inherited);
        return got.ok() ? got->output : got.error().message;
    };
    EXPECT_THAT(get("/en/A/tram-strike/index.html"), HasSubstr("The tram drivers of Vilgort"));
    EXPECT_THAT(get("/search?content=en&pattern=drivers"), HasSubstr("Tram strike ends"));
    EXPECT_THAT(get("/search?content=ru&pattern=%D1%82%D1%80%D0%B0%D0%BC%D0%B2%D0%B0%D0%B9"),
        HasSubstr("Забастовка"));
    kill(server, SIGTERM);
    waitpid(server, nullptr, 0);
}

TEST_F(Zim, LinksLeadToFilesOrAreText)
{
    Selection year;
    year.year = 2024;
    test::must(make("year.zim", year));
    auto const page = test::must(read_file(folder_.path() / "year.zim-pages/harbour-closes/index.html"));
    EXPECT_THAT(page, HasSubstr("<a >the strike</a>")) << "an article of another year";
    EXPECT_THAT(page, HasSubstr("href=\"https://other.example/?a=1&amp;b=2\""));
    EXPECT_THAT(page, HasSubstr("form{display:none}"));
}

TEST_F(Zim, WithoutItsProgramSaysWhatToInstall)
{
    auto const made = make("none.zim", everything("en"), "zimwriterfs-of-nobody");
    ASSERT_FALSE(made.ok());
    EXPECT_THAT(made.error().message, HasSubstr("install Debian's zim-tools"));
}

TEST_F(Zim, OfAWeekIsRefused)
{
    Selection week;
    week.week = "2024-05-15";
    auto const made = make("week.zim", week);
    ASSERT_FALSE(made.ok());
    EXPECT_THAT(made.error().message, HasSubstr("make an EPUB"));
}

struct RefusedMetadata {
    char const* what;
    std::function<void(Description&, std::string&)> spoil;
    char const* message;
};

TEST(ZimMetadata, IsRefusedWhereItBreaksTheRules)
{
    Description const good{
        "The Lantern", "News", "eng", "The Lantern", "The Lantern", "2024-05-20", "lantern_en"};
    auto const png = test::must(
        read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "themes/broadsheet/assets/icon-48.png"));
    ASSERT_TRUE(check_zim_metadata(good, png).ok());
    RefusedMetadata const cases[] = {
        {"no title", [](auto& about, auto&) { about.title.clear(); }, "title of a ZIM file has 1 to 30"},
        {"a long title", [](auto& about, auto&) { about.title = std::string(31, 'x'); }, "--title"},
        {"a long description", [](auto& about, auto&) { about.description = std::string(81, 'x'); },
            "1 to 80"},
        {"two letters", [](auto& about, auto&) { about.language = "en"; }, "three letters"},
        {"no language", [](auto& about, auto&) { about.language = "und"; }, "three letters"},
        {"no creator", [](auto& about, auto&) { about.creator.clear(); }, "creator"},
        {"no publisher", [](auto& about, auto&) { about.publisher.clear(); }, "creator"},
        {"no date", [](auto& about, auto&) { about.date = "today"; }, "no date"},
        {"no name", [](auto& about, auto&) { about.name.clear(); }, "has a name"},
        {"another size", [](auto&, auto& picture) { picture[19] = 49; }, "48x48"},
        {"no picture", [](auto&, auto& picture) { picture.clear(); }, "48x48"},
    };
    for (auto const& refused : cases) {
        auto about = good;
        auto picture = png;
        refused.spoil(about, picture);
        auto const checked = check_zim_metadata(about, picture);
        ASSERT_FALSE(checked.ok()) << refused.what;
        EXPECT_THAT(checked.error().message, HasSubstr(refused.message)) << refused.what;
    }
    auto russian = good;
    russian.title = "Тридцать букв в этом заголовке";
    EXPECT_TRUE(check_zim_metadata(russian, png).ok()) << "characters are counted, not bytes";
}

} // namespace
} // namespace broadsheet::takeaway

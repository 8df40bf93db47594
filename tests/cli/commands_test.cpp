// What commands say to the person who runs them.
#include "base/file.h"
#include "cli/program.h"
#include "db/database.h"
#include "staff/audit_log.h"
#include "support/database.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using test::Program;
using test::run;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Commands : public testing::Test {
protected:
    Commands() { must(of({"init", "--title", "The Lantern"})); }

    std::vector<std::string> of(std::vector<std::string> const& command) const
    {
        std::vector<std::string> all{"--data", data_.string()};
        all.insert(all.end(), command.begin(), command.end());
        return all;
    }
    static std::string must(std::vector<std::string> const& arguments)
    {
        auto outcome = run(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
        return outcome.output;
    }
    // Returns what a command says that fails.
    static std::string refused(std::vector<std::string> const& arguments)
    {
        auto outcome = run(arguments);
        EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
        return outcome.output;
    }
    std::string write(std::string const& name, std::string_view content) const
    {
        auto const path = folder_.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << content;
        return path.string();
    }
    std::string articles(int count) const
    {
        for (int number = 0; number < count; ++number)
            write(fmt::format("articles/{}.md", number),
                fmt::format("---\ntitle: Article {0}\nslug: article-{0}\nlanguage: {1}\ndate: "
                            "2026-01-01\n---\nText.\n",
                    number, number % 2 ? "ru" : "en"));
        return (folder_.path() / "articles").string();
    }

    test::TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "paper";
};

TEST_F(Commands, InitNamesItsNextStepsAsAShellTakesThem)
{
    auto const folder = (folder_.path() / "the editor's paper").string();
    EXPECT_THAT(must({"--data", folder, "init"}),
        HasSubstr(fmt::format("--data '{}/the editor'\\''s paper' serve`", folder_.path().string())));
}

TEST_F(Commands, ImportRefusesWhatIsNoFile)
{
    auto const pipe = (folder_.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    for (auto const* format : {"ghost", "wordpress"})
        EXPECT_THAT(refused(of({"import", format, pipe})), HasSubstr("is not a file")) << format;
}

TEST_F(Commands, ImportSaysOfBrokenInputWhereItIsAndTakesNothingOfIt)
{
    auto const ghost = [](std::string_view rows) {
        return fmt::format(R"({{"db":[{{"meta":{{"version":"6.0.0"}},"data":{{"posts":[{}]}}}}]}})", rows);
    };
    auto const wordpress = [](std::string_view items) {
        return fmt::format(
            R"(<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>)"
            "<wp:wxr_version>1.2</wp:wxr_version>{}</channel></rss>",
            items);
    };
    struct {
        char const* format;
        std::string file;
        char const* said;
    } const cases[] = {
        {"ghost", write("cut.json", R"({"db":[{"data":{"posts":[{"id":"a)"), "cut short"},
        {"ghost", write("latin.json", ghost("{\"id\":\"a\",\"title\":\"Caf\xe9\",\"slug\":\"a\"}")), "UTF-8"},
        {"ghost", write("slug.json", ghost(R"({"id":"a","title":"A","slug":"../..","status":"draft"})")),
            "../.."},
        {"wordpress", write("cut.xml", wordpress("").substr(0, 100)), "line "},
        {"wordpress", write("latin.xml", wordpress("<title>Caf\xe9</title>")), "UTF-8"},
        {"wordpress", write("laughs.xml", "<!DOCTYPE a [<!ENTITY b \"ha\">]><rss>&b;</rss>"),
            "document type"},
        {"markdown", fs::path(write("cut/a.md", "---\ntitle: A\n")).parent_path().string(), "a.md: "},
        {"markdown", fs::path(write("latin/a.md", "---\ntitle: Caf\xe9\n---\n")).parent_path().string(),
            "UTF-8"},
        {"markdown",
            fs::path(write("up/a.md", "---\ntitle: A\nslug: ../..\ndate: 2020-01-01\n---\n"))
                .parent_path()
                .string(),
            "../.."},
    };
    for (auto const& [format, file, said] : cases)
        EXPECT_THAT(refused(of({"import", format, file})), HasSubstr(said)) << file;
    EXPECT_THAT(run(of({"check"})).output, HasSubstr("there is no article yet"));
}

TEST_F(Commands, SupportNamesTheLinesOfAStatementThatItDoesNotTake)
{
    must(of({"support", "provider", "bank", "--set", "holder=The Lantern", "--set",
        "iban=DE89370400440532013000", "--on"}));
    auto const file = write("a.csv", "date,amount,text,id\n2026-01-02,3,rent,B2\n2026-01-02,-1,fee,B3\n");
    auto const imported = run(of({"support", "import", file}));
    EXPECT_EQ(imported.exit_code, 1);
    EXPECT_THAT(imported.output, HasSubstr("line 2, 2026-01-02, 3 EUR, B2: no reference of ours"));
    EXPECT_THAT(run(of({"--json", "support", "import", file})).output,
        HasSubstr(
            R"("unbooked":[{"line":2,"day":"2026-01-02","amount":"3","currency":"EUR","id":"B2","why":"no-reference"}])"));
    EXPECT_THAT(refused(of({"support", "take-back", "1"})), HasSubstr("no such entry"));
}

TEST_F(Commands, SupportSaysWhereTheSlipIs)
{
    EXPECT_THAT(
        refused(of({"support", "provider", "bank", "--set", "iban"})), HasSubstr("write FIELD=VALUE"));
    EXPECT_THAT(refused(of({"support", "words", "risk_notice.xx", "Foo"})),
        AllOf(HasSubstr("no language \"xx\""), HasSubstr("it has en")));
}

TEST_F(Commands, CheckAndStatusFindALedgerThatWasEmptied)
{
    must(of({"support", "status", "--since", "0:"}));
    std::ofstream(data_ / "ledger-heads") << "5 " << std::string(64, 'a') << '\n';
    for (auto const* command : {"check", "support status"}) {
        auto words = of({});
        std::istringstream parts(command);
        for (std::string word; parts >> word;)
            words.push_back(word);
        auto const outcome = run(words);
        EXPECT_EQ(outcome.exit_code, 1) << command;
        EXPECT_THAT(outcome.output, HasSubstr("entries were taken out of the ledger")) << command;
    }
    fs::remove(data_ / "ledger-heads");
    EXPECT_EQ(run(of({"support", "status", "--since", "5:0a"})).exit_code, 1);
}

TEST_F(Commands, ImportRefusesALanguageThatIsNone)
{
    EXPECT_THAT(refused(of({"import", "markdown", articles(1), "--language", "qq_"})),
        HasSubstr("--language qq_: it is no code of a language"));
}

TEST_F(Commands, ImportSaysWhatAnotherProgramsExportIs)
{
    auto const ghost = write("ghost.json", R"({"db":[{"meta":{},"data":{"posts":[]}}]})");
    EXPECT_THAT(refused(of({"import", "wordpress", ghost})),
        AllOf(HasSubstr("no XML"), HasSubstr("`broadsheet import ghost`"), Not(HasSubstr("iconv"))));
    struct Case {
        std::string_view head;
        std::string_view from;
    };
    for (auto const& [head, from] :
        {Case{"", "CP1252"}, Case{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n", "ISO-8859-1"}}) {
        auto const latin
            = write("latin.xml", std::string(head) + "<rss><channel><title>Caf\xe9</title></channel></rss>");
        EXPECT_THAT(refused(of({"import", "wordpress", latin})), HasSubstr("iconv -f " + std::string(from)));
    }
}

TEST_F(Commands, ImportStopsAtTheFirstInterruptAndGoesOnLater)
{
    auto const import = of({"import", "markdown", articles(3000)});
    Program running(import);
    auto const is_at_work = [&] {
        return std::ranges::any_of(fs::directory_iterator(data_), [](auto const& entry) {
            return entry.path().filename().string().starts_with(".broadsheet-import-");
        });
    };
    while (!is_at_work() && running.output().empty())
        std::this_thread::yield();
    running.interrupt();
    EXPECT_EQ(running.wait(), 1) << running.output();
    EXPECT_THAT(running.output(), HasSubstr("Stopped."));
    EXPECT_THAT(must(of({"check"})), Not(HasSubstr("cut off"))) << "it ended in order";
    must(import);
    EXPECT_THAT(must(of({"check"})), HasSubstr("3000 published"));
}

TEST_F(Commands, BackupNamesWhatIsWrong)
{
    auto const nowhere = (folder_.path() / "nowhere").string();
    EXPECT_THAT(refused(of({"backup", nowhere + "/paper.tar.zst"})),
        AllOf(HasSubstr("there is no folder " + nowhere), Not(HasSubstr(".part"))));
    EXPECT_THAT(
        refused(of({"backup", (data_ / "paper.tar.zst").string()})), HasSubstr("newspaper's own folder"));
    auto const whole = (folder_.path() / "paper.tar.zst").string();
    must(of({"backup", whole}));
    auto const restored = (folder_.path() / "restored").string();
    for (auto part : {std::uintmax_t{10}, fs::file_size(whole) / 2, fs::file_size(whole) - 5}) {
        auto const cut = (folder_.path() / "cut.tar.zst").string();
        fs::copy_file(whole, cut, fs::copy_options::overwrite_existing);
        fs::resize_file(cut, part);
        EXPECT_THAT(refused({"--data", restored, "restore", cut}),
            AllOf(HasSubstr("cut short"), Not(HasSubstr("cannot open"))))
            << part;
    }
    EXPECT_THAT(refused({"--data", restored, "restore", nowhere}), HasSubstr("cannot open " + nowhere));
}

TEST_F(Commands, WhatIsWrittenToAPipeOrADeviceLeavesItAsItIs)
{
    for (std::vector<std::string> command : {std::vector<std::string>{"export", "ghost"}, {"backup"}}) {
        command.push_back("/dev/null");
        must(of(command));
        EXPECT_TRUE(fs::is_character_file("/dev/null")) << command[0];

        auto const pipe = folder_.path() / ("pipe-" + command[0]);
        ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
        std::string read;
        std::thread reader([&] {
            std::ifstream in(pipe, std::ios::binary);
            read.assign(std::istreambuf_iterator<char>(in), {});
        });
        command.back() = pipe.string();
        EXPECT_THAT(must(of(command)), HasSubstr("Wrote "));
        ::close(::open(pipe.c_str(), O_WRONLY | O_NONBLOCK)); // lets go a reader that nobody wrote to
        reader.join();
        EXPECT_TRUE(fs::is_fifo(pipe)) << command[0];
        EXPECT_GT(read.size(), 100u) << command[0];
    }
}

TEST_F(Commands, ADashIsStandardOutput)
{
    auto const printed = must(of({"export", "ghost", "-"}));
    EXPECT_THAT(printed, AllOf(HasSubstr("{\"db\":["), HasSubstr("to standard output")));
    EXPECT_THAT(must(of({"export", "ghost", "/dev/stdout"})), HasSubstr("{\"db\":["));
    EXPECT_FALSE(fs::exists("-"));
}

TEST_F(Commands, AFileThatIsThereIsReplacedOnlyByForce)
{
    for (auto const& [words, name] : {std::pair{std::vector<std::string>{"export", "ghost"}, "paper.json"},
             std::pair{std::vector<std::string>{"backup"}, "paper.tar.zst"}}) {
        auto const file = write(name, "mine");
        auto command = words;
        command.push_back(file);
        EXPECT_THAT(refused(of(command)), AllOf(HasSubstr(file + " is there already"), HasSubstr("--force")));
        EXPECT_EQ(fs::file_size(file), 4u);

        auto const link = folder_.path() / (std::string("link-") + name);
        fs::create_symlink(file, link);
        command.back() = link.string();
        EXPECT_THAT(refused(of(command)), HasSubstr("is there already"));
        command.push_back("--force");
        must(of(command));
        EXPECT_TRUE(fs::is_symlink(link));
        EXPECT_GT(fs::file_size(file), 100u) << "the link was followed";
    }
    EXPECT_THAT(refused(of({"export", "ghost", (folder_.path() / "nowhere" / "paper.json").string()})),
        HasSubstr("there is no folder"));
    EXPECT_FALSE(fs::exists(folder_.path() / "nowhere"));
    EXPECT_THAT(refused(of({"export", "ghost", folder_.path().string()})), HasSubstr("is a folder"));
}

TEST_F(Commands, ALanguageThatGoesLeavesItsArticlesBehindWithAWord)
{
    must(of({"import", "markdown", articles(4)}));
    EXPECT_THAT(must(of({"settings", "languages", "en"})), HasSubstr("2 published articles are in \"ru\""));
    EXPECT_THAT(must(of({"settings", "languages", "en", "ru"})), Not(HasSubstr("published articles")));
}

TEST_F(Commands, ASettingThatChangesStandsInTheLog)
{
    must(of({"settings", "accent_colour", "#123456"}));
    must(of({"settings", "accent_colour", "#123456"}));
    auto const database = test::must(db::Database::open((data_ / "broadsheet.db").string()));
    auto const connection = test::must(database->connect());
    auto const entries = test::must(staff::AuditLog(*connection, SystemClock()).list({}));
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().act, "settings.saved");
    EXPECT_EQ(entries.front().detail, "accent_colour");
}

TEST_F(Commands, ServeSaysWhatIsBrokenInAThemeAndWhatIsShownInstead)
{
    auto const theme = [&](std::string const& file, std::string_view content) {
        write("paper/themes/mine/" + file, content);
    };
    auto const serves = [&](std::vector<std::string_view> const& wanted) {
        Program server(of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", ""}));
        EXPECT_TRUE(server.wait_for("Reading at")) << server.output();
        for (auto const text : wanted)
            EXPECT_THAT(server.output(), HasSubstr(text));
    };
    theme("package.json", R"({"name":"mine","version":"1.0.0"})");
    theme("index.hbs", "Mine");
    theme("post.hbs", "Mine");
    must(of({"settings", "theme", "mine"}));
    theme("post.hbs", "one\n{{> nopart}}");
    serves({"pages that come to what is broken show an error page instead: theme \"mine\": post.hbs:2"});
    theme("index.hbs", "one\ntwo {{#if}");
    serves({"all pages are shown in the built-in theme instead", "theme \"mine\": ", "index.hbs:2",
        "post.hbs:2"});
    fs::remove_all(data_ / "themes/mine");
    serves({"all pages are shown in the built-in theme instead", "there is no theme \"mine\""});
    must(of({"settings", "theme", "broadsheet"}));
}

TEST_F(Commands, ServeRefusesTheMirrorOfAnotherNewspaper)
{
    auto const mirror = (folder_.path() / "mirror").string();
    auto const other = (folder_.path() / "other").string();
    must({"--data", other, "init", "--title", "The Beacon"});
    must({"--data", other, "mirror", "build", "--to", mirror});
    must(of({"mirror", "build", "--to", (folder_.path() / "own").string()}));
    EXPECT_THAT(refused(of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", "", "--mirror", mirror})),
        AllOf(HasSubstr("name another folder"), HasSubstr("the-lantern/")));
}

// A newspaper is read whatever has become of its log.
TEST_F(Commands, ADamagedLogIsToldOfAndKeepsNobodyFromReading)
{
    must(of({"mirror", "build", "--to", (folder_.path() / "mirror").string()}));
    auto const latest = data_ / "log/latest";
    auto const whole = test::must(read_file(latest));
    std::ofstream(latest) << "damaged";
    Program server(of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", ""}));
    EXPECT_TRUE(server.wait_for("Reading at")) << server.output();
    server.interrupt();
    EXPECT_EQ(server.wait(), 0);
    std::ofstream(latest) << whole;

    std::vector<fs::path> bundles;
    for (auto const& entry : fs::recursive_directory_iterator(data_ / "log/tile/entries"))
        if (entry.is_regular_file())
            bundles.push_back(entry.path());
    ASSERT_FALSE(bundles.empty());
    std::ofstream(bundles.front(), std::ios::app) << "more";
    auto const checked = run(of({"check"}));
    EXPECT_NE(checked.exit_code, 0);
    EXPECT_THAT(checked.output,
        AllOf(HasSubstr("the signed log cannot be read: "), HasSubstr(bundles.front().string())));
}

TEST_F(Commands, TorHasAListenerOfItsOwn)
{
    EXPECT_THAT(
        refused(of({"serve", "--onion-listen", "127.0.0.1:0"})), HasSubstr("a unix socket of its own"));
    auto const socket = "unix:" + (folder_.path() / "onion.sock").string();
    Program server(of({"serve", "--listen", "127.0.0.1:0", "--onion-listen", socket, "--admin-listen", ""}));
    EXPECT_TRUE(server.wait_for("Reading at " + socket)) << server.output();
}

TEST_F(Commands, ServeKnowsAnOnionAddress)
{
    for (auto const* none : {"lantern", "http://lantern.onion", "http://lantern.example",
             "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvw1.onion"})
        EXPECT_THAT(refused(of({"serve", "--onion", none})), HasSubstr("no address of an onion service"));
}

TEST_F(Commands, OneMirrorMoreOrLessLeavesTheOthersInTheList)
{
    std::string const one = "https://mirror-1.example/";
    std::string const two = "https://mirror-2.example/";
    std::string const three = "https://mirror-3.example/";
    must(of({"mirror", "addresses", one, two}));
    must(of({"mirror", "addresses", "--add", three, "--add", one, "--remove", two}));
    EXPECT_EQ(must(of({"mirror", "addresses"})), one + '\n' + three + '\n');
    EXPECT_THAT(refused(of({"mirror", "addresses", "--remove", two})), HasSubstr("is not in the list"));
    EXPECT_NE(run(of({"mirror", "addresses", one, "--add", two})).exit_code, 0);
    must(of({"mirror", "addresses", "--none"}));
    EXPECT_EQ(must(of({"mirror", "addresses"})), "");
}

TEST_F(Commands, TheOwnersLinkIsGivenForOutsideToo)
{
    must(of({"settings", "url", "https://lantern.example"}));
    Program server(of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", ""}));
    ASSERT_TRUE(server.wait_for("Reading at")) << server.output();
    EXPECT_THAT(server.output(), HasSubstr(": http://127.0.0.1:"));
    EXPECT_THAT(server.output(), HasSubstr(": https://lantern.example/admin/invitation/"));
}

} // namespace

} // namespace broadsheet::cli

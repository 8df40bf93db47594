// kill -9 at any moment: what is there is the old or the new, and the next command says what it found.
#include "base/random.h"
#include "cli/program.h"
#include "support/database.h"

#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using test::Program;
using test::run;
using testing::HasSubstr;
using testing::Not;

class Recovery : public testing::TestWithParam<db::Dialect> {
protected:
    Recovery()
    {
        if (GetParam() == db::Dialect::postgres)
            database_.emplace(GetParam(), test::Schema::empty);
        auto made = run(of({"init", "--title", "The Lantern"}));
        if (made.exit_code != 0)
            throw std::runtime_error(made.output);
    }

    fs::path data() const { return folder_.path() / "paper"; }

    // The arguments of a command about this newspaper.
    std::vector<std::string> of(std::vector<std::string> const& command) const
    {
        std::vector<std::string> all{"--data", data().string()};
        if (database_)
            all.insert(all.end(), {"--database", database_->url()});
        all.insert(all.end(), command.begin(), command.end());
        return all;
    }

    std::vector<std::string> serve() const
    {
        return of({"serve", "--listen", "127.0.0.1:0", "--admin-listen", ""});
    }

    // A folder of Markdown files to import.
    fs::path articles(int count) const
    {
        auto folder = folder_.path() / "articles";
        fs::create_directories(folder);
        for (int number = 0; number < count; ++number)
            std::ofstream(folder / fmt::format("{}.md", number)) << fmt::format(
                "---\ntitle: Article {0}\nslug: article-{0}\nlanguage: en\ndate: 2026-01-01\n---\n", number)
                                                                 << std::string(3000, 'x') << '\n';
        return folder;
    }

    std::vector<std::string> names(fs::path const& folder, std::string_view part) const
    {
        std::vector<std::string> found;
        for (auto const& entry : fs::directory_iterator(folder)) {
            if (entry.path().filename().string().find(part) != std::string::npos)
                found.push_back(entry.path().filename().string());
        }
        return found;
    }

    test::TemporaryFolder folder_;
    std::optional<test::TestDatabase> database_;
    SeededRandom random_{2026};
};

ON_BOTH_DATABASES(Recovery);

// What no compressor makes small, so that a backup takes a while.
void put_media(fs::path const& data, Random& random)
{
    std::vector<std::byte> noise(1 << 20);
    for (int number = 0; number < 8; ++number) {
        random.fill(noise);
        auto folder = data / "media" / fmt::format("{:02x}", number);
        fs::create_directories(folder);
        std::ofstream(folder / "noise.bin")
            .write(reinterpret_cast<char const*>(noise.data()), static_cast<std::streamsize>(noise.size()));
    }
}

TEST_P(Recovery, ABackupKilledAtAnyMomentIsTheOldOneOrTheNewOne)
{
    put_media(data(), random_);
    auto const backups = folder_.path() / "backups";
    fs::create_directories(backups);
    auto const file = backups / "paper.tar.zst";
    auto const backup = of({"backup", file.string(), "--force"});
    auto const started = std::chrono::steady_clock::now();
    ASSERT_EQ(run(backup).exit_code, 0);
    auto needed = std::chrono::steady_clock::now() - started;

    int told = 0;
    constexpr int rounds = 24, most = 200;
    for (int round = 0; round < rounds || (told < 3 && round < most); ++round) {
        std::uint16_t chance = 0;
        random_.fill(std::as_writable_bytes(std::span(&chance, 1)));
        auto const before = fs::last_write_time(file);
        Program running(backup);
        std::this_thread::sleep_for(needed * chance / 0xffff);
        if (!running.kill())
            needed = needed * 3 / 4; // the machine was busier when the first was timed

        bool const has_part = !names(backups, ".part").empty();
        auto const next = run(round % 2 ? backup : of({"check"}));
        EXPECT_NE(next.exit_code, 2) << next.output;
        if (has_part) {
            EXPECT_THAT(next.output, HasSubstr("a backup was cut off: removed the unfinished "));
            ++told;
        }
        EXPECT_TRUE(names(backups, ".part").empty());
        EXPECT_TRUE(names(data(), ".broadsheet-").empty());
        if (fs::last_write_time(file) == before && round > 0)
            continue; // the old one, byte for byte
        auto const restored = folder_.path() / fmt::format("restored-{}", round);
        auto const outcome = run({"--data", restored.string(), "restore", file.string()});
        ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
        fs::remove_all(restored);
    }
    EXPECT_GE(told, 3) << "the kills came too late";
}

// Too quick to be killed at a chosen moment: this is what it leaves.
TEST_P(Recovery, AnExportThatWasKilledIsToldAndClearedUp)
{
    auto const part = folder_.path() / "paper.json-Ab12cd.part";
    std::ofstream(part) << "{\"db\":[";
    auto const working = data() / ".broadsheet-export-Ab12cd";
    fs::create_directories(working);
    fs::create_symlink(part, working / "unfinished");
    auto const next = run(of({"export", "ghost", (folder_.path() / "paper.json").string()}));
    EXPECT_EQ(next.exit_code, 0) << next.output;
    EXPECT_THAT(next.output,
        HasSubstr(fmt::format("an export was cut off: removed the unfinished {}", part.string())));
    EXPECT_TRUE(names(folder_.path(), ".part").empty());
    EXPECT_TRUE(names(data(), ".broadsheet-").empty());
    EXPECT_TRUE(fs::exists(folder_.path() / "paper.json"));
}

TEST_P(Recovery, AnImportThatWasKilledIsToldByTheNextStartAndFinishedByTheNextImport)
{
    auto const import = of({"import", "markdown", articles(400).string()});
    int told = 0;
    for (int round = 0; round < 20 && told < 3; ++round) {
        Program running(import);
        while (names(data(), ".broadsheet-import-").empty() && running.output().empty())
            std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(round * 7));
        running.kill();
        bool const was_cut_off = !names(data(), ".broadsheet-import-").empty();
        Program next(serve());
        ASSERT_TRUE(next.wait_for("Reading at")) << next.output();
        if (was_cut_off) {
            EXPECT_THAT(next.output(), HasSubstr("an import was cut off"));
            ++told;
        }
    }
    EXPECT_EQ(told, 3);
    auto const last = run(import);
    EXPECT_EQ(last.exit_code, 0) << last.output;
    EXPECT_THAT(run(of({"check"})).output, HasSubstr("400 published"));
}

TEST_P(Recovery, AServerThatWasKilledWhilePublishingIsToldByTheNextStart)
{
    auto const import = of({"import", "markdown", articles(300).string()});
    for (int round = 0; round < 3; ++round) {
        Program server(serve());
        ASSERT_TRUE(server.wait_for("Reading at")) << server.output();
        Program publishing(import);
        std::this_thread::sleep_for(std::chrono::milliseconds(30 * round));
        ASSERT_TRUE(server.kill());
        publishing.wait();

        Program next(serve());
        ASSERT_TRUE(next.wait_for("Reading at")) << next.output();
        // Whoever comes first says it: the import may have started after the kill.
        EXPECT_THAT(publishing.output() + next.output(), HasSubstr("the server was cut off"));
        EXPECT_EQ(names(data(), ".broadsheet-").size(), 1u) << "only its own";
    }
    EXPECT_THAT(run(of({"check"})).output, HasSubstr("300 published"));
}

TEST_P(Recovery, AnOrderlyEndLeavesNothingToTell)
{
    ASSERT_EQ(run(of({"backup", (folder_.path() / "paper.tar.gz").string()})).exit_code, 0);
    EXPECT_THAT(run(of({"check"})).output, Not(HasSubstr("cut off")));
}

TEST_P(Recovery, AFolderThatIsOnlyCalledAlikeIsLeftAlone)
{
    auto const backup = folder_.path() / "paper.tar.zst";
    ASSERT_EQ(run(of({"backup", backup.string()})).exit_code, 0);
    for (std::string name : {".broadsheet-weekly", ".broadsheet-serve-archive", ".broadsheet-Xy12ab"}) {
        fs::create_directories(folder_.path() / name);
        std::ofstream(folder_.path() / name / "broadsheet.db") << "a newspaper";
    }
    auto const restored = run({"--data", (folder_.path() / "other").string(), "restore", backup.string()});
    ASSERT_EQ(restored.exit_code, 0) << restored.output;
    for (std::string name : {".broadsheet-weekly", ".broadsheet-serve-archive", ".broadsheet-Xy12ab"})
        EXPECT_TRUE(fs::exists(folder_.path() / name / "broadsheet.db")) << name;
}

TEST_P(Recovery, WhatIsAtWorkIsNoRemainder)
{
    Program server(serve());
    ASSERT_TRUE(server.wait_for("Reading at")) << server.output();
    EXPECT_THAT(run(of({"check"})).output, Not(HasSubstr("cut off")));
    EXPECT_EQ(names(data(), ".broadsheet-serve-").size(), 1u);
}

} // namespace

} // namespace broadsheet::cli

#include "mirror/verify/verify.h"

#include "mirror/log/tree_writer.h"
#include "mirror/log/vectors.h"
#include "places.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;
using State = Verdict::State;

// The small mirror of the test vectors in a folder, checked by our program and by the script that mirrors
// carry.
class VerifyTest : public testing::Test {
protected:
    VerifyTest() { write_edition(2); }

    void write_edition(std::size_t edition)
    {
        std::filesystem::remove_all(root_);
        for (auto const& [name, content] : files_ = test_vectors::mirror_files(edition))
            write(name, content);
    }
    void write(std::string const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(root_ / name, content, Durability::cached).ok());
    }
    void remove(std::string const& name) const { std::filesystem::remove(root_ / name); }
    Verdict check(VerifyOptions options = {}) const
    {
        options.threads = 1;
        return verify(*open_folder(root_).value(), options);
    }
    // Returns its exit code.
    int script(std::string const& arguments) const
    {
        auto const status
            = std::system(fmt::format("python3 -I {}/src/mirror/assets/verify.py {} >{}/said 2>&1",
                BROADSHEET_SOURCE_DIR, arguments, folder_.path().string())
                              .c_str());
        return WEXITSTATUS(status);
    }
    std::string said() const { return read_file(folder_.path() / "said").value(); }
    bool script_accepts(std::string const& key = "") const { return script(root_.string() + " " + key) == 0; }
    static std::string fingerprint(std::size_t version)
    {
        return test_vectors::text(test_vectors::all().at("mirror").at("root_fingerprints").at(version - 1));
    }

    test::TemporaryFolder folder_;
    std::filesystem::path root_ = folder_.path() / "mirror";
    std::map<std::string, std::string> files_;
};

TEST_F(VerifyTest, AGenuineMirrorIsGood)
{
    auto const verdict = check();
    EXPECT_EQ(verdict.state, State::good) << verdict.findings.at(0).name << verdict.findings.at(0).reason;
    EXPECT_EQ(verdict.files, 5u);
    EXPECT_EQ(verdict.head->snapshot.edition, 2u);
    EXPECT_TRUE(script_accepts());
    EXPECT_THAT(said(), HasSubstr(fmt::format("keys {} (before: {}),", fingerprint(2), fingerprint(1))));
    write_edition(1);
    EXPECT_EQ(check().state, State::good);
    EXPECT_TRUE(script_accepts());
    EXPECT_THAT(said(), HasSubstr(fmt::format("keys {}, log", fingerprint(1))));
}

TEST_F(VerifyTest, TheKeyThatTheReaderKnowsDecides)
{
    auto const& key = test_vectors::text(test_vectors::all().at("mirror").at("log_keys").at(1));
    auto const& former = test_vectors::text(test_vectors::all().at("mirror").at("log_keys").at(0));
    for (auto const& known : {fingerprint(1), fingerprint(2), key}) {
        EXPECT_EQ(check({.key = known}).state, State::good) << known;
        EXPECT_TRUE(script_accepts(known)) << known;
    }
    for (auto const& unknown : {std::string(64, 'a'), former, std::string("nonsense")}) {
        EXPECT_EQ(check({.key = unknown}).state, State::bad) << unknown;
        EXPECT_FALSE(script_accepts(unknown)) << unknown;
    }
}

TEST_F(VerifyTest, EveryByteCounts)
{
    for (auto const& [name, content] : files_) {
        // Of large files, some of the bytes; of small ones, each.
        auto const step = content.size() > 200 ? content.size() / 31 + 1 : 1;
        for (std::size_t at = 0; at < content.size(); at += step) {
            auto changed = content;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            write(name, changed);
            auto const verdict = check();
            ASSERT_EQ(verdict.state, State::bad) << name << " at " << at;
            ASSERT_FALSE(verdict.findings.empty());
        }
        write(name, content);
    }
    EXPECT_EQ(check().state, State::good);
}

TEST_F(VerifyTest, TheScriptSeesWhatIsFlippedRemovedTruncatedOrExtended)
{
    auto const status = std::system(fmt::format(
        "python3 -I {0}/tests/mirror/spoil_mirror.py {0}/src/mirror/assets/verify.py {1} >{2}/said 2>&1",
        BROADSHEET_SOURCE_DIR, root_.string(), folder_.path().string())
                                        .c_str());
    EXPECT_EQ(WEXITSTATUS(status), 0) << said();
}

TEST_F(VerifyTest, WhatIsRemovedTruncatedOrExtendedIsNamed)
{
    for (auto const& [name, content] : files_) {
        remove(name);
        EXPECT_EQ(check().state, State::bad) << name << " removed";
        write(name, content + "x");
        EXPECT_EQ(check().state, State::bad) << name << " extended";
        if (!content.empty()) {
            write(name, std::string_view(content).substr(0, content.size() - 1));
            EXPECT_EQ(check().state, State::bad) << name << " truncated";
        }
        write(name, content);
    }
    remove("2014/05/harbour/index.html");
    auto const verdict = check();
    ASSERT_EQ(verdict.findings.size(), 1u);
    EXPECT_EQ(verdict.findings[0].name, "2014/05/harbour/index.html");
    EXPECT_EQ(verdict.findings[0].reason, "it is missing");
    EXPECT_FALSE(script_accepts());
}

// It takes no space on the host's disk, and would take hours to read.
TEST_F(VerifyTest, AHoleOfTerabytesIsNotReadToItsEnd)
{
    for (auto const* name : {"index.html", "log/latest"}) {
        std::filesystem::resize_file(root_ / name, std::uintmax_t{4} << 40);
        EXPECT_EQ(check().state, State::bad) << name;
        EXPECT_FALSE(script_accepts()) << name;
        EXPECT_THAT(said(), testing::HasSubstr("it is longer than it may be"));
        write(name, files_[name]);
    }
}

TEST_F(VerifyTest, WhatIsSwappedOrAddedIsNamed)
{
    write("index.html", files_["2014/05/harbour/index.html"]);
    write("2014/05/harbour/index.html", files_["index.html"]);
    EXPECT_EQ(check().findings.size(), 2u);
    EXPECT_FALSE(script_accepts());
    write_edition(2);
    for (auto const* name :
        {"evil/index.html", "log/tile/0/001", "log/tile/0/000.p/3", "log/roots/003", "log/x"}) {
        write(name, "evil");
        auto const verdict = check();
        EXPECT_EQ(verdict.state, State::bad) << name;
        EXPECT_FALSE(script_accepts()) << name;
        remove(name);
    }
    for (auto const* target : {"/etc/hostname", "/etc"}) {
        std::filesystem::create_symlink(target, root_ / "link");
        EXPECT_EQ(check().state, State::bad) << target;
        EXPECT_FALSE(script_accepts()) << target;
        remove("link");
    }
}

TEST_F(VerifyTest, OnlyWhatTheBuilderKeepsMayStandBesideTheMirror)
{
    auto const came = ".broadsheet-fetched/" + std::string(64, 'a');
    for (auto const* name : {".broadsheet-mirror.run0", ".broadsheet-building.123.0.tmp",
             ".broadsheet-mirror", ".broadsheet-mirror.new", ".broadsheet-building", ".broadsheet-built",
             ".broadsheet-built.new", ".broadsheet-lock", ".broadsheet-gone", ".broadsheet-pushed-the-host",
             ".broadsheet-staged/journal", ".broadsheet-staged/0/12", ".broadsheet-waiting/staging",
             ".broadsheet-waiting/0/12", came.c_str()})
        write(name, "state");
    EXPECT_EQ(check().state, State::good);
    EXPECT_TRUE(script_accepts());
    for (auto const* name :
        {".broadsheet-x/index.html", ".broadsheet-x", ".broadsheet-mirror.html", "a/.broadsheet-mirror",
            ".broadsheet-pushed-x/index.html", ".broadsheet-pushed-x.html", ".broadsheet-staged/index.html",
            ".broadsheet-staged/0/1.html", ".broadsheet-staged/0/1/index.html",
            ".broadsheet-waiting/index.html", ".broadsheet-fetched/index.html", ".broadsheet-mirror.run",
            ".broadsheet-mirror..tmp", ".broadsheet-mirror.1.html.tmp"}) {
        write(name, "evil");
        EXPECT_EQ(check().state, State::bad) << name;
        EXPECT_FALSE(script_accepts()) << name;
        std::filesystem::remove_all(root_ / name);
        std::error_code is_not_empty;
        std::filesystem::remove((root_ / name).parent_path(), is_not_empty);
    }
    EXPECT_EQ(check().state, State::good);
}

TEST_F(VerifyTest, PartialTilesOfOlderCheckpointsMayStay)
{
    auto const older = test_vectors::mirror_files(1);
    for (auto const* name : {"log/tile/0/000.p/8", "log/tile/entries/000.p/8"})
        write(name, older.at(name));
    EXPECT_EQ(check().state, State::good);
    EXPECT_TRUE(script_accepts());
}

// A host of a mirror whose files fail to be read now and then.
class FailingSource final : public Source {
public:
    FailingSource(Source& source, std::string failing, Error error)
        : source_(source)
        , failing_(std::move(failing))
        , error_(std::move(error))
    {
    }
    Result<void> read(std::string const& name, PieceVisitor const& visit) override
    {
        return name == failing_ ? error_ : source_.read(name, visit);
    }
    Result<void> for_each_name(std::function<Result<void>(std::string const&)> const& visit) override
    {
        return source_.for_each_name(visit);
    }

private:
    Source& source_;
    std::string failing_;
    Error error_;
};

TEST_F(VerifyTest, WhatCannotBeReadIsNotHeldAgainstTheMirror)
{
    auto const source = open_folder(root_).value();
    Error const down{ErrorCode::unavailable, "the host answers with status 503"};
    for (auto const& [name, content] : files_) {
        FailingSource failing(*source, name, down);
        auto const verdict = verify(failing, {.threads = 1});
        EXPECT_EQ(verdict.state, State::unknown) << name;
        EXPECT_THAT(verdict.findings.at(0).reason, HasSubstr("503")) << name;
    }
    FailingSource failing(*source, "index.html", io_error("the disk fails"));
    EXPECT_EQ(verify(failing, {.threads = 1}).state, State::unknown);
    write("2014/05/harbour/index.html", "forged");
    EXPECT_EQ(verify(failing, {.threads = 1}).state, State::bad);
}

TEST_F(VerifyTest, TheScriptTellsWhatItCouldNotFindOutFromWhatIsForged)
{
    EXPECT_EQ(script("/nonexistent"), 3);
    EXPECT_EQ(script(folder_.path().string()), 3) << "a folder that is no mirror";
    EXPECT_EQ(script(root_.string() + " nonsense"), 3);
    EXPECT_EQ(script(root_.string() + " ''"), 3) << "an empty variable switches no check off";
    auto grouped = fingerprint(1);
    for (std::size_t at = 4; at < grouped.size(); at += 5)
        grouped.insert(at, " ");
    EXPECT_EQ(script(fmt::format("{} '{}'", root_.string(), grouped)), 0);
    auto capitals = fingerprint(1);
    std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
    EXPECT_EQ(script(fmt::format("{} {}", root_.string(), capitals)), 0);
    EXPECT_EQ(script(fmt::format("{} {}", root_.string(), std::string(64, 'a'))), 1);

    write("CNAME", "lantern.example");
    write(".well-known/security.txt", "x");
    EXPECT_EQ(script(root_.string()), 1);
    EXPECT_EQ(script(fmt::format("{} {} CNAME .well-known/", root_.string(), fingerprint(1))), 0);
    EXPECT_EQ(check({.host_files = {"CNAME", ".well-known/"}}).state, State::good);
    EXPECT_EQ(check({.host_files = {"CNAME", ".well-known"}}).state, State::bad);
    write_edition(2);

    write("evil\x1b[2J\nGOOD all fine", "x");
    EXPECT_EQ(script(root_.string()), 1);
    EXPECT_THAT(said(), testing::Not(HasSubstr("\x1b")));
    EXPECT_THAT(said(), testing::Not(HasSubstr("\nGOOD")));
}

TEST_F(VerifyTest, WhatMayNotBeReadIsNotForged)
{
    if (::geteuid() == 0)
        GTEST_SKIP() << "nothing is kept from root";
    write("secret/evil.html", "x");
    std::filesystem::permissions(root_ / "secret", std::filesystem::perms::none);
    EXPECT_EQ(check().state, State::unknown);
    EXPECT_EQ(script(root_.string()), 3);
    std::filesystem::permissions(root_ / "secret", std::filesystem::perms::owner_all);
    std::filesystem::remove_all(root_ / "secret");
    std::filesystem::permissions(root_ / "index.html", std::filesystem::perms::none);
    EXPECT_EQ(check().state, State::unknown);
    EXPECT_EQ(script(root_.string()), 3);
    std::filesystem::permissions(root_ / "index.html", std::filesystem::perms::owner_all);
    std::filesystem::permissions(root_ / "2014", std::filesystem::perms::none);
    EXPECT_EQ(check().state, State::unknown) << "a page in a folder that may not be read";
    EXPECT_EQ(script(root_.string()), 3);
    std::filesystem::permissions(root_ / "2014", std::filesystem::perms::owner_all);
}

TEST_F(VerifyTest, AnotherMirrorTellsAnOlderLogFromAFork)
{
    auto const newer = folder_.path() / "newer";
    std::filesystem::copy(root_, newer, std::filesystem::copy_options::recursive);
    auto const source = open_folder(newer).value();
    auto const since = files_["log/checkpoint"];
    write_edition(1);
    auto const older = check({.since = since, .newer = source.get()});
    EXPECT_EQ(older.state, State::stale);
    EXPECT_TRUE(older.is_proven_older);
    EXPECT_FALSE(check({.since = since}).is_proven_older) << "a checkpoint alone cannot tell";

    auto forked = Checkpoint::parse(Note::parse(since).value().text).value();
    forked.root = hash_of("fork");
    auto const damaged = check({.since = forked.text(), .newer = source.get()});
    EXPECT_EQ(damaged.state, State::unknown) << "its tiles are not of its checkpoint";

    // Another log of which the same checkpoint is the head: what is smaller is no beginning of it.
    auto log = TreeWriter::open([](std::string const&) -> Result<std::string> { return std::string(); },
        [&](std::string const& name, std::string_view content) {
            return write_file_atomically(newer / "log" / name, content, Durability::cached);
        },
        0)
                   .value();
    for (auto const* leaf : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"})
        ASSERT_TRUE(log.append(leaf).ok());
    ASSERT_TRUE(log.finish().ok());
    forked.root = log.root();
    auto const verdict = check({.since = forked.text(), .newer = source.get()});
    EXPECT_EQ(verdict.state, State::bad);
    EXPECT_THAT(verdict.findings.at(0).reason, HasSubstr("forked"));
}

TEST_F(VerifyTest, AnOlderTreeIsStaleAndAForkBad)
{
    auto const newer = files_["log/checkpoint"];
    auto const older = test_vectors::mirror_files(1).at("log/checkpoint");
    EXPECT_EQ(check({.since = older}).state, State::good);
    EXPECT_EQ(check({.since = newer}).state, State::good);
    // The same size as the first edition's tree, with another root.
    auto forked = Checkpoint::parse(Note::parse(older).value().text).value();
    forked.root = hash_of("fork");
    auto const verdict = check({.since = forked.text()});
    EXPECT_EQ(verdict.state, State::bad);
    EXPECT_THAT(verdict.findings.at(0).reason, HasSubstr("forked"));
    write_edition(1);
    auto const stale = check({.since = newer});
    EXPECT_EQ(stale.state, State::stale);
    EXPECT_EQ(stale.stale_because, "the mirror's log has 8 leaves; the checkpoint seen before has 12");
}

TEST_F(VerifyTest, TheScriptTellsAnOlderTreeFromAForkToo)
{
    auto const seen = folder_.path() / "seen";
    auto const since = [&](std::string_view checkpoint) {
        EXPECT_TRUE(write_file_atomically(seen, checkpoint, Durability::cached).ok());
        return script(fmt::format("{} {} --since {}", root_.string(), fingerprint(1), seen.string()));
    };
    auto const newer = files_["log/checkpoint"];
    auto const older = test_vectors::mirror_files(1).at("log/checkpoint");
    auto const text = Checkpoint::parse(Note::parse(older).value().text).value();
    EXPECT_EQ(since(newer), 0);
    EXPECT_EQ(since(older), 0);
    EXPECT_EQ(since(text.text()), 0) << "without its signature";
    EXPECT_EQ(since(Checkpoint{text.origin, 0, hash_of("")}.text()), 0) << "every log begins with nothing";

    auto forked = text;
    forked.root = hash_of("fork");
    EXPECT_EQ(since(forked.text()), 1);
    EXPECT_THAT(said(), HasSubstr("fork"));
    auto foreign = text;
    foreign.origin = "another.example/log";
    EXPECT_EQ(since(foreign.text()), 1);
    foreign.size = 1'000;
    EXPECT_EQ(since(foreign.text()), 1) << "of another log, and larger";

    for (auto const* none : {"", "nonsense", "a\nb\nc\n", "a\n-1\nc\n", "a\n01\nc\n"})
        EXPECT_EQ(since(none), 3) << none;
    EXPECT_EQ(script(root_.string() + " --since /nonexistent"), 3);
    EXPECT_EQ(script(root_.string() + " --since ''"), 3);
    EXPECT_EQ(script(root_.string() + " --since"), 3);

    write_edition(1);
    EXPECT_EQ(since(newer), 2);
    EXPECT_THAT(said(), HasSubstr("STALE"));
    write("index.html", "forged");
    EXPECT_EQ(since(newer), 1) << "what is forged is worse than old";
}

TEST_F(VerifyTest, TwoEditionsMixedAreBad)
{
    auto const older = test_vectors::mirror_files(1);
    for (auto const* name : {"index.html", "log/latest", "log/checkpoint", "log/root"}) {
        write(name, older.at(name));
        EXPECT_EQ(check().state, State::bad) << name;
        EXPECT_FALSE(script_accepts()) << name;
        write(name, files_.at(name));
    }
}

TEST_F(VerifyTest, ATarFileIsAsGood)
{
    auto const tar = (folder_.path() / "mirror.tar").string();
    for (auto const* format : {"ustar", "pax", "gnu"}) {
        ASSERT_EQ(std::system(
                      fmt::format("tar -C {} --format={} -cf {} mirror", folder_.path().string(), format, tar)
                          .c_str()),
            0);
        EXPECT_EQ(verify(*open_tar(tar).value(), {}).state, State::good) << format;
    }
    auto bytes = read_file(tar).value();
    auto const at = bytes.find("The harbour is open");
    bytes[at] = 't';
    ASSERT_TRUE(write_file_atomically(tar, bytes).ok());
    EXPECT_EQ(verify(*open_tar(tar).value(), {}).state, State::bad);
    EXPECT_FALSE(open_tar(root_ / "index.html").ok());
}

} // namespace
} // namespace broadsheet::mirror

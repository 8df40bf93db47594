// What builds sign, proven by verify(): what is new, changed and gone, another folder, a build that was
// killed.
#include "mirror/build.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/folder_lock.h"
#include "mirror/key_change.h"
#include "mirror/signing.h"
#include "mirror/staged_files.h"
#include "mirror/verify/verify.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

class SignedBuild : public testing::Test {
protected:
    BuildReport build(std::filesystem::path const& folder, std::optional<bool> precompress = {})
    {
        return test::must(try_build(folder, precompress));
    }
    BuildReport build_all(std::filesystem::path const& folder)
    {
        return test::must(try_build(folder, {}, true));
    }
    Result<BuildReport> try_build(std::filesystem::path const& folder, std::optional<bool> precompress = {},
        bool all = false, std::string slot = "2026-11-27T23:00Z")
    {
        auto origin = test::must(Origin::open(data_, "The Lantern", random_));
        return mirror::build(site_, store_, origin, random_,
            {.to = folder,
                .threads = 2,
                .slot = std::move(slot),
                .precompress = precompress,
                .all = all,
                .further = further_,
                .progress = {}});
    }
    Verdict check(std::filesystem::path const& folder, std::string const& since = "") const
    {
        return verify(*open_folder(folder).value(), {.key = {}, .since = since, .threads = 2});
    }
    void expect_good(std::filesystem::path const& folder, std::string const& since = "") const
    {
        auto const verdict = check(folder, since);
        for (auto const& [name, reason] : verdict.findings)
            ADD_FAILURE() << name << ": " << reason;
        EXPECT_EQ(verdict.state, Verdict::State::good) << verdict.stale_because;
    }
    newsroom::Number publish(std::string const& slug)
    {
        return newspaper_.save(newspaper_.draft(slug, slug));
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    media::MediaStore store_{folder_.path() / "media", "/nowhere"};
    std::vector<FurtherFile> further_{{"mirrors.txt", "https://mirror.example/\n", "text/plain"}};
    SeededRandom random_{7};
    test::Newspaper newspaper_;
    site::Site site_{*newspaper_.database, newspaper_.clock, test::must(site::Theme::built_in())};
};

TEST_F(SignedBuild, EachEditionIsProvenAndGoesOnFromTheLast)
{
    publish("first");
    EXPECT_TRUE(build(mirror_).is_published);
    expect_good(mirror_);
    auto const first = read_file(mirror_ / "log/checkpoint").value();
    EXPECT_FALSE(build(mirror_).is_published) << "nothing has changed";
    EXPECT_EQ(read_file(mirror_ / "log/checkpoint").value(), first);

    for (int number = 0; number < 12; ++number)
        publish("article-" + std::to_string(number));
    EXPECT_TRUE(build(mirror_).is_published);
    expect_good(mirror_, first);
    auto const second = read_file(mirror_ / "log/checkpoint").value();

    auto gone = newspaper_.draft("gone", "Gone");
    gone.number = newspaper_.save(gone);
    build(mirror_);
    gone.status = newsroom::Status::withdrawn;
    newspaper_.save(gone);
    build(mirror_);
    expect_good(mirror_, second);
    EXPECT_FALSE(std::filesystem::exists(mirror_ / "gone"));
}

TEST_F(SignedBuild, ManyFilesGrowTheManifest)
{
    for (int round = 0; round < 3; ++round) {
        for (int number = 0; number < 40; ++number)
            publish("article-" + std::to_string(round * 40 + number));
        build(mirror_, true);
        expect_good(mirror_);
    }
    EXPECT_GT(check(mirror_).head->snapshot.bits, 5u) << "there are branches";
    EXPECT_TRUE(std::filesystem::exists(mirror_ / "index.html.br"));
    build(mirror_, false);
    expect_good(mirror_);
    EXPECT_FALSE(std::filesystem::exists(mirror_ / "index.html.br"));
}

TEST_F(SignedBuild, AnotherFolderHasTheSameLog)
{
    publish("first");
    build(mirror_);
    auto const other = folder_.path() / "other";
    build(other);
    expect_good(other);
    EXPECT_EQ(read_file(mirror_ / "log/checkpoint").value(), read_file(other / "log/checkpoint").value());
    publish("second");
    build(other);
    auto const newest = read_file(other / "log/checkpoint").value();
    EXPECT_EQ(check(mirror_, newest).state, Verdict::State::stale);
    build(mirror_);
    expect_good(mirror_, newest);
}

TEST_F(SignedBuild, TheScriptTakesNamesForOneLineThatOtherProgramsBreak)
{
    publish("first");
    for (auto const* separator : {"\u0085", "\u2028", "\u2029"})
        further_.push_back({fmt::format("a{}b.txt", separator), "text", "text/plain"});
    build(mirror_);
    expect_good(mirror_);
    EXPECT_EQ(std::system(
                  fmt::format("python3 -I {}/log/verify.py {}", mirror_.string(), mirror_.string()).c_str()),
        0);
}

TEST_F(SignedBuild, ANewspaperThatChangesItsTitleGoesOn)
{
    publish("first");
    build(mirror_);
    newspaper_.change([](newsroom::Change& change) -> Result<void> {
        auto settings = TRY(newsroom::load_settings(change.connection()));
        settings.title["en"] = "The Beacon";
        return newsroom::save_settings(change, settings);
    });
    EXPECT_TRUE(build(mirror_).is_published);
    expect_good(mirror_);

    // Earlier programs wrote the title into the folder.
    auto const list = read_file(mirror_ / ".broadsheet-mirror").value();
    auto const names = list.substr(list.find('\n'));
    auto const titled = "A mirror made by Broadsheet, of: The Lantern" + names;
    ASSERT_TRUE(write_file_atomically(mirror_ / ".broadsheet-mirror", titled).ok());
    publish("second");
    EXPECT_TRUE(build(mirror_).is_published);
    expect_good(mirror_);
    ASSERT_TRUE(write_file_atomically(mirror_ / ".broadsheet-mirror", titled).ok());
    ASSERT_TRUE(write_file_atomically(mirror_ / "log/checkpoint", "the-lantern/another\n").ok());
    EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict);
}

TEST_F(SignedBuild, OneBuildAtATimeIsAtWork)
{
    publish("first");
    {
        std::filesystem::create_directories(mirror_);
        EXPECT_FALSE(FolderLock::is_held(mirror_));
        std::filesystem::remove(mirror_ / ".broadsheet-lock");
        build(mirror_);
        auto const lock = test::must(FolderLock::take(mirror_));
        EXPECT_TRUE(FolderLock::is_held(mirror_));
        EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict);
    }
    EXPECT_FALSE(FolderLock::is_held(mirror_));
    EXPECT_FALSE(build(mirror_).is_published);
}

TEST_F(SignedBuild, OneIsAtWorkInTheLogAtATimeWhateverItsFolder)
{
    for (auto const* slug : {"first", "second"}) {
        publish(slug);
        build(mirror_);
        auto const at_work = test::must(Origin::open(data_, "The Lantern", random_));
        EXPECT_EQ(Origin::open(data_, "The Lantern", random_).error().code, ErrorCode::conflict);
    }
}

TEST_F(SignedBuild, WhatSomebodyHasChangedInTheFolderIsMended)
{
    publish("first");
    build(mirror_);
    ASSERT_TRUE(write_file_atomically(mirror_ / "index.html", "forged").ok());
    ASSERT_TRUE(write_file_atomically(mirror_ / "log/latest", "forged").ok());
    EXPECT_EQ(check(mirror_).state, Verdict::State::bad);
    build_all(mirror_);
    expect_good(mirror_);
}

TEST_F(SignedBuild, TheNextBuildCompressesAsTheLastOneDid)
{
    auto const is_compressed = [&] { return std::filesystem::exists(mirror_ / "index.html.br"); };
    publish("first");
    build(mirror_, true);
    publish("second");
    build(mirror_);
    EXPECT_TRUE(is_compressed());
    EXPECT_TRUE(std::filesystem::exists(mirror_ / "second/index.html.gz"));
    build(mirror_, false);
    EXPECT_FALSE(is_compressed());
    build(mirror_);
    EXPECT_FALSE(is_compressed());
    expect_good(mirror_);
}

TEST_F(SignedBuild, ADamagedLogIsNotPutInPlaceOfTheMirrors)
{
    newspaper_.publish_many(260, "many");
    build(mirror_);
    auto const log = data_ / "log";
    for (auto const* name : {"tile/entries/000", "tile/0/000"}) // of which no build reads anything otherwise
        for (auto const is_gone : {true, false}) {
            auto const whole = test::must(read_file(log / name));
            if (is_gone)
                std::filesystem::remove(log / name);
            else
                ASSERT_TRUE(write_file_atomically(log / name, std::string(whole.size(), 'x')).ok());
            auto const refused = try_build(mirror_, {}, true);
            ASSERT_FALSE(refused.ok()) << name;
            EXPECT_THAT(refused.error().message,
                testing::AllOf(testing::HasSubstr("the signed log is damaged"), testing::HasSubstr(name)));
            ASSERT_TRUE(write_file_atomically(log / name, whole).ok());
            expect_good(mirror_);
        }
    build_all(mirror_);
    expect_good(mirror_);
}

TEST_F(SignedBuild, NoEditionIsOfASlotBeforeTheLastOnes)
{
    publish("first");
    test::must(try_build(mirror_, {}, false, "2026-11-27T23:27Z"));
    publish("second");
    test::must(try_build(mirror_, {}, false, "2026-11-27T23:00Z"));
    EXPECT_EQ(check(mirror_).head->snapshot.slot, "2026-11-27T23:27Z");
    expect_good(mirror_);
}

TEST_F(SignedBuild, ACommitThatWasCutOffIsEndedByTheNextBuild)
{
    publish("first");
    build(mirror_);
    // As a kill between two renames leaves it: everything staged, the journal whole, one file in place.
    auto const staged = mirror_ / StagedFiles::folder_name;
    ASSERT_TRUE(write_file_atomically(staged / "0/1", "half an edition").ok());
    ASSERT_TRUE(
        write_file_atomically(staged / "journal", "0 0 already-there.txt\n0 1 first/index.html\n").ok());
    build_all(mirror_);
    expect_good(mirror_);
    EXPECT_FALSE(std::filesystem::exists(staged));
}

TEST_F(SignedBuild, ALogThatCameBackFromABackupIsNotForked)
{
    publish("first");
    build(mirror_);
    auto const backup = folder_.path() / "backup";
    std::filesystem::copy(data_, backup, std::filesystem::copy_options::recursive);
    publish("second");
    build(mirror_);
    auto const newest = read_file(mirror_ / "log/checkpoint").value();

    std::filesystem::remove_all(data_);
    std::filesystem::copy(backup, data_, std::filesystem::copy_options::recursive);
    publish("third");
    EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict) << "older";
    std::filesystem::remove_all(data_);
    EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict) << "lost";
    EXPECT_EQ(read_file(mirror_ / "log/checkpoint").value(), newest);

    // The way out that the message names.
    std::filesystem::remove_all(data_);
    std::filesystem::copy(backup, data_, std::filesystem::copy_options::recursive);
    std::filesystem::remove_all(log_folder(data_));
    std::filesystem::copy(mirror_ / "log", log_folder(data_), std::filesystem::copy_options::recursive);
    build(mirror_);
    expect_good(mirror_, newest);
}

// The folder may hold the only copy of the new keys.
TEST_F(SignedBuild, ABackupFromBeforeAKeyChangeDoesNotTakeTheKeysBack)
{
    publish("first");
    build(mirror_);
    auto const backup = folder_.path() / "backup";
    std::filesystem::copy(data_, backup, std::filesystem::copy_options::recursive);
    auto const stolen = test::must(read_key_file(log_key_file(data_)));
    std::optional const fresh = SigningKey::make("fresh", KeyKind::note, random_);
    auto root = test::must(newest_root(data_));
    ++root.version;
    root.log_keys = {fresh->verifier()};
    Note note{root.text(), {}};
    note.sign(stolen);
    ASSERT_TRUE(adopt_root(data_, note, fresh).ok());
    publish("second");
    build(mirror_);
    auto const newest = read_file(mirror_ / "log/checkpoint").value();

    auto const restored = [&](bool has_key) {
        std::filesystem::remove_all(data_);
        std::filesystem::copy(backup, data_, std::filesystem::copy_options::recursive);
        if (!has_key)
            std::filesystem::remove(log_key_file(data_));
        EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict);
    };
    restored(true);
    restored(false);
    // Even when the old key has gone on as far in another folder: by its length the log could be a newer one.
    restored(true);
    auto const other = folder_.path() / "other";
    for (auto const* slug : {"third", "fourth", "fifth"}) {
        publish(slug);
        build(other);
    }
    EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict);
    std::filesystem::remove(mirror_ / "log/roots/002");
    EXPECT_EQ(try_build(mirror_).error().code, ErrorCode::conflict) << "it is another log";
    EXPECT_EQ(read_file(mirror_ / "log/checkpoint").value(), newest);
    EXPECT_TRUE(std::filesystem::exists(mirror_ / "second/index.html"));
}

TEST_F(SignedBuild, TheLogNamesNoHostNoSlugAndNoTime)
{
    publish("a-telling-slug");
    build(mirror_);
    auto const read = for_each_file(mirror_ / "log", [&](std::filesystem::path const& file) -> Result<void> {
        auto const text = read_file(file).value();
        auto const name = file.lexically_relative(mirror_).string();
        EXPECT_EQ(text.find("lantern.example"), text.npos) << name;
        if (!name.starts_with("log/manifest/")) {
            EXPECT_EQ(text.find("telling"), text.npos) << name;
        }
        for (auto at = text.find("2026-11-27T"); at != text.npos; at = text.find("2026-11-27T", at + 1))
            EXPECT_EQ(text.substr(at, 17), "2026-11-27T23:00Z") << name;
        return {};
    });
    EXPECT_TRUE(read.ok());
}

} // namespace
} // namespace broadsheet::mirror

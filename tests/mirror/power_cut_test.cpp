// What is on the disk when a build notes that it has ended, and at each moment while a signature is taken in.
#include "mirror/build.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/key_change.h"
#include "mirror/log_update.h"
#include "mirror/signing.h"
#include "mirror/staged_files.h"
#include "mirror/verify/verify.h"
#include "mirror/waiting_head.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <functional>
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::function<void()> on_sync; // called when all that was written is on the disk
std::function<void()> on_rename; // called before a file is put in place

}

// These two in the place of the C library's.
extern "C" int renameat(int from, char const* name, int to, char const* new_name) noexcept
{
    if (on_rename)
        on_rename();
    return static_cast<int>(syscall(SYS_renameat2, from, name, to, new_name, 0));
}

extern "C" int syncfs(int file) noexcept
{
    auto const result = syscall(SYS_syncfs, file);
    if (on_sync)
        on_sync();
    return static_cast<int>(result);
}

namespace broadsheet::mirror {
namespace {

TEST(PowerCut, WhatABuildNotesAsDoneIsOnTheDisk)
{
    test::TemporaryFolder const folder;
    auto const mirror = folder.path() / "mirror";
    media::MediaStore const store{folder.path() / "media", "/nowhere"};
    SeededRandom random{7};
    test::Newspaper newspaper;
    site::Site const site{*newspaper.database, newspaper.clock, test::must(site::Theme::built_in())};
    auto const exists = [&](char const* name) { return std::filesystem::exists(mirror / name); };
    auto const build = [&] {
        auto origin = test::must(Origin::open(folder.path() / "data", "The Lantern", random));
        test::must(mirror::build(site, store, origin, random,
            {.to = mirror, .threads = 1, .slot = "2026-11-27T23:00Z", .further = {}, .progress = {}}));
    };
    auto article = newspaper.draft("first", "First");
    article.number = newspaper.save(article);

    bool is_there = false;
    bool is_noted = false;
    on_sync = [&] {
        is_there = exists("first/index.html") && exists("log/latest");
        is_noted = exists(".broadsheet-built");
    };
    build();
    EXPECT_TRUE(is_there);
    EXPECT_FALSE(is_noted) << "noted before it was on the disk";
    EXPECT_TRUE(exists(".broadsheet-built"));

    // What is gone is gone from the disk, too, before it is noted.
    article.status = newsroom::Status::withdrawn;
    newspaper.save(article);
    build();
    EXPECT_FALSE(is_there);
    on_sync = {};
}

TEST(PowerCut, ASignatureThatIsBeingTakenInIsNeitherLostNorHalfThere)
{
    using std::filesystem::copy_options;
    test::TemporaryFolder const folder;
    media::MediaStore const store{folder.path() / "media", "/nowhere"};
    SeededRandom random{7};
    test::Newspaper newspaper;
    site::Site const site{*newspaper.database, newspaper.clock, test::must(site::Theme::built_in())};
    auto const origin_in = [&](std::filesystem::path const& root) {
        return test::must(Origin::open(root / "data", "The Lantern", random));
    };
    auto const build = [&](std::filesystem::path const& root) {
        auto origin = origin_in(root);
        return test::must(mirror::build(site, store, origin, random,
            {.to = root / "mirror", .threads = 1, .slot = "2026-11-27T23:00Z", .further = {}, .progress = {}}));
    };
    auto const take = [&](std::filesystem::path const& root, SignAnswer const& answer) {
        EXPECT_TRUE(test::must(take_signatures(origin_in(root), answer)));
        test::must(put_signed(root / "mirror", origin_in(root)));
    };
    auto const is_good = [](std::filesystem::path const& root) {
        return verify(*open_folder(root / "mirror").value(), {}).state == Verdict::State::good;
    };
    auto const paper = folder.path() / "paper";
    newspaper.save(newspaper.draft("first", "First"));
    build(paper);
    auto const key = test::must(read_key_file(log_key_file(paper / "data")));
    std::filesystem::remove(log_key_file(paper / "data"));
    newspaper.save(newspaper.draft("second", "Second"));
    ASSERT_TRUE(build(paper).is_waiting);
    auto const log = log_folder(paper / "data");
    auto const request = test::must(request_of(*test::must(WaitingHead::read(log)), log));
    auto const answer = test::must(SignAnswer::parse(answer_to(request, key, 0)));

    int moments = 0;
    auto const moment = [&](int number) { return folder.path() / std::to_string(number); };
    on_sync = [&] { std::filesystem::copy(paper, moment(moments++), copy_options::recursive); };
    int renamed = 0;
    on_rename = [&] {
        // Of the many files of the folder every eighth will do: each moment costs a build.
        if (!StagedFiles::were_cut_off(paper / "mirror") || renamed++ % 8 == 0)
            on_sync();
    };
    take(paper, answer);
    on_sync = on_rename = {};
    int cut_off_in_log = 0;
    for (int number = 0; number < moments; ++number) {
        auto const left = moment(number);
        auto const its_log = log_folder(left / "data");
        bool const is_cut_off = StagedFiles::were_cut_off(its_log);
        cut_off_in_log += is_cut_off;
        EXPECT_TRUE(!check_is_whole(left / "mirror").ok() || is_good(left)) << number;
        // What was cut off is ended by a build alone.
        if (!is_cut_off && test::must(WaitingHead::read(its_log)))
            take(left, answer);
        EXPECT_FALSE(build(left).is_waiting) << number;
        EXPECT_TRUE(is_good(left)) << number;
        EXPECT_TRUE(std::filesystem::exists(left / "mirror/second/index.html")) << number;
    }
    EXPECT_GE(cut_off_in_log, 4) << "before, between and after the files of the log are put in place";
}

} // namespace
} // namespace broadsheet::mirror

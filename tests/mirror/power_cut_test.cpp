// What is on the disk when a build notes that it has ended.
#include "mirror/build.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/signing.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <functional>
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::function<void()> on_sync; // called when all that was written is on the disk

}

// In the place of the C library's.
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

} // namespace
} // namespace broadsheet::mirror

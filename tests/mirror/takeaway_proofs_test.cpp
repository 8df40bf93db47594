#include "mirror/takeaway_proofs.h"

#include "base/file.h"
#include "mirror/folder.h"
#include "mirror/log_update.h"
#include "mirror/verify/file_proof.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

class TakeawayProofs : public testing::Test {
protected:
    void make(std::string const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(takeaway_ / name, content, Durability::cached).ok());
    }
    // Makes the mirror have what is in the folder.
    void publish()
    {
        auto origin = test::must(Origin::open(data_, "The Lantern", random_));
        auto folder = test::must(Folder::open(mirror_, origin.name));
        auto update = test::must(LogUpdate::open(origin, "2026-11-27T23:00Z", random_));
        ASSERT_TRUE(for_each_file(takeaway_, [&](std::filesystem::path const& path) -> Result<void> {
            auto const name = "takeaway/" + path.filename().string();
            auto const content = TRY(read_file(path));
            TRY(folder.put(name, content));
            return update.publication().put(name, content, "application/octet-stream");
        }).ok());
        ASSERT_TRUE(update.publication().remove_others().ok());
        ASSERT_TRUE(update.finish(++edition_).ok());
        ASSERT_TRUE(copy_log(origin.log, folder).ok());
        ASSERT_TRUE(folder.finish().ok());
    }
    std::size_t write() { return test::must(write_proofs(takeaway_, mirror_)); }
    bool has(std::string const& name) const { return std::filesystem::exists(takeaway_ / name); }
    Verdict::State check(std::string const& name) const
    {
        auto const text = test::must(read_file(takeaway_ / (name + ".proof")));
        return verify_file(takeaway_ / name, test::must(FileProof::parse(text)), {}).state;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path takeaway_ = data_ / "takeaway";
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    SeededRandom random_{7};
    std::uint64_t edition_ = 0;
};

TEST_F(TakeawayProofs, AreMadeOfWhatIsPublished)
{
    make("lantern.zim", "an archive");
    make("week.epub", "a book");
    make("readme.html", "a page");
    EXPECT_EQ(write(), 0u) << "there is no mirror";
    publish();
    make("later.zim", "not published yet");
    EXPECT_EQ(write(), 2u);
    EXPECT_EQ(check("lantern.zim"), Verdict::State::good);
    EXPECT_EQ(check("week.epub"), Verdict::State::good);
    EXPECT_FALSE(has("readme.html.proof"));
    EXPECT_FALSE(has("later.zim.proof"));

    publish();
    EXPECT_EQ(write(), 1u) << "the other proofs say the same, and stay";
    EXPECT_EQ(check("later.zim"), Verdict::State::good);
    publish();
    EXPECT_EQ(write(), 0u);
    EXPECT_EQ(verify(*open_folder(mirror_).value(), {.threads = 1}).state, Verdict::State::good)
        << "the proofs are files as any";
}

TEST_F(TakeawayProofs, GoWithTheirEditions)
{
    make("lantern.zim", "an archive");
    make("week.epub", "a book");
    publish();
    write();
    ASSERT_TRUE(remove_outdated_proofs(takeaway_).ok());
    EXPECT_TRUE(has("lantern.zim.proof"));
    std::filesystem::remove(takeaway_ / "week.epub");
    make("lantern.zim", "another archive");
    std::filesystem::last_write_time(takeaway_ / "lantern.zim",
        std::filesystem::last_write_time(takeaway_ / "lantern.zim.proof") + std::chrono::seconds(1));
    ASSERT_TRUE(remove_outdated_proofs(takeaway_).ok());
    EXPECT_FALSE(has("lantern.zim.proof"));
    EXPECT_FALSE(has("week.epub.proof"));
    EXPECT_TRUE(has("lantern.zim"));
    publish();
    EXPECT_EQ(write(), 1u);
    EXPECT_EQ(check("lantern.zim"), Verdict::State::good);
    EXPECT_TRUE(remove_outdated_proofs(folder_.path() / "nothing").ok());
}

} // namespace
} // namespace broadsheet::mirror

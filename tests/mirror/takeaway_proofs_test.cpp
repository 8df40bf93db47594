#include "mirror/takeaway_proofs.h"

#include "base/file.h"
#include "mirror/log_update.h"
#include "mirror/verify/file_proof.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <fstream>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

class TakeawayProofs : public testing::Test {
protected:
    void make(std::string const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(takeaway_ / name, content, Durability::cached).ok());
    }
    // Enters what is in the folder into the log.
    void publish()
    {
        auto origin = test::must(Origin::open(data_, "The Lantern", random_));
        auto update = test::must(LogUpdate::open(origin, "2026-11-27T23:00Z", random_));
        ASSERT_TRUE(for_each_file(takeaway_, [&](std::filesystem::path const& path) -> Result<void> {
            auto const content = TRY(read_file(path));
            return update.publication().put(
                "takeaway/" + path.filename().string(), content, "application/octet-stream");
        }).ok());
        ASSERT_TRUE(update.publication().remove_others().ok());
        ASSERT_TRUE(update.finish(++edition_).ok());
    }
    SettledProofs settle() { return test::must(settle_proofs(takeaway_, log_folder(data_))); }
    bool has(std::string const& name) const { return std::filesystem::exists(takeaway_ / name); }
    Verdict::State check(std::string const& name) const
    {
        auto const text = test::must(read_file(takeaway_ / (name + ".proof")));
        return verify_file(takeaway_ / name, test::must(FileProof::parse(text)), {}).state;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path data_ = folder_.path() / "data";
    std::filesystem::path takeaway_ = data_ / "takeaway";
    SeededRandom random_{7};
    std::uint64_t edition_ = 0;
};

TEST_F(TakeawayProofs, AreMadeOfWhatIsPublished)
{
    make("lantern.zim", "an archive");
    make("week.epub", "a book");
    make("text.zip", "pages");
    make("readme.html", "a page");
    EXPECT_EQ(settle().written, 0u) << "nothing is published";
    publish();
    make("later.zim", "not published yet");
    EXPECT_EQ(settle().written, 3u);
    EXPECT_EQ(check("lantern.zim"), Verdict::State::good);
    EXPECT_EQ(check("week.epub"), Verdict::State::good);
    EXPECT_EQ(check("text.zip"), Verdict::State::good);
    EXPECT_FALSE(has("readme.html.proof"));
    EXPECT_FALSE(has("later.zim.proof"));

    publish();
    EXPECT_EQ(settle().written, 1u) << "the other proofs say the same, and stay";
    EXPECT_EQ(check("later.zim"), Verdict::State::good);
    publish();
    EXPECT_EQ(settle().written, 0u);
    EXPECT_EQ(test::must(settle_proofs(folder_.path() / "nothing", log_folder(data_))).written, 0u);
}

TEST_F(TakeawayProofs, AreOfThisVeryFileOrNotThere)
{
    make("lantern.zim", "an archive");
    make("week.epub", "a book");
    publish();
    settle();
    std::filesystem::remove(takeaway_ / "week.epub");
    auto const proven_at = std::filesystem::last_write_time(takeaway_ / "lantern.zim.proof");
    for (auto const* other : {"an Archive", "another archive"}) {
        make("lantern.zim", other);
        // Made before the proof, and put here later.
        std::filesystem::last_write_time(takeaway_ / "lantern.zim", proven_at - std::chrono::hours(1));
        EXPECT_EQ(settle().written, 0u) << "the log has the former file";
        EXPECT_FALSE(has("lantern.zim.proof")) << other;
        make("lantern.zim", "an archive");
        EXPECT_EQ(settle().written, 1u) << "it is the one that was published after all";
    }
    EXPECT_FALSE(has("week.epub.proof"));
    make("lantern.zim", "another archive");
    publish();
    EXPECT_EQ(settle().written, 1u);
    EXPECT_EQ(check("lantern.zim"), Verdict::State::good);
}

TEST_F(TakeawayProofs, ALogThatIsDamagedGivesNoneAndSaysSo)
{
    make("lantern.zim", "an archive");
    publish();
    settle();
    auto const root = log_folder(data_) / root_name(1);
    auto const whole = test::must(read_file(root));
    make("lantern.zim.proof", "nonsense");
    std::ofstream(root) << "damaged";
    auto const settled = settle();
    ASSERT_EQ(settled.failures.size(), 1u);
    EXPECT_THAT(settled.failures[0],
        testing::AllOf(testing::StartsWith("takeaway/lantern.zim: "), testing::HasSubstr("from a backup")));
    EXPECT_FALSE(has("lantern.zim.proof"));

    std::ofstream(root) << whole;
    EXPECT_EQ(settle().written, 1u);
    EXPECT_EQ(check("lantern.zim"), Verdict::State::good);
}

TEST_F(TakeawayProofs, AStaleOneIsDropped)
{
    make("lantern.zim", "an archive");
    EXPECT_TRUE(drop_stale_proof(takeaway_ / "lantern.zim").ok()) << "there is none";
    publish();
    settle();
    EXPECT_TRUE(drop_stale_proof(takeaway_ / "lantern.zim").ok());
    EXPECT_TRUE(has("lantern.zim.proof"));
    make("lantern.zim", "an Archive");
    EXPECT_TRUE(drop_stale_proof(takeaway_ / "lantern.zim").ok());
    EXPECT_FALSE(has("lantern.zim.proof"));
    EXPECT_TRUE(has("lantern.zim"));
}

} // namespace
} // namespace broadsheet::mirror

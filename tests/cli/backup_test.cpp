// A damaged backup is restored by halves nowhere.
#include "base/file.h"
#include "cli/archive.h"
#include "cli/paper.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using test::must;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class Backup : public testing::TestWithParam<db::Dialect> {
protected:
    Backup()
    {
        EXPECT_EQ(paper_.run({"init", "--title", "The Lantern"}).exit_code, 0);
        must(write_file_atomically(paper_.data / "media/ab/picture.jpg", std::string(3000, 'p') + "!"));
    }

    std::string back_up(std::string const& name) const
    {
        auto file = (folder_.path() / name).string();
        auto const outcome = paper_.run({"backup", file});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
        return file;
    }

    test::TemporaryFolder folder_;
    test::Paper paper_{GetParam(), folder_.path() / "paper"};
    test::Paper restored_{GetParam(), folder_.path() / "restored/paper"};
};
ON_BOTH_DATABASES(Backup);

TEST_P(Backup, ThatIsDamagedLeavesNothingBehind)
{
    for (std::string const name : {"paper.tar.zst", "paper.tar.gz"}) {
        auto const file = back_up(name);
        auto const whole = must(read_file(file));
        fs::create_directories(restored_.data.parent_path());
        constexpr std::size_t places = 8;
        for (std::size_t place = 0; place < places; ++place) {
            auto flipped = whole;
            flipped[whole.size() * (2 * place + 1) / (2 * places)] ^= 1;
            must(write_file_atomically(file, flipped));
            auto const outcome = restored_.run({"restore", file});
            EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
            EXPECT_THAT(outcome.output, AnyOf(HasSubstr("damaged"), HasSubstr("is cut short")));
            EXPECT_TRUE(fs::is_empty(restored_.data.parent_path()));
        }
        must(write_file_atomically(file, whole));
    }
    // The database is as empty as before, too.
    auto const outcome = restored_.run({"restore", (folder_.path() / "paper.tar.gz").string()});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, Not(HasSubstr("could not be checked")));
    EXPECT_FALSE(fs::exists(restored_.data / "README.txt"));
    EXPECT_FALSE(fs::exists(restored_.data / "SHA256SUMS"));
}

TEST_P(Backup, OfAnOlderVersionIsRestoredAndSaysThatItCouldNotBeChecked)
{
    auto const unpacked = folder_.path() / "unpacked";
    fs::create_directory(unpacked);
    must(unpack_archive(back_up("paper.tar.zst"), unpacked, 1u << 30));
    auto const file = folder_.path() / "older.tar.zst";
    auto older = must(ArchiveWriter::create(folder_.path() / "unfinished", Compression::zstd));
    for (auto const* name : {"newspaper.jsonl", "broadsheet.toml", "media/ab/picture.jpg"})
        must(older.add_file(name, unpacked / name));
    must(older.finish(file));
    auto const outcome = restored_.run({"restore", file.string()});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("could not be checked: the backup is of an older version"));
}

} // namespace

} // namespace broadsheet::cli

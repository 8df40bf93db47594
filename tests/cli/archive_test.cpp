#include "cli/archive.h"

#include "base/file.h"
#include "support/database.h"
#include "support/temporary_folder.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>
#include <thread>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using test::must;
using testing::HasSubstr;

constexpr int file_count = 2'000;

class ArchiveTest : public testing::Test {
protected:
    ArchiveTest()
        : writer_(must(ArchiveWriter::create(folder_.path() / "unfinished", Compression::none)))
    {
        std::filesystem::create_directory(media_);
        for (int i = 0; i < file_count; ++i)
            EXPECT_TRUE(write_file_atomically(media_ / fmt::format("{}.jpg", i), "a picture").ok());
    }
    std::vector<std::filesystem::path> files(std::filesystem::path const& folder) const
    {
        std::vector<std::filesystem::path> found;
        auto const note = [&](std::filesystem::path const& path) -> Result<void> {
            found.push_back(path);
            return {};
        };
        EXPECT_TRUE(for_each_file(folder, note).ok());
        return found;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path media_ = folder_.path() / "media";
    ArchiveWriter writer_;
};

TEST_F(ArchiveTest, TellsAFileThatIsNotThereFromOneThatCannotBeRead)
{
    EXPECT_EQ(writer_.add_file("a.jpg", media_ / "gone.jpg").error().code, ErrorCode::not_found);
    EXPECT_EQ(writer_.add_file("a.jpg", media_).error().code, ErrorCode::io);
}

// The newsroom deletes pictures while a backup is made.
TEST_F(ArchiveTest, PassesOverWhatIsDeletedMeanwhile)
{
    auto listed = files(media_);
    std::jthread const deleting([&] {
        std::error_code ignored;
        for (auto file = listed.rbegin(); file != listed.rend(); ++file)
            std::filesystem::remove(*file, ignored);
    });
    auto const vanished = writer_.add_folder("media", media_);
    ASSERT_TRUE(vanished.ok()) << vanished.error().message;
    must(writer_.finish(folder_.path() / "archive.tar"));
    auto const unpacked = folder_.path() / "unpacked";
    std::filesystem::create_directory(unpacked);
    EXPECT_EQ(must(unpack_archive(folder_.path() / "archive.tar", unpacked, 1u << 30)), Wholeness::unknown);
    EXPECT_LE(files(unpacked).size() + *vanished, std::size_t{file_count});
}

constexpr char const* names[] = {"none", "zstd", "gzip"};

// A small provable archive.
class ProvableArchive : public testing::TestWithParam<Compression> {
protected:
    using Content = std::map<std::string, std::string>;

    ProvableArchive()
    {
        fs::create_directories(themes_ / "own");
        for (auto const& [name, content] : content_)
            must(write_file_atomically(themes_.parent_path() / name, content));
        auto writer = must(ArchiveWriter::create(folder_.path() / "unfinished", GetParam()));
        must(writer.make_provable("What this is.\n"));
        must(writer.add_file("first.txt", themes_.parent_path() / "first.txt"));
        must(writer.add_folder("themes", themes_));
        must(writer.finish(file_));
        whole_ = must(read_file(file_));
    }

    // Unpacks it with another content.
    Result<Wholeness> unpack(std::string const& content)
    {
        must(write_file_atomically(file_, content, Durability::cached));
        fs::remove_all(unpacked_);
        fs::create_directory(unpacked_);
        return unpack_archive(file_, unpacked_, 1u << 20);
    }

    Content unpacked() const
    {
        Content found;
        must(for_each_file(unpacked_, [&](fs::path const& path) -> Result<void> {
            found[path.lexically_relative(unpacked_).string()] = TRY(read_file(path));
            return {};
        }));
        return found;
    }

    // Or unpacks to what was put into it all the same: not every bit has a meaning.
    bool is_refused(std::string const& content)
    {
        auto const outcome = unpack(content);
        if (outcome) {
            EXPECT_EQ(*outcome, Wholeness::proven);
            EXPECT_EQ(unpacked(), content_);
        }
        return !outcome.ok();
    }

    test::TemporaryFolder folder_;
    fs::path file_ = folder_.path() / "archive";
    fs::path unpacked_ = folder_.path() / "unpacked";
    fs::path themes_ = folder_.path() / "files/themes";
    Content const content_{{"first.txt", "A first text, and another, and a third."},
        {"themes/own/a\nname\\.hbs", "<p>One</p>"}, {"themes/own/größe.hbs", ""},
        {"themes/own/" + std::string(120, 'n') + ".hbs", std::string(5000, 'x')}};
    std::string whole_;
};
INSTANTIATE_TEST_SUITE_P(All, ProvableArchive,
    testing::Values(Compression::none, Compression::zstd, Compression::gzip),
    [](auto const& of) { return std::string(names[static_cast<int>(of.param)]); });

TEST_P(ProvableArchive, UnpacksToWhatWasPutIntoIt)
{
    EXPECT_EQ(must(unpack(whole_)), Wholeness::proven);
    EXPECT_EQ(unpacked(), content_);
}

TEST_P(ProvableArchive, IsRefusedWhenABitIsNotAsItWasWritten)
{
    int refused = 0;
    for (std::size_t bit = 0; bit < whole_.size() * 8; bit += 1 + whole_.size() / 100) {
        auto flipped = whole_;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        refused += is_refused(flipped) ? 1 : 0;
    }
    EXPECT_GT(refused, 300);
}

TEST_P(ProvableArchive, IsRefusedWhenItIsCutShort)
{
    int refused = 0;
    std::size_t const step = GetParam() == Compression::none ? 512 : 5; // a tar's entries end at each 512
    for (std::size_t length = 0; length < whole_.size(); length += step)
        refused += is_refused(whole_.substr(0, length)) ? 1 : 0;
    EXPECT_GT(refused, 20);
}

class PlainArchive : public ProvableArchive { };
INSTANTIATE_TEST_SUITE_P(All, PlainArchive, testing::Values(Compression::none));

TEST_P(PlainArchive, NamesTheEntryThatIsNotAsItWasWritten)
{
    auto const refusal = [&](std::string_view part, std::string_view other) {
        auto changed = whole_;
        changed.replace(changed.find(part), part.size(), other);
        return unpack(changed).error().message;
    };
    EXPECT_THAT(refusal("and a third", "and a fifth"), HasSubstr("first.txt in it is not as it was written"));
    EXPECT_THAT(refusal("What this is", "What this me"), HasSubstr("README.txt in it is not"));
    EXPECT_THAT(refusal("  README.txt", "  README.tex"), HasSubstr("README.tex in it is not"));
    // Entries are left out, or come again, as whole blocks.
    auto const first = whole_.find("first.txt");
    EXPECT_THAT(unpack(whole_.substr(0, first) + whole_.substr(first + 1024)).error().message,
        HasSubstr("first.txt in it is not as it was written"));
    EXPECT_THAT(unpack(whole_.substr(1024)).error().message, HasSubstr("README.txt in it is not"));
    auto const end = whole_.find("SHA256SUMS") + 2048;
    EXPECT_THAT(unpack(whole_.substr(0, end) + whole_.substr(first, 1024)).error().message,
        HasSubstr("goes on after SHA256SUMS"));
}

TEST_P(PlainArchive, IsAsSha256sumReadsIt)
{
    must(write_file_atomically(file_, whole_));
    EXPECT_EQ(std::system(fmt::format("cd {} && tar xf archive && sha256sum --quiet --strict -c SHA256SUMS",
                  folder_.path().string())
                              .c_str()),
        0);
}

} // namespace

} // namespace broadsheet::cli

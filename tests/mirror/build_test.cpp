#include "mirror/build.h"

#include "base/file.h"
#include "media/store.h"
#include "mirror/signing.h"
#include "mirror/verify/verify.h"
#include "newsroom/newsletters.h"
#include "site/newspaper.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;

class MirrorBuild : public testing::Test {
protected:
    BuildReport build() { return test::must(build_to(mirror_)); }
    Result<BuildReport> build_to(std::filesystem::path const& folder)
    {
        auto origin = test::must(Origin::open(folder_.path() / "data", "The Lantern", random_));
        return mirror::build(site_, store_, origin, random_,
            {.to = folder,
                .threads = 2,
                .slot = "2026-11-27T23:00Z",
                .further = {},
                .takeaway = folder_.path() / "data/takeaway",
                .most_in_memory = most_in_memory_,
                .progress = {}});
    }
    bool is_mirrored(std::string const& path) const
    {
        return std::filesystem::exists(mirror_.string() + path);
    }

    // Puts a picture of that width, with its variants, into the store and the library; `digit` makes its
    // name.
    std::string picture(char digit, int width)
    {
        auto const path = fmt::format("/media/{0}{0}/{1}.jpg", digit, std::string(32, digit));
        newsroom::MediaItem item;
        item.path = path;
        item.type = "image/jpeg";
        item.width = width;
        newspaper_.change([&](newsroom::Change& change) -> Result<void> {
            TRY(newsroom::MediaLibrary::add(change, item));
            return {};
        });
        EXPECT_TRUE(write_file_atomically(*store_.file_of(path), path).ok());
        for (auto const& variant : media::variants_of(path, width))
            EXPECT_TRUE(write_file_atomically(*store_.file_of(variant.path), variant.path).ok());
        return path;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path mirror_ = folder_.path() / "mirror";
    std::size_t most_in_memory_ = 1u << 20;
    media::MediaStore store_{folder_.path() / "media", "/nowhere"};
    SeededRandom random_{7};
    test::Newspaper newspaper_;
    site::Site site_{*newspaper_.database, newspaper_.clock, test::must(site::Theme::built_in())};
};

TEST_F(MirrorBuild, OnlyMediaOfWhatIsPublishedIsInIt)
{
    auto published = newspaper_.draft("published", "Published");
    published.picture.path = picture('a', 1000);
    auto const in_body = picture('b', 300);
    published.body = fmt::format("<p><img src=\"{}\"></p>", in_body);
    newspaper_.save(published);
    auto draft = newspaper_.draft("draft", "Draft");
    draft.status = newsroom::Status::draft;
    draft.picture.path = picture('c', 1000);
    newspaper_.save(draft);
    auto withdrawn = newspaper_.draft("withdrawn", "Withdrawn");
    withdrawn.picture.path = picture('d', 1000);
    withdrawn.number = newspaper_.save(withdrawn);

    EXPECT_THAT(build().failures, testing::IsEmpty());
    EXPECT_TRUE(is_mirrored(in_body));
    for (auto const& path : {published.picture.path, withdrawn.picture.path}) {
        EXPECT_TRUE(is_mirrored(path)) << path;
        for (auto const& variant : media::variants_of(path, 1000))
            EXPECT_TRUE(is_mirrored(variant.path)) << variant.path;
    }
    EXPECT_FALSE(is_mirrored("/media/cc")) << "a draft's picture";

    withdrawn.status = newsroom::Status::withdrawn;
    newspaper_.save(withdrawn);
    EXPECT_GE(build().removed, 5u) << "the page, the picture and its variants";
    EXPECT_FALSE(is_mirrored("/media/dd")) << "a withdrawn picture";
    EXPECT_TRUE(is_mirrored(published.picture.path));
}

TEST_F(MirrorBuild, SaysWhatThePagesNameAndTheStoreDoesNotHave)
{
    auto article = newspaper_.draft("published", "Published");
    article.picture.path = picture('a', 100);
    std::filesystem::remove(*store_.file_of(article.picture.path));
    newspaper_.save(article);
    auto report = build();
    EXPECT_EQ(report.missing_media, 1u);
    EXPECT_THAT(report.failures, testing::IsEmpty());
}

TEST_F(MirrorBuild, EveryPageCarriesItsPolicy)
{
    newspaper_.save(newspaper_.draft("published", "Published"));
    build();
    std::size_t pages = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(mirror_)) {
        if (entry.path().extension() != ".html")
            continue;
        ++pages;
        auto const html = test::must(read_file(entry.path()));
        EXPECT_THAT(html,
            HasSubstr("<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "))
            << entry.path();
    }
    EXPECT_GT(pages, 3u);
}

TEST_F(MirrorBuild, EditionsToTakeAwayAreInItForAsLongAsTheyAreThere)
{
    auto const edition = folder_.path() / "data/takeaway/lantern.epub";
    ASSERT_TRUE(write_file_atomically(edition, "a book").ok());
    build();
    EXPECT_EQ(test::must(read_file(mirror_ / "takeaway/lantern.epub")), "a book");
    std::filesystem::remove(edition);
    build();
    EXPECT_FALSE(is_mirrored("/takeaway/lantern.epub"));
}

TEST_F(MirrorBuild, EditionsThatAreBeingMadeAreNotInIt)
{
    auto const folder = folder_.path() / "data/takeaway";
    for (auto const* name :
        {".lantern.zim-e5LLrz.part", ".lantern.zim-e5LLrz.part_title.idx", ".hidden/book.epub"})
        ASSERT_TRUE(write_file_atomically(folder / name, "half a book").ok());
    build();
    EXPECT_FALSE(std::filesystem::exists(mirror_ / "takeaway"));
}

TEST_F(MirrorBuild, LargeEditionsAreCopiedWithoutReadingThemWhole)
{
    most_in_memory_ = 10;
    auto const edition = folder_.path() / "data/takeaway/lantern.zim";
    auto const published = [&](std::string_view content) {
        EXPECT_TRUE(write_file_atomically(edition, content).ok());
        auto const report = build();
        EXPECT_EQ(test::must(read_file(mirror_ / "takeaway/lantern.zim")), content);
        EXPECT_EQ(verify(*open_folder(mirror_).value(), {.threads = 1}).state, Verdict::State::good);
        return report;
    };
    EXPECT_TRUE(published("a book of a thousand pages").is_published);
    EXPECT_FALSE(published("a book of a thousand pages").is_published) << "the same, made again";
    EXPECT_TRUE(published("a book of A thousand pages").is_published) << "another one of that length";
    EXPECT_TRUE(published("a book").is_published) << "small, and published as any file";
    std::ofstream(edition) << "in place"; // nothing of it shows before the next build
    EXPECT_EQ(test::must(read_file(mirror_ / "takeaway/lantern.zim")), "a book");
}

// Whoever replaces an edition while a build is at work.
TEST_F(MirrorBuild, ANewEditionToTakeAwayIsNeverPublishedWithTheFormersProof)
{
    auto const edition = folder_.path() / "data/takeaway/lantern.zim";
    auto const put = [](std::filesystem::path const& file, std::string_view content) {
        ASSERT_TRUE(write_file_atomically(file, content).ok());
    };
    for (std::size_t const most_in_memory : {100, 10}) {
        most_in_memory_ = most_in_memory;
        put(edition, fmt::format("the edition of {}", most_in_memory));
        put(edition.string() + ".proof", "what proves the former one");
        build();
        EXPECT_TRUE(is_mirrored("/takeaway/lantern.zim"));
        EXPECT_FALSE(is_mirrored("/takeaway/lantern.zim.proof"));
        build();
        EXPECT_TRUE(is_mirrored("/takeaway/lantern.zim.proof")) << "the edition is as it was";
        EXPECT_EQ(verify(*open_folder(mirror_).value(), {.threads = 1}).state, Verdict::State::good);
    }
}

TEST(MirrorBuildReport, TellsOfTwoBuildsAsOfOne)
{
    BuildReport report{.edition = 7,
        .pages = 20,
        .rendered = 9,
        .created = 1,
        .changed = 2,
        .unchanged = 17,
        .removed = 1,
        .missing_media = 3,
        .failures = {},
        .log_size = 40,
        .bytes_written = 100};
    report += {.edition = 8,
        .pages = 21,
        .rendered = 4,
        .created = 2,
        .changed = 1,
        .unchanged = 19,
        .removed = 5,
        .missing_media = 2,
        .failures = {"page"},
        .log_size = 50,
        .is_published = true,
        .is_waiting = true,
        .bytes_written = 10};
    EXPECT_EQ(report.edition, 8);
    EXPECT_EQ(report.pages, 21u);
    EXPECT_EQ(report.rendered, 9u) << "mostly the same ones again";
    EXPECT_EQ(report.created, 3u);
    EXPECT_EQ(report.changed, 3u);
    EXPECT_EQ(report.unchanged, 17u);
    EXPECT_EQ(report.removed, 6u);
    EXPECT_EQ(report.missing_media, 2u);
    EXPECT_EQ(report.failures.size(), 1u);
    EXPECT_EQ(report.log_size, 50u);
    EXPECT_TRUE(report.is_published);
    EXPECT_TRUE(report.is_waiting);
    EXPECT_EQ(report.bytes_written, 110u);
}

TEST_F(MirrorBuild, AnotherNewspapersFolderIsRefused)
{
    build();
    std::filesystem::remove_all(folder_.path() / "data"); // another log, of the same title
    auto built = build_to(mirror_);
    ASSERT_FALSE(built.ok());
    EXPECT_THAT(built.error().message,
        AllOf(HasSubstr("the mirror of \"the-lantern/"), HasSubstr("not of \"the-lantern/")));
}

// A host of files is nobody to give an address to, nor can it answer a form.
TEST_F(MirrorBuild, NoPageAsksForAnAddress)
{
    newspaper_.change([](newsroom::Change& change) -> Result<void> {
        newsroom::Newsletter newsletter;
        newsletter.slug = "weekly";
        newsletter.language = "en";
        newsletter.status = newsroom::Newsletter::Status::open;
        newsletter.name = "The week";
        newsletter.sender_name = "The Lantern";
        newsletter.sender_address = "letters@lantern.example";
        TRY(newsroom::Newsletters::save(change, newsletter));
        return {};
    });
    newspaper_.save(newspaper_.draft("one", "One"));
    EXPECT_THAT(build().failures, testing::IsEmpty());
    for (auto const* path : {"/index.html", "/one/index.html", "/newsletter/weekly/index.html"}) {
        auto const page = test::must(read_file(mirror_.string() + path));
        EXPECT_THAT(page, HasSubstr("href=\"https://lantern.example/newsletter/sign-up/?newsletter=weekly"))
            << path;
        for (auto const* asking : {"method=\"post\"", "type=\"email\""})
            EXPECT_THAT(page, testing::Not(HasSubstr(asking))) << path;
        EXPECT_THAT(page, HasSubstr("role=\"search\"")) << path;
    }
}

} // namespace
} // namespace broadsheet::mirror

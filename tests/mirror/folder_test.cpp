#include "mirror/folder.h"

#include "base/file.h"
#include "support/temporary_folder.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace broadsheet::mirror {
namespace {

using testing::HasSubstr;

class FolderTest : public testing::Test {
protected:
    static Result<Folder> open(std::filesystem::path const& root)
    {
        return Folder::open(root, "The Lantern");
    }
    static Result<Written> put(Folder& folder, std::string_view path, std::string_view content)
    {
        return folder.put(TRY(file_name_of(path)), content);
    }
    std::string content_of(std::string const& name) const { return read_file(root_ / name).value(); }
    bool exists(std::string const& name) const { return std::filesystem::exists(root_ / name); }
    void write(std::string const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(root_ / name, content).ok());
    }

    // In place, as whoever runs a host may.
    void overwrite(std::string const& name, std::string_view content) const
    {
        std::ofstream(root_ / name, std::ios::in | std::ios::binary) << content;
    }
    Result<Written> put_media(Likeness likeness) const
    {
        auto folder = TRY(open(root_ / "mirror"));
        auto const written = TRY(folder.put_file("media/ab/x.jpg", root_ / "source.jpg", likeness));
        TRY(folder.finish());
        return written;
    }
    // Returns the time of something in the mirror, in seconds; -1 where it is finer.
    std::time_t time_of(std::string const& name) const
    {
        struct stat status { };
        EXPECT_EQ(::stat((root_ / "mirror" / name).c_str(), &status), 0) << name;
        return status.st_mtim.tv_nsec == 0 ? status.st_mtim.tv_sec : -1;
    }

    static constexpr std::time_t slot = 1'795'734'000;
    test::TemporaryFolder folder_;
    std::filesystem::path root_ = folder_.path();
};

TEST_F(FolderTest, APageIsAnIndexFile)
{
    auto folder = open(root_).value();
    EXPECT_EQ(put(folder, "/", "front").value(), Written::created);
    EXPECT_EQ(put(folder, "/ru/tag/%D1%81%D1%83%D0%B4/", "court").value(), Written::created);
    EXPECT_EQ(put(folder, "/rss.xml", "feed").value(), Written::created);
    EXPECT_FALSE(exists("index.html")) << "nobody sees half an edition";
    ASSERT_TRUE(folder.finish().ok());
    EXPECT_EQ(content_of("index.html"), "front");
    EXPECT_EQ(content_of("ru/tag/суд/index.html"), "court");
    EXPECT_EQ(content_of("rss.xml"), "feed");
}

TEST_F(FolderTest, ACopyStaysAsItWasPut)
{
    test::TemporaryFolder const elsewhere;
    auto const source = elsewhere.path() / "source";
    auto const put_copy = [&](Folder& folder, std::string_view content) {
        EXPECT_TRUE(write_file_atomically(source, content).ok());
        return folder.put_copy("takeaway/a.zim", source).value();
    };
    {
        auto folder = open(root_).value();
        auto const put = put_copy(folder, "a book");
        EXPECT_EQ(put.written, Written::created);
        std::ofstream(source) << "changed in place";
        EXPECT_EQ(read_file(put.content).value(), "a book");
        ASSERT_TRUE(folder.finish().ok());
    }
    EXPECT_EQ(content_of("takeaway/a.zim"), "a book");
    {
        auto folder = open(root_).value();
        auto const put = put_copy(folder, "a book");
        EXPECT_EQ(put.written, Written::unchanged);
        EXPECT_EQ(put.content, root_ / "takeaway/a.zim");
        EXPECT_EQ(put_copy(folder, "another").written, Written::before);
        ASSERT_TRUE(folder.finish().ok());
    }
    {
        auto folder = open(root_).value();
        EXPECT_EQ(put_copy(folder, "A book").written, Written::changed) << "as large as before";
        ASSERT_TRUE(folder.finish().ok());
    }
    EXPECT_EQ(content_of("takeaway/a.zim"), "A book");
}

TEST_F(FolderTest, OnlyWhatChangedIsWrittenAndWhatIsGoneIsDeleted)
{
    {
        auto folder = open(root_).value();
        for (auto const* path : {"/", "/kept/", "/changed/", "/gone/deep/"})
            ASSERT_TRUE(put(folder, path, path).ok());
        EXPECT_EQ(folder.finish().value(), 0u);
    }
    auto before = std::filesystem::last_write_time(root_ / "kept/index.html");
    auto folder = open(root_).value();
    EXPECT_EQ(put(folder, "/", "/").value(), Written::unchanged);
    EXPECT_EQ(put(folder, "/kept/", "/kept/").value(), Written::unchanged);
    EXPECT_EQ(put(folder, "/changed/", "other").value(), Written::changed);
    EXPECT_EQ(put(folder, "/new/", "new").value(), Written::created);
    EXPECT_EQ(put(folder, "/new/", "new").value(), Written::before);
    EXPECT_EQ(folder.finish().value(), 1u);
    EXPECT_EQ(std::filesystem::last_write_time(root_ / "kept/index.html"), before);
    EXPECT_EQ(content_of("changed/index.html"), "other");
    EXPECT_FALSE(exists("gone"));
    EXPECT_TRUE(exists("new/index.html"));
}

TEST_F(FolderTest, AFolderOfSomebodyElseIsLeftAlone)
{
    write("thesis.txt", "years of work");
    auto folder = open(root_);
    ASSERT_FALSE(folder.ok());
    EXPECT_THAT(folder.error().message, HasSubstr("empty"));
    EXPECT_EQ(content_of("thesis.txt"), "years of work");
}

TEST_F(FolderTest, WhatOthersPutThereStays)
{
    {
        auto folder = open(root_).value();
        ASSERT_TRUE(put(folder, "/gone/", "gone").ok());
        ASSERT_TRUE(folder.finish().ok());
    }
    write("CNAME", "lantern.example");
    write("gone/photo.jpg", "of the host");
    write(".well-known/security.txt", "of the host");
    auto folder = open(root_).value();
    EXPECT_EQ(folder.finish().value(), 1u);
    EXPECT_TRUE(exists("CNAME"));
    EXPECT_TRUE(exists("gone/photo.jpg"));
    EXPECT_FALSE(exists("gone/index.html"));
    EXPECT_TRUE(exists(".well-known/security.txt"));
}

TEST_F(FolderTest, TheListSaysWhoseMirrorItIsAndWhatIsInIt)
{
    auto folder = open(root_).value();
    for (auto const* path : {"/b/", "/a/", "/"})
        ASSERT_TRUE(put(folder, path, path).ok());
    ASSERT_TRUE(folder.finish().ok());
    EXPECT_EQ(content_of(".broadsheet-mirror"),
        "A mirror made by Broadsheet, of: The Lantern\na/index.html\nb/index.html\nindex.html\n");
}

TEST_F(FolderTest, AnotherNewspapersMirrorIsRefused)
{
    {
        auto folder = Folder::open(root_, "The Beacon").value();
        ASSERT_TRUE(put(folder, "/", "beacon").ok());
        ASSERT_TRUE(folder.finish().ok());
    }
    auto folder = open(root_);
    ASSERT_FALSE(folder.ok());
    EXPECT_EQ(folder.error().code, ErrorCode::conflict);
    EXPECT_THAT(folder.error().message, HasSubstr("\"The Beacon\", not of \"The Lantern\""));
    EXPECT_EQ(content_of("index.html"), "beacon");
}

TEST_F(FolderTest, ABuildThatWasKilledIsTakenUp)
{
    {
        auto folder = open(root_).value();
        ASSERT_TRUE(put(folder, "/half/", "a page").ok());
        ASSERT_TRUE(folder.finish_part().ok());
        ASSERT_TRUE(put(folder, "/staged/", "a page").ok());
    }
    write(".broadsheet-building", "");
    write("half/index.html.4711.3.tmp", "a pa");
    write("foreign.4711.3.tmp", "not ours");
    write(".broadsheet-mirror.run0", "half/index.html");
    write(".broadsheet-mirror.run0.txt", "not ours");
    auto folder = open(root_).value();
    EXPECT_EQ(folder.finish().value(), 2u);
    EXPECT_FALSE(exists("half"));
    EXPECT_FALSE(exists(".broadsheet-staged"));
    EXPECT_TRUE(exists("foreign.4711.3.tmp"));
    EXPECT_FALSE(exists(".broadsheet-mirror.run0"));
    EXPECT_TRUE(exists(".broadsheet-mirror.run0.txt"));
}

TEST_F(FolderTest, AnEditedListLeadsNowhereElse)
{
    write("precious.txt", "precious");
    write("mirror/.broadsheet-mirror",
        "A mirror made by Broadsheet, of: The Lantern\n../precious.txt\n" + (root_ / "precious.txt").string()
            + "\n\n");
    auto folder = open(root_ / "mirror").value();
    ASSERT_TRUE(folder.finish().ok());
    EXPECT_TRUE(exists("precious.txt"));
}

TEST_F(FolderTest, NoPathLeadsOut)
{
    auto folder = open(root_ / "inside").value();
    for (auto const* path : {"/../out/", "/a/%2e%2e/%2E%2E/out/", "relative", "/a%00b/", "/a%0Ab/", "/%zz/",
             "//etc/x", "/.broadsheet-mirror", "/.broadsheet-staged/journal"})
        EXPECT_FALSE(put(folder, path, "x").ok()) << path;
    EXPECT_FALSE(exists("out"));
}

TEST_F(FolderTest, MediaIsCopiedAndSharesNothingWithItsSource)
{
    write("source.jpg", "picture");
    auto const source = root_ / "source.jpg";
    {
        auto folder = open(root_ / "mirror").value();
        EXPECT_EQ(folder.put_file("media/ab/x.jpg", source).value(), Written::created);
        EXPECT_EQ(folder.put_file("media/ab/x.jpg", source).value(), Written::before);
        EXPECT_EQ(folder.put_file("media/ab/y.jpg", root_ / "absent.jpg").error().code, ErrorCode::not_found);
        ASSERT_TRUE(folder.finish().ok());
    }
    EXPECT_EQ(std::filesystem::hard_link_count(source), 1u);
    EXPECT_EQ(put_media(Likeness::size).value(), Written::unchanged);
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "picture");
    overwrite("mirror/media/ab/x.jpg", "PICTURE");
    EXPECT_EQ(content_of("source.jpg"), "picture");
    EXPECT_EQ(put_media(Likeness::size).value(), Written::unchanged) << "it is not read";
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "PICTURE");
    EXPECT_EQ(put_media(Likeness::content).value(), Written::changed);
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "picture");
    EXPECT_EQ(put_media(Likeness::content).value(), Written::unchanged);
}

TEST_F(FolderTest, MediaThatAnEarlierProgramLinkedIsCopied)
{
    write("source.jpg", "picture");
    put_media(Likeness::size).value();
    std::filesystem::remove(root_ / "mirror/media/ab/x.jpg");
    std::filesystem::create_hard_link(root_ / "source.jpg", root_ / "mirror/media/ab/x.jpg");
    EXPECT_EQ(put_media(Likeness::size).value(), Written::unchanged);
    EXPECT_EQ(std::filesystem::hard_link_count(root_ / "source.jpg"), 1u);
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "picture");
}

TEST_F(FolderTest, TimesAreThoseOfTheSlotAndNoTwoContentsAreOfOneTime)
{
    write("source.jpg", "picture");
    auto const build = [&](std::string_view front, bool has_further) {
        auto folder = Folder::open(root_ / "mirror", "The Lantern", slot).value();
        EXPECT_TRUE(put(folder, "/", front).ok());
        if (has_further) {
            EXPECT_TRUE(put(folder, "/deep/below/here/", "page").ok());
        }
        EXPECT_TRUE(folder.put_file("media/ab/x.jpg", root_ / "source.jpg").ok());
        EXPECT_TRUE(folder.put("log/latest", front, Phase::head).ok());
        EXPECT_TRUE(folder.finish().ok());
        folder.date();
    };
    build("a", true);
    for (auto const* name : {".", "index.html", "deep", "deep/below", "deep/below/here",
             "deep/below/here/index.html", "media", "media/ab", "media/ab/x.jpg", "log", "log/latest"})
        EXPECT_EQ(time_of(name), slot) << name;
    build("b", true);
    EXPECT_EQ(time_of("index.html"), slot + 1) << "of the same size: who copies what is newer has to see it";
    EXPECT_EQ(time_of("deep/below/here/index.html"), slot);
    build("b", false);
    EXPECT_FALSE(exists("mirror/deep"));
    EXPECT_EQ(time_of("index.html"), slot + 1);
    EXPECT_EQ(time_of("."), slot + 2) << "a folder went";
}

TEST_F(FolderTest, TimesThatAnEarlierProgramLeftAreTakenAway)
{
    {
        auto folder = open(root_ / "mirror").value();
        ASSERT_TRUE(put(folder, "/kept/", "page").ok());
        ASSERT_TRUE(put(folder, "/log/latest", "latest").ok());
        ASSERT_TRUE(folder.finish().ok());
    }
    auto folder = Folder::open(root_ / "mirror", "The Lantern", slot).value();
    EXPECT_EQ(put(folder, "/kept/", "page").value(), Written::unchanged);
    ASSERT_TRUE(folder.finish().ok());
    EXPECT_EQ(time_of("kept/index.html"), slot);
}

} // namespace
} // namespace broadsheet::mirror

#include "mirror/folder.h"

#include "base/file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

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

TEST_F(FolderTest, MediaIsLinked)
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
    auto folder = open(root_ / "mirror").value();
    EXPECT_EQ(folder.put_file("media/ab/x.jpg", source).value(), Written::unchanged);
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "picture");
    EXPECT_EQ(std::filesystem::hard_link_count(source), 2u);
}

} // namespace
} // namespace broadsheet::mirror

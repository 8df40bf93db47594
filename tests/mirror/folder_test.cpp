#include "mirror/folder.h"

#include "base/file.h"

#include <cstdlib>
#include <gmock/gmock.h>

namespace broadsheet::mirror {
namespace {

class FolderTest : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "broadsheet-mirror-XXXXXX";
        root_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    std::string content_of(std::string const& name) const { return read_file(root_ / name).value(); }
    bool exists(std::string const& name) const { return std::filesystem::exists(root_ / name); }

    std::filesystem::path root_;
};

TEST_F(FolderTest, APageIsAnIndexFile)
{
    auto folder = Folder::open(root_).value();
    EXPECT_EQ(folder.put("/", "front").value(), Written::created);
    EXPECT_EQ(folder.put("/ru/tag/%D1%81%D1%83%D0%B4/", "court").value(), Written::created);
    EXPECT_EQ(folder.put("/rss.xml", "feed").value(), Written::created);
    EXPECT_EQ(content_of("index.html"), "front");
    EXPECT_EQ(content_of("ru/tag/суд/index.html"), "court");
    EXPECT_EQ(content_of("rss.xml"), "feed");
}

TEST_F(FolderTest, OnlyWhatChangedIsWrittenAndWhatIsGoneIsDeleted)
{
    {
        auto folder = Folder::open(root_).value();
        for (auto const* path : {"/", "/kept/", "/changed/", "/gone/deep/"})
            ASSERT_TRUE(folder.put(path, path).ok());
        EXPECT_EQ(folder.remove_others().value(), 0u);
    }
    auto before = std::filesystem::last_write_time(root_ / "kept/index.html");
    auto folder = Folder::open(root_).value();
    EXPECT_EQ(folder.put("/", "/").value(), Written::unchanged);
    EXPECT_EQ(folder.put("/kept/", "/kept/").value(), Written::unchanged);
    EXPECT_EQ(folder.put("/changed/", "other").value(), Written::changed);
    EXPECT_EQ(folder.put("/new/", "new").value(), Written::created);
    EXPECT_EQ(folder.remove_others().value(), 1u);
    EXPECT_EQ(std::filesystem::last_write_time(root_ / "kept/index.html"), before);
    EXPECT_EQ(content_of("changed/index.html"), "other");
    EXPECT_FALSE(exists("gone"));
    EXPECT_TRUE(exists("new/index.html"));
}

TEST_F(FolderTest, AFolderOfSomebodyElseIsLeftAlone)
{
    ASSERT_TRUE(write_file_atomically(root_ / "thesis.txt", "years of work").ok());
    auto folder = Folder::open(root_);
    ASSERT_FALSE(folder.ok());
    EXPECT_THAT(folder.error().message, testing::HasSubstr("empty"));
    EXPECT_EQ(content_of("thesis.txt"), "years of work");
}

TEST_F(FolderTest, NoPathLeadsOut)
{
    auto folder = Folder::open(root_ / "inside").value();
    for (auto const* path : {"/../out/", "/a/%2e%2e/%2E%2E/out/", "relative", "/a%00b/", "/%zz/"})
        EXPECT_FALSE(folder.put(path, "x").ok()) << path;
    EXPECT_FALSE(exists("out"));
}

TEST_F(FolderTest, MediaIsLinked)
{
    auto source = root_ / "source.jpg";
    ASSERT_TRUE(write_file_atomically(source, "picture").ok());
    auto folder = Folder::open(root_ / "mirror").value();
    EXPECT_EQ(folder.put_file("/media/ab/x.jpg", source).value(), Written::created);
    EXPECT_EQ(folder.put_file("/media/ab/x.jpg", source).value(), Written::unchanged);
    EXPECT_EQ(content_of("mirror/media/ab/x.jpg"), "picture");
    EXPECT_EQ(std::filesystem::hard_link_count(source), 2u);
}

} // namespace
} // namespace broadsheet::mirror

#include "takeaway/text_edition.h"

#include "takeaway/archive.h"

namespace broadsheet::takeaway {
namespace {

using testing::HasSubstr;
using testing::Not;

class TextEditionTest : public Archive {
protected:
    std::string page(std::string const& name) const { return test::must(read_file(to_ / name)); }
    std::filesystem::path to_ = folder_.path() / "text";
};

TEST_F(TextEditionTest, IsBarePagesAndListsOfThem)
{
    auto const made = test::must(make_text_folder(site_, {{}, to_}));
    EXPECT_EQ(made.articles, 2u);
    EXPECT_THAT(
        page("index.html"), HasSubstr("<li><a href=\"2024.html\">2024</a></li>\n<li><a href=\"2023.html\">"));
    EXPECT_THAT(page("2024.html"), HasSubstr("<a href=\"harbour-closes/index.html\">Harbour closes</a>"));
    auto const article = page("tram-strike/index.html");
    EXPECT_LT(article.size(), 1'200u);
    EXPECT_THAT(article, HasSubstr("<a href=\"../harbour-closes/index.html\">the harbour</a> opened"));
    EXPECT_THAT(article, Not(HasSubstr("<img")));
    EXPECT_THAT(article, HasSubstr("<em>A tram</em>")) << "what a picture shows is said";
}

TEST_F(TextEditionTest, TakesThePlaceOfAnEarlierOneOnly)
{
    test::must(make_text_folder(site_, {{}, to_}));
    Selection year;
    year.year = 2024;
    test::must(make_text_folder(site_, {year, to_}));
    EXPECT_FALSE(std::filesystem::exists(to_ / "tram-strike"));

    auto const other = folder_.path() / "other";
    ASSERT_TRUE(write_file_atomically(other / "letters.txt", "mine").ok());
    auto const refused = make_text_folder(site_, {{}, other});
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("name an empty or a new folder"));
    EXPECT_TRUE(std::filesystem::exists(other / "letters.txt"));
}

TEST_F(TextEditionTest, IsTheSamePagesInOneFile)
{
    test::must(make_text_folder(site_, {{}, to_}));
    auto const file = folder_.path() / "text.zip";
    auto const unpacked = folder_.path() / "unpacked";
    auto make = [&] {
        auto const made = test::must(make_text_file(site_, {{}, file, folder_.path() / "text.zip.part"}));
        EXPECT_EQ(made.articles, 2u);
        EXPECT_EQ(made.bytes, std::filesystem::file_size(file));
        return test::must(read_file(file));
    };
    auto const bytes = make();
    EXPECT_EQ(make(), bytes);
    judge({"/usr/bin/python3", "-m", "zipfile", "-e", file.string(), unpacked.string()});
    std::filesystem::remove(to_ / ".broadsheet-text-edition");
    std::vector<std::filesystem::path> folders(std::filesystem::directory_iterator(unpacked), {});
    ASSERT_EQ(folders.size(), 1u);
    judge({"/usr/bin/diff", "-r", to_.string(), folders[0].string()});
}

} // namespace
} // namespace broadsheet::takeaway

#include "takeaway/epub.h"

#include "takeaway/archive.h"

namespace broadsheet::takeaway {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Epub : public Archive {
protected:
    Result<Made> make(Selection selection, std::size_t most = 2'000)
    {
        EpubOptions options;
        options.selection = std::move(selection);
        options.to = book_;
        options.unfinished = book_.string() + ".part";
        options.most_articles = most;
        return make_epub(site_, media_, options);
    }
    std::string inside(std::string const& name) const { return judge({"unzip", "-p", book_.string(), name}); }

    std::filesystem::path book_ = folder_.path() / "book.epub";
};

TEST_F(Epub, OfASectionHasNoErrorForEpubcheck)
{
    Selection selection;
    selection.section = "politics";
    EXPECT_EQ(test::must(make(selection)).articles, 2u);
    EXPECT_THAT(judge({"java", "-jar", "/usr/bin/epubcheck", book_.string()}),
        AllOf(HasSubstr("No errors or warnings detected"), Not(HasSubstr("ERROR"))));
}

TEST_F(Epub, OfAWeekInRussianHasNoErrorForEpubcheck)
{
    Selection selection;
    selection.language = "ru";
    selection.week = "2024-05-19"; // its Sunday
    EXPECT_EQ(test::must(make(selection)).articles, 1u);
    EXPECT_THAT(judge({"java", "-jar", "/usr/bin/epubcheck", book_.string()}),
        HasSubstr("No errors or warnings detected"));
    EXPECT_THAT(inside("book/contents.xhtml"), HasSubstr("<h1>Содержание</h1>"));
    EXPECT_THAT(inside("book/book.opf"), HasSubstr("<dc:title>Фонарь: 13 мая 2024</dc:title>"));
}

TEST_F(Epub, HoldsTextsPicturesAndLinks)
{
    test::must(make({}));
    auto const first = inside("book/article-1.xhtml");
    EXPECT_THAT(first, HasSubstr("<strong>went back</strong> to work &amp; <a href=\"article-2.xhtml\">"));
    EXPECT_THAT(
        first, HasSubstr("<img src=\"pictures/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png\" alt=\"A tram\"/>"));
    auto const second = inside("book/article-2.xhtml");
    EXPECT_THAT(second, HasSubstr("<a href=\"#u-why\">above</a>, <a>nowhere</a>"));
    EXPECT_THAT(second, HasSubstr("<a href=\"article-1.xhtml\">the strike</a>, <a>nothing</a>"));
    EXPECT_THAT(second, HasSubstr("<br/>Next line"));
}

TEST_F(Epub, OfTheSameArticlesIsTheSameFile)
{
    test::must(make({}));
    auto const first = test::must(read_file(book_));
    newspaper_.clock.advance(86'400'000);
    test::must(make({}));
    EXPECT_EQ(test::must(read_file(book_)), first);
}

TEST_F(Epub, SaysWhatIsNotThere)
{
    Selection section;
    section.section = "weather";
    EXPECT_THAT(make(section).error().message, HasSubstr("no section \"weather\""));
    Selection language;
    language.language = "de";
    EXPECT_THAT(make(language).error().message, HasSubstr("no language \"de\""));
    Selection year;
    year.year = 1999;
    EXPECT_THAT(make(year).error().message, HasSubstr("no articles of 1999"));
    Selection week;
    week.week = "last week";
    EXPECT_FALSE(make(week).ok());
    EXPECT_THAT(make({}, 1).error().message, HasSubstr("take a section, a year or a week"));
}

} // namespace
} // namespace broadsheet::takeaway

// What is broken, of each kind there is and in each format it can come in, ends in a clear message, and
// nothing is half-written.
#include "exchange/ghost_import.h"
#include "exchange/import_fixture.h"
#include "exchange/library_media_taker.h"
#include "exchange/markdown_import.h"
#include "exchange/wordpress_import.h"
#include "newsroom/media_library.h"
#include "places.h"

#include <fmt/format.h>

namespace broadsheet::exchange {
namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t ten_megabytes = 10'000'000;

struct Record {
    std::string slug;
    std::string title = "A title";
    std::string html = "<p>A text</p>";
};

std::string ghost(std::vector<Record> const& records)
{
    std::string rows;
    for (auto const& [slug, title, html] : records)
        rows += fmt::format(
            R"({}{{"id":"id{}","title":"{}","slug":"{}","html":"{}","status":"published","published_at":"2020-01-01T00:00:00.000Z"}})",
            rows.empty() ? "" : ",", rows.size(), title, slug, html);
    return fmt::format(R"({{"db":[{{"meta":{{"version":"6.0.0"}},"data":{{"posts":[{}]}}}}]}})", rows);
}

std::string wordpress(std::vector<Record> const& records)
{
    std::string items;
    for (auto const& [slug, title, html] : records)
        items
            += fmt::format("<item><title>{}</title><wp:post_id>{}</wp:post_id><wp:post_name>{}</wp:post_name>"
                           "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
                           "<wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>"
                           "<content:encoded><![CDATA[{}]]></content:encoded></item>",
                title, items.size(), slug, html);
    return fmt::format(R"(<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><wp:wxr_version>1.2</wp:wxr_version>{}</channel></rss>)",
        items);
}

std::string markdown(Record const& record)
{
    return fmt::format("---\ntitle: {}\nslug: {}\nlanguage: en\ndate: 2020-01-01\n---\n{}\n", record.title,
        record.slug, record.html);
}

// 900 megapixels in a few bytes.
std::string bomb()
{
    std::string const sides = "\x30\x75\x30\x75"; // 30,000 each
    return "GIF89a" + sides + std::string("\x80\0\0\0\0\0\xff\xff\xff", 9)
        + std::string("\x21\xf9\x04\0\x0a\0\0\0,\0\0\0\0", 13) + sides
        + std::string("\0\x02\x02\x44\x01\0;", 7);
}

class BrokenInput : public ImportTest {
protected:
    struct Source {
        std::string format;
        Result<Report> (*import)(ImportTarget const&, ImportOptions const&);
        std::filesystem::path path;
    };

    // The same records in all three formats.
    std::vector<Source> sources(std::vector<Record> const& records)
    {
        for (std::size_t i = 0; i < records.size(); ++i)
            write(fmt::format("markdown/{}.md", i), markdown(records[i]));
        return {{"Ghost", import_ghost, write("export.json", ghost(records))},
            {"WordPress", import_wordpress, write("export.xml", wordpress(records))},
            {"Markdown", import_markdown, folder_.path() / "markdown"}};
    }

    Result<Report> import(Source const& source)
    {
        auto how = options(source.path);
        how.media = std::filesystem::is_directory(source.path) ? source.path : media_;
        how.media_taker = media_.empty() ? nullptr : &taker_;
        return source.import(target(), how);
    }

    // Imports what is to be refused as a whole, and returns why.
    std::string refusal(Source const& source)
    {
        auto const before = edition();
        auto const report = import(source);
        EXPECT_EQ(edition(), before) << source.format;
        EXPECT_THAT(articles(), IsEmpty()) << source.format;
        EXPECT_FALSE(report.ok()) << source.format;
        return report.ok() ? report->text() : report.error().message;
    }

    // Imports one good record, "good", and one to be refused, and returns the report of it.
    std::string refusal_beside_a_good_one(Source const& source)
    {
        auto const report = must(import(source));
        EXPECT_EQ(report.refused(), 1) << source.format << report.text().substr(0, 1'000);
        EXPECT_EQ(report.exit_code(), 1) << source.format;
        EXPECT_EQ(slugs(), std::vector<std::string>{"good"}) << source.format;
        forget();
        return report.text();
    }

    std::vector<std::string> slugs()
    {
        std::vector<std::string> slugs;
        for (auto const& article : articles())
            slugs.push_back(article.slug);
        return slugs;
    }

    // So that the next format starts anew.
    void forget()
    {
        must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) -> Result<void> {
            TRY(change.connection().execute("DELETE FROM redirects"));
            TRY(change.connection().execute("DELETE FROM articles"));
            return {};
        }));
    }

    std::filesystem::path media_; // empty: the source has none
    media::MediaStore store_{folder_.path() / "media", BROADSHEET_PICTURE_WORKER};
    LibraryMediaTaker taker_{target(), store_};
};
ON_BOTH_DATABASES(BrokenInput);

TEST_P(BrokenInput, ATruncatedFile)
{
    for (auto const& source : sources({{"one"}})) {
        if (std::filesystem::is_directory(source.path)) {
            write("markdown/0.md", "---\ntitle: One\ndate: 2020-");
            auto const report = must(import(source));
            EXPECT_THAT(report.text(), HasSubstr("0.md: "));
            EXPECT_EQ(report.exit_code(), 2);
            EXPECT_THAT(articles(), IsEmpty());
            continue;
        }
        auto text = must(read_file(source.path));
        write(source.path.filename().string(), text.substr(0, text.size() / 2));
        EXPECT_THAT(refusal(source), HasSubstr(source.path.string())) << source.format;
    }
}

TEST_P(BrokenInput, AWrongEncoding)
{
    for (auto const& source : sources({{"one", "Caf\xe9"}})) {
        if (std::filesystem::is_directory(source.path)) {
            auto const report = must(import(source));
            EXPECT_THAT(report.text(), HasSubstr("0.md: byte 14 is not UTF-8"));
            EXPECT_EQ(report.exit_code(), 2);
            EXPECT_THAT(articles(), IsEmpty());
            continue;
        }
        auto const report = import(source);
        auto const said = report.ok() ? report->text() : report.error().message;
        EXPECT_THAT(said, HasSubstr("UTF-8")) << source.format;
        EXPECT_THAT(articles(), IsEmpty()) << source.format;
    }
}

TEST_P(BrokenInput, ATitleOfTenMegabytes)
{
    for (auto const& source : sources({{"good"}, {"long", std::string(ten_megabytes, 'a')}})) {
        auto const said = refusal_beside_a_good_one(source);
        EXPECT_THAT(said, HasSubstr("bytes")) << source.format << said.substr(0, 1'000);
        EXPECT_LT(said.size(), 10'000u) << source.format << ": the report does not repeat it";
    }
}

TEST_P(BrokenInput, AHundredThousandNestedTags)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<div>";
    for (auto const& source : sources({{"good"}, {"deep", "A title", deep}}))
        EXPECT_THAT(refusal_beside_a_good_one(source), HasSubstr("more than 512 elements inside each other"))
            << source.format;
}

// JSON has no entities; the YAML that may lie beside an export of Ghost's has aliases.
TEST_P(BrokenInput, ABillionLaughs)
{
    std::string entities;
    std::string aliases = "a0: &a0 ha\n";
    for (int i = 1; i < 30; ++i) {
        entities += fmt::format("<!ENTITY a{} \"&a{};&a{};&a{};&a{};\">", i, i - 1, i - 1, i - 1, i - 1);
        aliases += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1);
    }
    auto all = sources({{"good"}, {"laughs"}});
    write("redirects.yaml", aliases);
    EXPECT_THAT(refusal(all[0]), HasSubstr("aliases"));

    auto text = must(read_file(all[1].path));
    text.insert(text.find("<rss"), fmt::format("<!DOCTYPE rss [<!ENTITY a0 \"ha\">{}]>", entities));
    write("export.xml", text.replace(text.find("A title"), 7, "&a29;"));
    EXPECT_THAT(refusal(all[1]), HasSubstr("document type declaration"));

    write("markdown/1.md", "---\n" + aliases + "title: *a29\n---\n");
    EXPECT_THAT(refusal_beside_a_good_one(all[2]), HasSubstr("aliases"));
}

TEST_P(BrokenInput, APictureThatIsABomb)
{
    media_ = folder_.path() / "files";
    for (auto const* path : {"files/images/bomb.gif", "files/2020/01/bomb.gif", "markdown/bomb.gif"})
        write(path, bomb());
    for (auto const& [format, reference] : {std::pair("Ghost", "/content/images/bomb.gif"),
             {"WordPress", "/wp-content/uploads/2020/01/bomb.gif"}, {"Markdown", "bomb.gif"}}) {
        auto const html = fmt::format("<p>A text</p><img src='{}'>", reference);
        for (auto const& source : sources({{"good", "A title", html}})) {
            if (source.format != format)
                continue;
            auto const report = must(import(source));
            EXPECT_EQ(report.imported, 1) << format << report.text();
            ASSERT_THAT(report.missing().first(), SizeIs(1)) << format << report.text();
            EXPECT_THAT(report.text(), HasSubstr("30000 x 30000")) << format;
            EXPECT_THAT(article("good").body, HasSubstr("A text")) << format;
            forget();
        }
    }
    EXPECT_THAT(must(newsroom::MediaLibrary(connection_).after(0, 10)), IsEmpty());
    std::error_code none;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "media", none))
        EXPECT_FALSE(entry.is_regular_file()) << entry.path();
}

TEST_P(BrokenInput, ASlugThatLeadsOut)
{
    for (auto const& source : sources({{"good"}, {"../.."}}))
        EXPECT_THAT(refusal_beside_a_good_one(source), HasSubstr("slug: \"../..\"")) << source.format;
}

TEST_P(BrokenInput, TwoRecordsWithOneSlug)
{
    for (auto const& source : sources({{"same", "First"}, {"same", "Second"}})) {
        auto const report = must(import(source));
        EXPECT_EQ(report.imported, 2) << source.format << report.text();
        EXPECT_THAT(report.text(), HasSubstr("the slug \"same\" is taken, so it is now \"same-2\""))
            << source.format;
        EXPECT_THAT(slugs(), ElementsAre("same", "same-2")) << source.format;
        EXPECT_EQ(article("same-2").title, "Second") << source.format;
        forget();
    }
}

} // namespace
} // namespace broadsheet::exchange

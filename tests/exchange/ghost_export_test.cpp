#include "exchange/ghost_export.h"
#include "exchange/import_fixture.h"
#include "exchange/library_media_taker.h"
#include "exchange/markdown_import.h"
#include "newsroom/media_library.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "places.h"
#include "support/sound.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>

namespace broadsheet::exchange {
namespace {

using newsroom::Status;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

ExportPlace named(std::filesystem::path const& file)
{
    return {file, file.string() + ".part"};
}

class GhostExport : public ImportTest {
protected:
    static constexpr UtcMillis day = 86'400'000;

    template <typename Body>
    void change(Body body)
    {
        auto changed = newsroom::change(connection_, clock_, random_, body);
        if (!changed.ok())
            throw std::runtime_error(changed.error().message);
    }

    // An archive that uses every field.
    void fill()
    {
        change([&](newsroom::Change& change) -> Result<void> {
            newsroom::Settings settings;
            settings.title = {{"en", "The Lantern"}, {"ru", "Фонарь"}};
            settings.description = {{"en", "News"}, {"ru", "Новости"}};
            settings.languages = {"en", "ru"};
            settings.time_zone = "Europe/Vilnius";
            settings.url = "https://lantern.example";
            settings.navigation = {{"en", {{"Home", "/"}}}, {"ru", {{"Главная", "/ru/"}}}};
            settings.secondary_navigation = {{"en", {{"About", "/about/"}}}};
            settings.accent_colour = "#123456";
            settings.articles_per_page = 12;
            settings.logo = "/media/ab/logo.png";
            TRY(newsroom::save_settings(change, settings));

            newsroom::Tag society;
            society.slug = "society";
            society.text = {"Society", "How people live"};
            society.translations = {{"ru", {"Общество", "Как живут люди"}}};
            society.is_section = true;
            society.position = 3;
            auto section = TRY(newsroom::Tags::save(change, society));
            newsroom::Tag wire;
            wire.slug = "hash-wire";
            wire.text = {"#wire", ""};
            wire.is_internal = true;
            auto internal = TRY(newsroom::Tags::save(change, wire));
            newsroom::Byline mira;
            mira.slug = "mira-dolan";
            mira.text = {"Mira Dolan", "Writes"};
            mira.translations = {{"ru", {"Мира Долан", "Пишет"}}};
            mira.website = "https://mira.example/";
            mira.location = "Vilnius";
            auto byline = TRY(newsroom::Bylines::save(change, mira));
            newsroom::Byline idle;
            idle.slug = "writes-nothing";
            idle.text = {"Writes Nothing", ""};
            TRY(newsroom::Bylines::save(change, idle));

            newsroom::Article article;
            article.language = "en";
            article.slug = "ferry";
            article.title = "The ferry <&> \"she\" said";
            article.standfirst = std::string(900, 's'); // longer than Ghost's excerpt
            article.body
                = "<p>It left at <a href=\"/about/\">six</a>.</p><figure class=\"kg-card kg-image-card\">"
                  "<img src=\"/media/ab/cd.jpg\" alt=\"A quay\" class=\"kg-image\"></figure>";
            article.picture = {"/media/ab/ef.jpg", "Alt", "A <em>caption</em>", "Tove Hald"};
            article.section = section;
            article.tags = {section, internal};
            article.bylines = {byline};
            article.corrections = {{start - 5 * day, "It was 204."}, {start - 4 * day, "It was 205."}};
            article.status = Status::published;
            article.created_at = start - 10 * day;
            article.updated_at = start - 2 * day;
            article.published_at = start - 9 * day;
            article.translation_key = "ferry";
            article.canonical_url = "https://elsewhere.example/ferry";
            article.no_appeal = true;
            article.featured = true;
            article.template_name = "custom-wide";
            article.meta_title = "Meta";
            article.meta_description = "Description";
            TRY(newsroom::Articles::save(change, article));
            article.language = "ru"; // the same slug in another language
            article.title = "Паром";
            article.status = Status::withdrawn;
            TRY(newsroom::Articles::save(change, article));

            newsroom::Article page;
            page.kind = newsroom::ArticleKind::page;
            page.language = "en";
            page.slug = "about";
            page.title = "About";
            page.created_at = page.updated_at = start - day;
            TRY(newsroom::Articles::save(change, page)); // a draft, without a body
            page.slug = "soon";
            page.status = Status::scheduled;
            page.published_at = start + 100 * day;
            TRY(newsroom::Articles::save(change, page));
            return newsroom::Redirects::save(change, {"/old path/", "/ferry/", false});
        });
    }

    static void without_source(std::vector<newsroom::Article>& articles)
    {
        for (auto& article : articles) {
            article.source.clear();
            article.source_hash.clear();
        }
    }
};
ON_BOTH_DATABASES(GhostExport);

TEST_P(GhostExport, ImportingAnExportGivesTheSameArchive)
{
    fill();
    auto file = folder_.path() / "export.json";
    auto counts = must(export_ghost(*database_, clock_, named(file)));
    EXPECT_EQ(counts.articles, 4);

    test::TestDatabase copy(GetParam());
    auto report = must(import_ghost({*copy, clock_, random_}, options(file)));
    EXPECT_EQ(report.imported, 4) << report.text();
    EXPECT_EQ(report.refused(), 0) << report.text();

    auto lease = must(copy->connect());
    EXPECT_EQ(must(newsroom::load_settings(*lease)), must(newsroom::load_settings(connection_)));
    auto before = articles();
    auto after = must(newsroom::Articles(*lease).after(0, 100));
    without_source(before);
    without_source(after);
    EXPECT_EQ(before, after);
    EXPECT_EQ(must(newsroom::Tags(connection_).all()), must(newsroom::Tags(*lease).all()));
    EXPECT_EQ(must(newsroom::Bylines(connection_).all()), must(newsroom::Bylines(*lease).all()));
    auto redirect = must(newsroom::Redirects(*lease).from("/old path/"));
    ASSERT_TRUE(redirect);
    EXPECT_EQ(redirect->to, "/ferry/");
    EXPECT_FALSE(redirect->permanent);
}

// What a newspaper holds, for comparing; numbers and the editions' numbers are each database's own.
struct Archive {
    std::vector<newsroom::Article> articles;
    std::vector<newsroom::Tag> tags;
    std::vector<newsroom::Byline> bylines;
    std::vector<std::string> redirects;
    std::vector<std::string> media;
    newsroom::Settings settings;
};

Archive archive_of(db::Connection& connection)
{
    Archive archive{must(newsroom::Articles(connection).after(0, 100'000)),
        must(newsroom::Tags(connection).all()), must(newsroom::Bylines(connection).all()), {}, {},
        must(newsroom::load_settings(connection))};
    for (auto const& redirect : must(newsroom::Redirects(connection).all()))
        archive.redirects.push_back(fmt::format("{} {} {}", redirect.from, redirect.to, redirect.permanent));
    for (auto const& item : must(newsroom::MediaLibrary(connection).after(0, 100'000)))
        archive.media.push_back(fmt::format("{} {} {} {}x{} {} {} {} {}|{}|{}|{} at {},{}", item.id,
            item.path, item.type, item.width, item.height, item.bytes, item.created_at, item.source,
            item.name, item.alt, item.caption, item.credit, item.focus_x, item.focus_y));
    return archive;
}

// Tags and bylines have other numbers in another database.
template <typename Named>
std::vector<std::string> slugs_of(std::vector<newsroom::Number> const& numbers, std::vector<Named> const& all)
{
    std::vector<std::string> slugs;
    for (auto number : numbers)
        slugs.push_back(std::ranges::find(all, number, &Named::number)->slug);
    return slugs;
}

void expect_same(Archive left, Archive right)
{
    EXPECT_EQ(left.settings, right.settings);
    EXPECT_EQ(left.redirects, right.redirects);
    EXPECT_EQ(left.media, right.media);
    ASSERT_EQ(left.articles.size(), right.articles.size());
    for (std::size_t i = 0; i < left.articles.size(); ++i) {
        auto a = left.articles[i];
        auto b = right.articles[i];
        SCOPED_TRACE(a.language + "/" + a.slug);
        EXPECT_EQ(slugs_of(a.tags, left.tags), slugs_of(b.tags, right.tags));
        EXPECT_EQ(slugs_of(a.bylines, left.bylines), slugs_of(b.bylines, right.bylines));
        ASSERT_EQ(a.section.has_value(), b.section.has_value());
        if (a.section) {
            EXPECT_EQ(slugs_of({*a.section}, left.tags), slugs_of({*b.section}, right.tags));
        }
        a.number = b.number;
        a.tags = b.tags;
        a.bylines = b.bylines;
        a.section = b.section;
        EXPECT_EQ(a.body, b.body);
        EXPECT_TRUE(a == b);
    }
    for (auto* archive : {&left, &right}) {
        for (auto& tag : archive->tags)
            tag.number = 0;
        for (auto& byline : archive->bylines)
            byline.number = 0;
    }
    EXPECT_EQ(left.tags, right.tags);
    EXPECT_EQ(left.bylines, right.bylines);
}

// Each file under a newspaper's media folder, and its content; variants are made anew and may differ.
std::map<std::string, std::string> media_files(std::filesystem::path const& folder)
{
    std::map<std::string, std::string> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) {
            auto const name = entry.path().lexically_relative(folder).generic_string();
            files[name] = name.find('-') == std::string::npos ? must(read_file(entry.path())) : "";
        }
    return files;
}

// Exports the archive that a test has imported, imports the export elsewhere, compares, and imports it again,
// there and at home.
class GhostRoundTrip : public GhostExport {
protected:
    ImportOptions with_media(
        std::filesystem::path source, std::filesystem::path media, LibraryMediaTaker& taker) const
    {
        auto all = options(std::move(source));
        all.media = std::move(media);
        all.media_taker = &taker;
        return all;
    }

    void expect_the_same_archive_elsewhere()
    {
        auto const here = archive_of(connection_);
        EXPECT_THAT(here.media, testing::Not(testing::IsEmpty()));
        auto const file = folder_.path() / "export.json";
        must(export_ghost(*database_, clock_, named(file)));
        clock_.advance(day);

        test::TestDatabase copy(GetParam());
        ImportTarget there{*copy, clock_, random_};
        media::MediaStore copied(folder_.path() / "copied", BROADSHEET_PICTURE_WORKER);
        LibraryMediaTaker taker(there, copied);
        auto report = must(import_ghost(there, with_media(file, folder_.path() / "media", taker)));
        EXPECT_EQ(report.exit_code(), 0) << report.text();
        EXPECT_THAT(report.notes().first(), testing::IsEmpty()) << report.text();
        auto lease = must(copy->connect());
        expect_same(here, archive_of(*lease));
        EXPECT_EQ(media_files(folder_.path() / "media"), media_files(folder_.path() / "copied"));

        auto const edition_there = must(newsroom::current_edition(*lease));
        for (auto const& again : {with_media(file, folder_.path() / "media", taker), options(file)}) {
            auto second = must(import_ghost(there, again));
            EXPECT_EQ(second.unchanged, std::ssize(here.articles)) << second.text();
            EXPECT_EQ(must(newsroom::current_edition(*lease)), edition_there);
        }
        auto const edition_here = edition();
        auto at_home = must(import_ghost(target(), options(file)));
        EXPECT_EQ(at_home.unchanged, std::ssize(here.articles)) << at_home.text();
        EXPECT_EQ(edition(), edition_here);
        expect_same(here, archive_of(connection_));
    }

    std::filesystem::path const cases_
        = std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/exchange";
    media::MediaStore store_{folder_.path() / "media", BROADSHEET_PICTURE_WORKER};
    ImportTarget target_{*database_, clock_, random_};
    LibraryMediaTaker taker_{target_, store_};
};
ON_BOTH_DATABASES(GhostRoundTrip);

TEST_P(GhostRoundTrip, TheDemoNewspaper)
{
    if (GetParam() != db::Dialect::sqlite)
        GTEST_SKIP() << "its many pictures take long; the smaller newspaper runs on both";
    clock_.advance(1'795'400'000'000 - start);
    auto demo = std::filesystem::path(BROADSHEET_SOURCE_DIR) / "demo";
    must(import_markdown(target_, with_media(demo, demo, taker_)));
    expect_the_same_archive_elsewhere();
}

TEST_P(GhostRoundTrip, ANewspaperFromGhost)
{
    auto const picture
        = must(read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "demo/pictures/archive.svg"));
    write("content/images/2023/04/ferry.png", picture);
    write("redirects.json", R"json([{"from":"/old/","to":"/the-ferry/","permanent":true},
        {"from":"/older/","to":"/old/","permanent":false}])json");
    write("ghost.json", must(read_file(cases_ / "ghost/export.json")));
    must(
        import_ghost(target_, with_media(folder_.path() / "ghost.json", folder_.path() / "content", taker_)));
    auto item = must(newsroom::MediaLibrary(connection_).after(0, 1)).at(0);
    item.name = "ferry-1923.png";
    item.alt = "A ferry";
    item.caption = "The last one";
    item.credit = "Tove Hald";
    item.focus_x = 20;
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return newsroom::MediaLibrary::save(change, item); }));
    std::filesystem::remove(folder_.path() / "redirects.json"); // they are in the export
    expect_the_same_archive_elsewhere();
}

TEST_P(GhostRoundTrip, AFileThatIsNotWhatItsNameSaysIsNotTakenBack)
{
    auto const path = must(taker_.take("test:/a.wav", write("a.wav", test::silence()))).path;
    auto const file = folder_.path() / "export.json";
    must(export_ghost(*database_, clock_, named(file)));
    write(path.substr(1), test::silence(2));
    test::TestDatabase copy(GetParam());
    ImportTarget there{*copy, clock_, random_};
    media::MediaStore copied(folder_.path() / "copied", BROADSHEET_PICTURE_WORKER);
    LibraryMediaTaker taker(there, copied);
    auto report = must(import_ghost(there, with_media(file, folder_.path(), taker)));
    EXPECT_THAT(report.text(), HasSubstr("it was not taken back"));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "copied"));
}

TEST_P(GhostExport, ExportsOfTheSameArchiveAreTheSame)
{
    fill();
    must(export_ghost(*database_, clock_, named(folder_.path() / "a.json")));
    must(export_ghost(*database_, clock_, named(folder_.path() / "b.json")));
    EXPECT_EQ(must(read_file(folder_.path() / "a.json")), must(read_file(folder_.path() / "b.json")));
}

TEST_P(GhostExport, IsWhatGhostExpects)
{
    fill();
    must(export_ghost(*database_, clock_, named(folder_.path() / "export.json")));
    auto document = boost::json::parse(must(read_file(folder_.path() / "export.json")));
    auto const& data = document.at("db").at(0).at("data").as_object();
    EXPECT_EQ(document.at("db").at(0).at("meta").at("version"), "6.0.0");
    auto const& post = data.at("posts").at(0).as_object();
    EXPECT_EQ(post.at("published_at"), "2023-11-05T22:13:20.000Z");
    EXPECT_LE(post.at("custom_excerpt").as_string().size(), 300u);
    auto lexical = boost::json::parse(post.at("lexical").as_string());
    EXPECT_EQ(lexical.at("root").at("children").at(0).at("type"), "html");
    EXPECT_EQ(lexical.at("root").at("children").at(0).at("html"), post.at("html"));
    EXPECT_EQ(data.at("posts").at(1).at("status"), "draft"); // withdrawn
    EXPECT_EQ(data.at("posts_tags").as_array().size(), 4u);
    EXPECT_EQ(data.at("users").at(0).at("email"), "mira-dolan@byline.invalid");
}

TEST_P(GhostExport, AnEmptyNewspaperExportsAndImports)
{
    must(export_ghost(*database_, clock_, named(folder_.path() / "export.json")));
    auto report = must(import_ghost(target(), options(folder_.path() / "export.json")));
    EXPECT_EQ(report.imported, 0);
    EXPECT_EQ(report.exit_code(), 0) << report.text();
}

TEST_P(GhostExport, AnExportThatComesHomeMakesNoSecondArticle)
{
    fill();
    must(export_ghost(*database_, clock_, named(folder_.path() / "export.json")));
    auto report = must(import_ghost(target(), options(folder_.path() / "export.json")));
    EXPECT_EQ(report.imported, 0) << report.text();
    EXPECT_THAT(articles(), SizeIs(4));
}

TEST_P(GhostExport, IsForItsOwnerAlone)
{
    auto const place = named(folder_.path() / "export.json");
    write("export.json", "an older one that others could read");
    must(export_ghost(*database_, clock_, place));
    EXPECT_EQ(std::filesystem::status(place.file).permissions(),
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_FALSE(std::filesystem::exists(place.unfinished));
}

// Somebody else's link under that name would lead the drafts elsewhere.
TEST_P(GhostExport, WritesIntoNothingThatIsThereAlready)
{
    auto const place = named(folder_.path() / "export.json");
    auto const elsewhere = write("elsewhere", "untouched");
    std::filesystem::create_symlink(elsewhere, place.unfinished);
    auto exported = export_ghost(*database_, clock_, place);
    ASSERT_FALSE(exported.ok());
    EXPECT_THAT(exported.error().message, HasSubstr("File exists"));
    EXPECT_EQ(must(read_file(elsewhere)), "untouched");
    EXPECT_FALSE(std::filesystem::exists(place.file));
}

TEST_P(GhostExport, LeavesNothingBehindWhereItCannotWrite)
{
    auto exported = export_ghost(*database_, clock_, named(folder_.path() / "none" / "export.json"));
    ASSERT_FALSE(exported.ok());
    EXPECT_THAT(exported.error().message, HasSubstr("cannot write"));
}

} // namespace
} // namespace broadsheet::exchange

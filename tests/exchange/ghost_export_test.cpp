#include "exchange/ghost_export.h"
#include "exchange/import_fixture.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"

#include <boost/json.hpp>

namespace broadsheet::exchange {
namespace {

using newsroom::Status;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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
    auto counts = must(export_ghost(*database_, clock_, file));
    EXPECT_EQ(counts.articles, 4);

    test::TestDatabase copy(GetParam());
    auto report = must(import_ghost({*copy, clock_, random_}, options(file)));
    EXPECT_EQ(report.imported, 4) << report.text();
    EXPECT_EQ(report.refused, 0) << report.text();

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

TEST_P(GhostExport, ExportsOfTheSameArchiveAreTheSame)
{
    fill();
    must(export_ghost(*database_, clock_, folder_.path() / "a.json"));
    must(export_ghost(*database_, clock_, folder_.path() / "b.json"));
    EXPECT_EQ(must(read_file(folder_.path() / "a.json")), must(read_file(folder_.path() / "b.json")));
}

TEST_P(GhostExport, IsWhatGhostExpects)
{
    fill();
    must(export_ghost(*database_, clock_, folder_.path() / "export.json"));
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
    must(export_ghost(*database_, clock_, folder_.path() / "export.json"));
    auto report = must(import_ghost(target(), options(folder_.path() / "export.json")));
    EXPECT_EQ(report.imported, 0);
    EXPECT_EQ(report.exit_code(), 0) << report.text();
}

TEST_P(GhostExport, AnExportThatComesHomeMakesNoSecondArticle)
{
    fill();
    must(export_ghost(*database_, clock_, folder_.path() / "export.json"));
    auto report = must(import_ghost(target(), options(folder_.path() / "export.json")));
    EXPECT_EQ(report.imported, 0) << report.text();
    EXPECT_THAT(articles(), SizeIs(4));
}

TEST_P(GhostExport, LeavesNothingBehindWhereItCannotWrite)
{
    auto exported = export_ghost(*database_, clock_, folder_.path() / "none" / "export.json");
    ASSERT_FALSE(exported.ok());
    EXPECT_THAT(exported.error().message, HasSubstr("cannot write"));
}

} // namespace
} // namespace broadsheet::exchange

#include "exchange/ghost_index.h"
#include "exchange/import_fixture.h"
#include "newsroom/redirects.h"
#include "newsroom/revisions.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "places.h"

#include <fmt/format.h>

namespace broadsheet::exchange {
namespace {

using newsroom::Status;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string export_file()
{
    return must(
        read_file(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/exchange/ghost/export.json"));
}

// An export with these rows of "posts" and no other table.
std::string with_posts(std::string_view rows)
{
    return fmt::format(R"({{"db":[{{"meta":{{"version":"6.0.0"}},"data":{{"posts":[{}]}}}}]}})", rows);
}

std::string post(std::string_view id, std::string_view slug, std::string_view more = "")
{
    return fmt::format(R"({{"id":"{}","title":"T {}","slug":"{}","html":"<p>x</p>","status":"published",)"
                       R"("published_at":"2020-01-01T00:00:00.000Z"{}}})",
        id, id, slug, more);
}

// Makes another text of that of every post().
void give_other_texts(std::string& rows)
{
    constexpr std::string_view before = "<p>x</p>";
    for (auto at = rows.find(before); at != std::string::npos; at = rows.find(before, at))
        rows.replace(at, before.size(), "<p>y</p>");
}

class GhostImport : public ImportTest { };
ON_BOTH_DATABASES(GhostImport);

TEST_P(GhostImport, TakesPostsInEveryFormat)
{
    auto report = must(import_ghost(target(), options(write("export.json", export_file()))));
    EXPECT_EQ(report.imported, 5) << report.text();
    EXPECT_EQ(report.refused(), 0) << report.text();

    auto ferry = article("the-ferry");
    EXPECT_EQ(ferry.id, "64a000000000000000000001");
    EXPECT_EQ(ferry.title, "The ferry that would not wait");
    EXPECT_EQ(ferry.standfirst, "It left at six.");
    EXPECT_THAT(ferry.body, HasSubstr("<p>It left at six, <a href=\"/about/\"><em>they said</em></a></p>"));
    EXPECT_THAT(ferry.body, HasSubstr("src=\"/content/images/2023/04/quay.png\""));
    EXPECT_EQ(ferry.picture.alt, "A ferry at the quay");
    EXPECT_EQ(ferry.picture.caption, "The last one. <b>Photo:</b> Tove Hald");
    EXPECT_EQ(ferry.meta_title, "Ferry");
    EXPECT_EQ(ferry.meta_description, "About a ferry");
    EXPECT_EQ(ferry.template_name, "custom-wide");
    EXPECT_TRUE(ferry.featured);
    EXPECT_EQ(ferry.status, Status::published);
    EXPECT_EQ(ferry.published_at, 1681450200000);
    EXPECT_EQ(ferry.created_at, 1681448400000);
    EXPECT_EQ(ferry.updated_at, 1681542000000);

    EXPECT_EQ(article("from-mobiledoc").body, "<p>Old but good</p>");
    EXPECT_EQ(article("from-mobiledoc").status, Status::scheduled);
    EXPECT_EQ(article("about").kind, newsroom::ArticleKind::page);
    EXPECT_EQ(article("unknown-card").body, "<p>Ghost knew it</p>");
    EXPECT_EQ(article("unknown-card").status, Status::draft);
}

TEST_P(GhostImport, TakesTagsAuthorsAndSettings)
{
    must(import_ghost(target(), options(write("export.json", export_file()))));
    auto ferry = article("the-ferry");
    std::vector<std::string> tags;
    for (auto const& tag : must(newsroom::Tags(connection_).all())) {
        EXPECT_EQ(tag.is_section, tag.slug == "society"); // the navigation leads there
        EXPECT_EQ(tag.is_internal, tag.slug == "hash-wire");
        if (tag.slug == "society") {
            EXPECT_EQ(ferry.section, tag.number);
            EXPECT_EQ(ferry.tags.front(), tag.number);
        }
    }
    EXPECT_THAT(ferry.tags, SizeIs(3));
    auto bylines = must(newsroom::Bylines(connection_).all());
    ASSERT_THAT(bylines, SizeIs(2)); // the administrator wrote nothing
    auto mira = must(newsroom::Bylines(connection_).by_slug("mira-dolan"));
    EXPECT_EQ(ferry.bylines.front(), mira->number);
    EXPECT_EQ(mira->location, "Vilnius");

    auto settings = must(newsroom::load_settings(connection_));
    EXPECT_EQ(settings.title_in("en"), "The Lantern");
    EXPECT_EQ(settings.time_zone, "Europe/Vilnius");
    EXPECT_EQ(settings.accent_colour, "#0055aa");
    EXPECT_THAT(settings.navigation["en"], SizeIs(2));
    EXPECT_EQ(settings.navigation["en"].front().url, "/");
}

TEST_P(GhostImport, WhatOnlyPayersCouldReadBecomesADraftAndIsReported)
{
    auto report = must(import_ghost(target(), options(write("export.json", export_file()))));
    EXPECT_EQ(article("for-payers").status, Status::draft);
    EXPECT_THAT(report.text(), HasSubstr("only \"paid\" could read it, so it is a draft"));
}

TEST_P(GhostImport, ASecondRunChangesNothing)
{
    auto file = write("export.json", export_file());
    must(import_ghost(target(), options(file)));
    auto before = edition();
    clock_.advance(60'000);
    auto again = must(import_ghost(target(), options(file)));
    EXPECT_EQ(again.unchanged, 5) << again.text();
    EXPECT_EQ(again.imported + again.updated, 0);
    EXPECT_EQ(edition(), before);
}

TEST_P(GhostImport, AChangedRecordIsUpdatedAndItsFormerTextKept)
{
    auto text = export_file();
    must(import_ghost(target(), options(write("export.json", text))));
    text.replace(text.find("Who we are"), 10, "Who we were");
    auto report = must(import_ghost(target(), options(write("export.json", text))));
    EXPECT_EQ(report.updated, 1) << report.text();
    EXPECT_EQ(report.unchanged, 4);
    auto about = article("about");
    EXPECT_EQ(about.body, "<p>Who we were</p>");
    EXPECT_THAT(must(newsroom::Revisions(connection_).of(about)), SizeIs(1));
}

TEST_P(GhostImport, AChangedRecordKeepsWhatItsSourceCannotSay)
{
    auto text = with_posts(post("a1", "one", R"(,"feature_image":"/content/images/a.png")") + ","
        + post("a2", "two") + "," + post("a3", "three", R"(,"visibility":"paid")") + ","
        + post("a4", "four", R"(,"visibility":"paid")"));
    must(import_ghost(target(), options(write("export.json", text))));
    clock_.advance(1'000);
    auto one = article("one");
    one.corrections = {{clock_.now(), "It was 204.", false}, {clock_.now(), "All of it.", true}};
    one.translation_key = "ferry";
    one.no_appeal = true;
    one.picture.credit = "Tove Hald";
    save(one);
    auto two = article("two");
    two.status = Status::withdrawn;
    save(two);
    auto three = article("three");
    three.status = Status::published;
    three.published_at = clock_.now();
    save(three);

    give_other_texts(text);
    auto report = must(import_ghost(target(), options(write("export.json", text))));
    EXPECT_EQ(report.updated, 4) << report.text();
    auto taken = article("one");
    EXPECT_EQ(taken.body, "<p>y</p>");
    EXPECT_EQ(taken.corrections, one.corrections);
    EXPECT_EQ(taken.translation_key, "ferry");
    EXPECT_TRUE(taken.no_appeal);
    EXPECT_EQ(taken.picture.credit, "Tove Hald");
    EXPECT_EQ(article("two").status, Status::withdrawn);
    EXPECT_EQ(article("two").body, "<p>y</p>");
    EXPECT_EQ(article("three").status, Status::published);
    EXPECT_EQ(article("three").published_at, three.published_at);
    EXPECT_EQ(article("four").status, Status::draft);
    EXPECT_THAT(report.text(), HasSubstr("2 of its corrections were made here and were kept"));
    EXPECT_THAT(report.text(), HasSubstr("it was withdrawn here, and stays so"));
    EXPECT_THAT(report.text(), HasSubstr("only \"paid\" could read it; it stays what it is here: published"));
}

// Be it in the newsroom or with a client of the API: what was decided here of a status is not undone.
TEST_P(GhostImport, AChangedRecordKeepsTheStatusItWasGivenHere)
{
    auto rows = post("a1", "taken-down") + "," + post("a2", "untouched") + ","
        + post("a3", "unscheduled", R"(,"status":"scheduled","published_at":"2099-01-01T00:00:00.000Z")")
        + "," + post("a4", "brought-out", R"(,"status":"draft")") + "," + post("a5", "taken-down-there");
    must(import_ghost(target(), options(write("export.json", with_posts(rows)))));
    for (auto const* slug : {"taken-down", "unscheduled"}) {
        auto changed = article(slug);
        changed.status = Status::draft; // as the API does it: the time stays
        save(changed);
    }
    auto brought_out = article("brought-out");
    brought_out.status = Status::published;
    brought_out.published_at = clock_.now();
    save(brought_out);

    give_other_texts(rows);
    auto const last = rows.rfind(R"("status":"published")");
    rows.replace(last, 20, R"("status":"draft")");
    auto report = must(import_ghost(target(), options(write("export.json", with_posts(rows)))));
    EXPECT_EQ(report.updated, 5) << report.text();
    EXPECT_EQ(article("taken-down").status, Status::draft);
    EXPECT_EQ(article("taken-down").body, "<p>y</p>");
    EXPECT_EQ(article("untouched").status, Status::published);
    EXPECT_EQ(article("unscheduled").status, Status::draft);
    EXPECT_EQ(article("brought-out").status, Status::published);
    EXPECT_EQ(article("taken-down-there").status, Status::draft);
    EXPECT_THAT(report.notes().first(), SizeIs(3)) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("it was unpublished here, and stays so"));
    EXPECT_THAT(report.text(), HasSubstr("it was published here, and stays so"));
}

TEST_P(GhostImport, ASettingThatCannotBeUsedCostsOnlyItself)
{
    auto const text = R"({"db":[{"meta":{"version":"6.0.0"},"data":{"posts":[],"settings":[
        {"key":"title","value":"The Lantern"},{"key":"accent_color","value":"red;}"},
        {"key":"navigation","value":"[{\"label\":\"A\",\"url\":\"javascript:alert(1)\"},{\"label\":\"B\",\"url\":\"/b/\"}]"}
        ]}}]})";
    auto const report = must(import_ghost(target(), options(write("export.json", text))));
    auto const settings = must(newsroom::load_settings(connection_));
    EXPECT_EQ(settings.title_in("en"), "The Lantern");
    EXPECT_EQ(settings.accent_colour, newsroom::Settings().accent_colour);
    EXPECT_THAT(settings.navigation.at("en"), ElementsAre(newsroom::NavigationItem{"B", "/b/"}));
    EXPECT_EQ(report.refused(), 2) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("accent_colour"));
    EXPECT_THAT(report.text(), HasSubstr("javascript:alert(1)"));
}

TEST_P(GhostImport, SaysThatInjectedCodeWasLeftOut)
{
    auto const more = R"(,"codeinjection_head":"<script>1</script>","codeinjection_foot":null)";
    auto report = must(import_ghost(target(),
        options(write("export.json", with_posts(post("a1", "one", more) + "," + post("a2", "two"))))));
    ASSERT_THAT(report.notes().first(), SizeIs(1)) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("the code injected into its head or foot was left out"));
}

TEST_P(GhostImport, TakesExportsWithoutTheWrapper)
{
    auto text = fmt::format(R"({{"data":{{"posts":[{}]}},"meta":{{"version":"003"}}}})", post("7", "old"));
    auto report = must(import_ghost(target(), options(write("old.json", text))));
    EXPECT_EQ(report.imported, 1) << report.text();
}

// Tables beside "posts": a row that cannot be taken is named, and costs only itself.
TEST_P(GhostImport, ARowOfAnotherTableCostsOnlyItself)
{
    std::string nested = "0";
    for (int i = 0; i < 20; ++i)
        nested = "[" + nested + "]";
    auto const text = fmt::format(R"({{"db":[{{"meta":{{"version":"6.0.0"}},"data":{{"posts":[{0}],
        "broadsheet_settings":[],"broadsheet_redirects":[{{"from":"/a","to":"/b/","more":{1}}},
        {{"from":{{}},"to":"/c/"}}],"broadsheet_media":[{{"path":"/media/aa/a.png","more":{1}}}],
        "tags":[{{"id":"1","name":"One","slug":"one"}},{{"id":"2","name":"{2}","slug":"two"}}]}}}}]}})",
        post("a1", "one"), nested, std::string(2'000, 'x'));
    auto limited = options(write("export.json", text));
    limited.limits.record_bytes = 1'000;
    auto report = must(import_ghost(target(), limited));
    EXPECT_EQ(report.imported, 1) << report.text();
    EXPECT_EQ(report.refused(), 2) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("the row of \"broadsheet_redirects\" at byte"));
    EXPECT_THAT(report.text(),
        HasSubstr(fmt::format("the row of \"tags\" at byte {}: it has 2033 bytes; at most 1000 are read",
            text.find(R"({"id":"2")"))));
    EXPECT_TRUE(must(newsroom::Redirects(connection_).from("/a")));
    EXPECT_THAT(must(newsroom::Tags(connection_).all()), SizeIs(1));
}

TEST_P(GhostImport, WhatIsKeptOfTheWholeFileIsLimited)
{
    auto const rows = [](std::string_view table, std::string_view row) {
        std::string all;
        for (int i = 0; i < 1'000; ++i)
            all += (i == 0 ? "" : ",") + fmt::format(fmt::runtime(row), i);
        return fmt::format(R"({{"data":{{"posts":[],"{}":[{}]}}}})", table, all);
    };
    std::string tables = R"({"data":{"posts":[])";
    for (int i = 0; i < 20'000; ++i)
        tables += fmt::format(R"(,"t{}":[])", i);
    for (auto const& text : {rows("tags", R"({{"id":"{0}","name":"{0}","slug":"{0}"}})"),
             rows("posts_tags", R"({{"post_id":"1","tag_id":"{0}"}})"),
             rows("broadsheet_redirects", R"({{"from":"/{0}","to":"/"}})"),
             rows("settings", R"({{"key":"{0}","value":"x"}})"), tables + "}}"}) {
        auto limited = options(write("export.json", text));
        limited.limits.index_bytes = 10'000;
        auto report = import_ghost(target(), limited);
        ASSERT_FALSE(report.ok()) << text.substr(0, 100);
        EXPECT_EQ(report.error().code, ErrorCode::limit) << report.error().message;
    }
}

// Were names compared with each other, this would take a minute.
TEST(GhostIndexOfMany, KnowsSectionsAndWritersAmongThousands)
{
    constexpr int many = 30'000;
    std::string tags, users, posts_tags, posts_authors;
    for (int i = 0; i < many; ++i) {
        auto const comma = i == 0 ? "" : ",";
        tags += fmt::format(R"({0}{{"id":"{1}","name":"T {1}","slug":"t-{1}"}})", comma, i);
        users += fmt::format(R"({0}{{"id":"{1}","name":"A {1}","slug":"a-{1}"}})", comma, i);
        posts_tags += fmt::format(R"({0}{{"post_id":"p{1}","tag_id":"{1}","sort_order":0}})", comma, i);
        posts_authors += fmt::format(R"({0}{{"post_id":"p{1}","author_id":"{1}"}})", comma, i);
    }
    test::TemporaryFolder folder;
    ImportOptions options;
    options.source = folder.path() / "export.json";
    auto const text = fmt::format(R"({{"data":{{"posts":[],"tags":[{}],"users":[{}],"posts_tags":[{},
        {{"post_id":"q","tag_id":"7"}}],"posts_authors":[{}]}}}})",
        tags, users, posts_tags, posts_authors);
    ASSERT_TRUE(write_file_atomically(options.source, text, Durability::cached).ok());
    Report report;
    auto index = must(GhostIndex::read(options, report));
    EXPECT_TRUE(index.has_section("t-7")); // the most frequent
    EXPECT_FALSE(index.has_section("t-29999"));
    EXPECT_THAT(index.authors_with_articles(), SizeIs(many));
}

TEST_P(GhostImport, TakesRedirectsBesideTheExport)
{
    write("redirects.json", R"json([{"from":"^/old\\.html/?$","to":"/the-ferry/","permanent":true},
        {"from":"/posts/([0-9]+)","to":"/$1/","permanent":true}])json");
    auto report = must(import_ghost(target(), options(write("export.json", export_file()))));
    auto old = must(newsroom::Redirects(connection_).from("/old.html"));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->to, "/the-ferry/");
    EXPECT_EQ(report.refused(), 1);
    EXPECT_THAT(report.text(), HasSubstr("a pattern for many paths"));
}

TEST_P(GhostImport, TwoRecordsWithOneSlugBothStay)
{
    auto file = write(
        "export.json", with_posts(post("a1", "same") + "," + post("a2", "same") + "," + post("a3", "tag")));
    auto report = must(import_ghost(target(), options(file)));
    EXPECT_EQ(report.imported, 3) << report.text();
    EXPECT_EQ(article("same").source, "ghost:a1");
    EXPECT_EQ(article("same-2").source, "ghost:a2");
    EXPECT_EQ(article("tag-2").source, "ghost:a3");
    EXPECT_THAT(report.text(), HasSubstr("the slug \"same\" is taken, so it is now \"same-2\""));
    EXPECT_THAT(report.text(),
        HasSubstr("the slug \"tag\" is one the newspaper needs itself, so it is now \"tag-2\""));
    EXPECT_EQ(must(import_ghost(target(), options(file))).unchanged, 3);
}

TEST_P(GhostImport, ASlugThatIsTakenIsShortenedForItsNumber)
{
    std::string slug(198, 'x');
    auto letters = slug + "ж"; // two bytes
    auto file = write("export.json", with_posts(post("a1", letters) + "," + post("a2", letters)));
    auto report = must(import_ghost(target(), options(file)));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_EQ(article(slug + "-2").source, "ghost:a2");
}

// One bad record undoes its batch, and with it the language another record of it has brought along.
TEST_P(GhostImport, ALanguageOutlivesABatchThatIsTakenAgain)
{
    auto file = write("export.json",
        with_posts(post("a1", "un", R"(,"locale":"fr")") + "," + post("a2", "../..") + ","
            + post("a3", "deux", R"(,"locale":"fr")")));
    auto report = must(import_ghost(target(), options(file)));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_THAT(must(newsroom::load_settings(connection_)).languages, ElementsAre("en", "fr"));
    EXPECT_THAT(report.text(),
        HasSubstr("language \"fr\": the newspaper did not have it; it was added, for 2 of the articles"));
}

TEST_P(GhostImport, AFormerAddressLeadsToItsArticleWhateverLedAwayFromThere)
{
    // Never followed, since the article stands where it leads from.
    write("redirects.json", R"json([{"from":"/tag-2/","to":"/tag/","permanent":true}])json");
    auto file = write("export.json", with_posts(post("a1", "tag")));
    auto report = must(import_ghost(target(), options(file)));
    EXPECT_EQ(report.imported, 1) << report.text();
    EXPECT_EQ(article("tag-2").source, "ghost:a1");
    auto const former = must(newsroom::Redirects(connection_).from("/tag/"));
    ASSERT_TRUE(former);
    EXPECT_EQ(former->to, "/tag-2/");
}

TEST_P(GhostImport, NamesEachRecordItCannotTake)
{
    std::string deep(100'000, '[');
    deep += std::string(100'000, ']');
    std::string tags;
    for (int i = 0; i < 100'000; ++i)
        tags += "<div>";
    struct Case {
        std::string row;
        std::string reason;
    };
    std::vector<Case> cases{{post("b1", "../.."), "slug: \"../..\""},
        {post("b2", "b2", R"(,"created_at":"2020-13-45")"), "2020-13-45"},
        {post("b3", "b3", R"(,"custom_excerpt":7)"), "\"custom_excerpt\" is not text"},
        {post("b4", "b4", R"(,"title":")" + std::string(10'000'000, 'a') + "\""), "title"},
        {post("b5", "b5", ",\"tree\":" + deep), "deep"},
        {post("b6", "b6", ",\"html\":\"" + tags + "\""), "nested"},
        {post("b7", "b7", ",\"meta_title\":\"\xff\xfe\""), "not UTF-8 at its byte 133"},
        {R"({"title":"No id","slug":"b8"})", "no \"id\""},
        {R"({"id":"b9","title":"No date","slug":"b9","status":"published"})", "published_at"},
        {R"({"id":"b10","title":"No slug","status":"draft"})", "slug"},
        {R"({"id":"b11","slug":"no-title","status":"draft"})", "title"}, {"[1,2]", "not an object"},
        {"7", "not an object"}, {R"({"id":"b12","title":"T","slug":"b12","lexical":"{"})", "lexical"},
        {post("good", "again"), "same id"}};
    std::string rows = post("good", "good");
    for (auto const& each : cases)
        rows += "," + each.row;
    auto report = must(import_ghost(target(), options(write("export.json", with_posts(rows)))));
    EXPECT_EQ(report.imported, 1);
    ASSERT_EQ(report.refusals().first().size(), cases.size()) << report.text().substr(0, 5000);
    for (auto const& each : cases) {
        auto named = std::ranges::any_of(report.refusals().first(),
            [&](auto const& entry) { return entry.text.find(each.reason) != std::string::npos; });
        EXPECT_TRUE(named) << each.reason << "\n" << report.text().substr(0, 5000);
    }
    EXPECT_EQ(report.exit_code(), 1);
    EXPECT_THAT(articles(), SizeIs(1));
}

TEST_P(GhostImport, RefusesWhatIsNoExport)
{
    struct Case {
        std::string content;
        std::string reason;
    };
    for (auto const& [content, reason] : std::vector<Case>{{std::string("\xff\xfe{\0\"\0", 6), "UTF-16"},
             {std::string("{\0\"\0", 4), "UTF-16"}, {"PK\x03\x04zip", "compressed"}, {"[]", "expected \"{\""},
             {"{}", "not a Ghost export"}, {"{\"db\":[{}]} x", "end of the file"},
             {"<html>", "expected \"{\""}, {"{\"db\":7}", "expected \"[\""},
             {"{\"db\":[{\"data\":{\"posts\":[}]}}", "a value"}, {"{\"db\"", "cut short"}}) {
        auto report = import_ghost(target(), options(write("bad.json", content)));
        ASSERT_FALSE(report.ok()) << content;
        EXPECT_THAT(report.error().message, HasSubstr(reason));
        EXPECT_THAT(report.error().message, HasSubstr("bad.json"));
    }
    EXPECT_THAT(
        import_ghost(target(), options(write("empty.json", ""))).error().message, HasSubstr("is empty"));
    EXPECT_THAT(import_ghost(target(), options(folder_.path())).error().message, HasSubstr("is not a file"));
    EXPECT_THAT(
        import_ghost(target(), options(folder_.path() / "none")).error().message, HasSubstr("No such file"));
    EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(GhostImport, AnUnknownVersionIsReported)
{
    auto text = export_file();
    text.replace(text.find("6.65.0"), 6, "99.0.0");
    auto report = must(import_ghost(target(), options(write("export.json", text))));
    EXPECT_EQ(report.imported, 5);
    EXPECT_THAT(report.text(), HasSubstr("99.0.0"));
}

// A file cut at any byte changes nothing and says so.
TEST_P(GhostImport, AFileThatIsCutShortChangesNothing)
{
    auto text
        = with_posts(post("a1", "one", R"(,"locale":"fr","title":"\u00e9\\\"")") + ",\n" + post("a2", "two"));
    auto before = edition();
    for (std::size_t at = 1; at < text.size(); ++at) {
        auto report = import_ghost(target(), options(write("cut.json", text.substr(0, at))));
        ASSERT_FALSE(report.ok()) << "cut at byte " << at;
        EXPECT_THAT(report.error().message, HasSubstr("cut.json"));
    }
    EXPECT_EQ(edition(), before);
    EXPECT_THAT(articles(), IsEmpty());
    EXPECT_EQ(must(import_ghost(target(), options(write("whole.json", text)))).imported, 2);
}

TEST_P(GhostImport, AnExportWithoutPostsIsTakenAndOneWithoutTheirTableIsNot)
{
    auto report = must(import_ghost(target(), options(write("export.json", with_posts("")))));
    EXPECT_EQ(report.exit_code(), 0);
    EXPECT_THAT(report.text(), HasSubstr("0 articles"));
    auto other = import_ghost(target(), options(write("other.json", R"({"data":{"users":[]}})")));
    ASSERT_FALSE(other.ok());
    EXPECT_THAT(other.error().message, HasSubstr("other.json: it has no table \"posts\""));
}

TEST_P(GhostImport, SaysOfAnotherEncodingWhereItIsAndWhatToDo)
{
    auto report = must(import_ghost(target(),
        options(write("export.json", with_posts(post("a1", "one", ",\"meta_title\":\"Caf\xe9\""))))));
    EXPECT_EQ(report.exit_code(), 2);
    EXPECT_THAT(report.text(), HasSubstr("byte 52: not UTF-8 at its byte 137"));
    EXPECT_THAT(report.text(), HasSubstr("iconv -f CP1252 -t UTF-8"));
}

// Articles whose text is lost would be all that is taken of it.
TEST_P(GhostImport, AFileOfAnotherEncodingIsRefusedAsAWhole)
{
    auto const rows = post("a1", "one") + ","
        + post("a2", "two",
            ",\"meta_title\":\"\xd0\xf3\xf1\xf1\xea\xe0\xff \xf1\xf2\xe0\xf2\xfc\xff \xee "
            "\xef\xe0\xf0\xee\xec\xe5\"");
    auto const report = import_ghost(target(), options(write("export.json", with_posts(rows))));
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("iconv -f CP1251 -t UTF-8"));
    EXPECT_THAT(articles(), IsEmpty());
}

// What was taken when ^C came is kept; the next run takes the rest.
TEST_P(GhostImport, AnImportThatIsAskedToStopKeepsWhatItHas)
{
    struct StopLater : Progress {
        std::atomic<bool> stop{false};
        bool is_importing = false;
        void begin(std::string_view what, std::uint64_t) override { is_importing = what == "Importing"; }
        void reach(std::uint64_t done) override { stop = stop || (is_importing && done > 3'000'000); }
        void end() override { }
    } progress;
    std::string rows;
    for (int i = 0; i < 100; ++i)
        rows += (i ? "," : "")
            + post(fmt::format("c{}", i), fmt::format("c-{}", i),
                fmt::format(R"(,"plaintext":"{}")", std::string(100'000, 'x')));
    auto stopping = options(write("export.json", with_posts(rows)));
    stopping.progress = &progress;
    stopping.stop = &progress.stop;
    auto report = must(import_ghost(target(), stopping));
    EXPECT_EQ(report.exit_code(), 1);
    EXPECT_THAT(report.text(), HasSubstr("run the same command again"));
    EXPECT_GT(report.imported, 0);
    EXPECT_LT(report.imported, 100);
    EXPECT_THAT(articles(), SizeIs(static_cast<std::size_t>(report.imported)));
    auto rest = must(import_ghost(target(), options(stopping.source)));
    EXPECT_EQ(rest.imported, 100 - report.imported);
    EXPECT_EQ(rest.exit_code(), 0);
}

// A stopped import is finished by the next one: here the first finds the file cut while it reads.
TEST_P(GhostImport, AStoppedImportIsFinishedByTheNext)
{
    std::string rows;
    for (int i = 0; i < 100; ++i)
        rows += (i ? "," : "")
            + post(fmt::format("c{}", i), fmt::format("c-{}", i),
                fmt::format(R"(,"plaintext":"{}")", std::string(50'000, 'x')));
    auto file = write("export.json", with_posts(rows));
    struct Stop : Progress {
        std::filesystem::path file;
        void begin(std::string_view what, std::uint64_t) override
        {
            if (what == "Importing")
                std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
        }
        void reach(std::uint64_t) override { }
        void end() override { }
    } stop;
    stop.file = file;
    auto first = options(file);
    first.batch = 7;
    first.progress = &stop;
    EXPECT_FALSE(import_ghost(target(), first).ok());
    auto half = articles().size();
    EXPECT_GT(half, 0u);
    EXPECT_LT(half, 100u);
    auto second = must(import_ghost(target(), options(write("export.json", with_posts(rows)))));
    EXPECT_EQ(second.imported, 100 - static_cast<std::int64_t>(half));
    EXPECT_EQ(second.unchanged, static_cast<std::int64_t>(half));
    EXPECT_THAT(articles(), SizeIs(100));
}

class FolderTaker : public MediaTaker {
public:
    Result<Taken> take(std::string_view source, std::filesystem::path const& file) override
    {
        taken.emplace_back(source);
        files[std::string(source)] = {"/media/" + file.filename().string(), 640, 480};
        return files[std::string(source)];
    }
    Result<void> take_back(newsroom::MediaItem const&, std::filesystem::path const&) override { return {}; }
    Result<std::optional<Taken>> taken_before(std::string_view source) override
    {
        auto found = files.find(std::string(source));
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<std::string> taken;
    std::map<std::string, Taken> files;
};

TEST_P(GhostImport, PicturesAreTakenFromTheMediaFolder)
{
    write("content/images/2023/04/ferry.png", "x");
    FolderTaker taker;
    auto with_media = options(write("export.json", export_file()));
    with_media.media = folder_.path() / "content";
    with_media.media_taker = &taker;
    auto report = must(import_ghost(target(), with_media));
    EXPECT_EQ(article("the-ferry").picture.path, "/media/ferry.png");
    EXPECT_THAT(report.missing().first(), ElementsAre(names("/content/images/2023/04/quay.png")));

    write("content/images/2023/04/quay.png", "x");
    must(import_ghost(target(), with_media));
    EXPECT_THAT(article("the-ferry").body,
        HasSubstr("src=\"/media/quay.png\" alt=\"A quay\" width=\"640\" height=\"480\""));
}

TEST_P(GhostImport, NamesOfFilesMayBePercentEncoded)
{
    for (auto const* name : {"a b.png", "a&b.png", "ф.png", "50%25.png"})
        write(fmt::format("content/images/{}", name), "x");
    FolderTaker taker;
    std::string pictures;
    for (auto const* name : {"a%20b.png", "a%26b.png", "%D1%84.png", "50%25.png", "size/w600/a%20b.png"})
        pictures += fmt::format("<img src='__GHOST_URL__/content/images/{}'>", name);
    auto with_media = options(write("export.json",
        with_posts(post("d1", "d1", fmt::format(R"(,"mobiledoc":"","html":"{}")", pictures)))));
    with_media.media = folder_.path() / "content";
    with_media.media_taker = &taker;
    auto const report = must(import_ghost(target(), with_media));
    EXPECT_THAT(report.missing().first(), IsEmpty()) << report.text();
    EXPECT_THAT(taker.taken, SizeIs(5));
    for (auto const* path : {"/media/a b.png", "/media/a&amp;b.png", "/media/ф.png", "/media/50%25.png"})
        EXPECT_THAT(article("d1").body, HasSubstr(path));
}

TEST_P(GhostImport, SaysWhereAnAuthorCouldNotBeTaken)
{
    auto const with = [](std::string_view posts) {
        return fmt::format(
            R"({{"db":[{{"meta":{{"version":"6.0.0"}},"data":{{"posts":[{}],)"
            R"("users":[{{"id":"1","slug":"mira","name":"Mira"}},{{"id":"2","slug":"tove","name":""}}],)"
            R"("posts_authors":[{{"post_id":"a","author_id":"1"}},{{"post_id":"a","author_id":"2"}},)"
            R"({{"post_id":"b","author_id":"9"}},{{"post_id":"c","author_id":"1"}}]}}}}]}})",
            posts);
    };
    auto const report = must(import_ghost(target(),
        options(write("export.json",
            with(post("a", "a") + "," + post("b", "b") + "," + post("c", "c") + ","
                + post("d", "d", R"(,"author_id":"8")") + "," + post("e", "e"))))));
    EXPECT_EQ(report.imported, 5) << report.text();
    EXPECT_THAT(article("a").bylines, SizeIs(1));
    EXPECT_THAT(report.notes().first(), ElementsAre(names("\"T a\""), names("\"T b\""), names("\"T d\"")));
    EXPECT_THAT(report.text(), HasSubstr("1 of its 2 authors cannot be taken from the file"));
}

TEST_P(GhostImport, ASecondRunWithoutTheMediaFolderKeepsThePictures)
{
    write("content/images/2023/04/ferry.png", "x");
    FolderTaker taker;
    auto again = options(write("export.json", export_file()));
    again.media_taker = &taker;
    auto with_media = again;
    with_media.media = folder_.path() / "content";
    must(import_ghost(target(), with_media));
    auto before = edition();
    auto report = must(import_ghost(target(), again));
    EXPECT_EQ(report.unchanged, 5) << report.text();
    EXPECT_EQ(edition(), before);
    EXPECT_EQ(article("the-ferry").picture.path, "/media/ferry.png");
    EXPECT_THAT(report.missing().first(), ElementsAre(names("quay.png"))); // which never was there
}

TEST_P(GhostImport, PicturesOutsideTheMediaFolderAreNotTaken)
{
    write("secret.png", "x");
    write("content/images/a.png", "x");
    FolderTaker taker;
    auto with_media = options(write("export.json",
        with_posts(post("d1", "d1", R"(,"feature_image":"/content/images/../../secret.png")"))));
    with_media.media = folder_.path() / "content";
    with_media.media_taker = &taker;
    must(import_ghost(target(), with_media));
    EXPECT_THAT(taker.taken, IsEmpty());
}

} // namespace
} // namespace broadsheet::exchange

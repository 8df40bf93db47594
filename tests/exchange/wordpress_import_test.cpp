#include "exchange/import_fixture.h"
#include "exchange/library_media_taker.h"
#include "exchange/wordpress_body.h"
#include "exchange/wordpress_import.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "places.h"

#include <fmt/format.h>

namespace broadsheet::exchange {
namespace {

using newsroom::Status;
using test::must;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string export_file()
{
    return must(read_file(
        std::filesystem::path(BROADSHEET_SOURCE_DIR) / "tests/cases/exchange/wordpress/export.xml"));
}

std::string with_items(std::string_view items)
{
    return fmt::format(R"(<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.0/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><wp:wxr_version>1.0</wp:wxr_version>{}</channel></rss>)",
        items);
}

std::string item(std::string_view id, std::string_view slug, std::string_view more = "")
{
    return fmt::format("<item><title>T {}</title><wp:post_id>{}</wp:post_id><wp:post_name>{}</wp:post_name>"
                       "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
                       "<wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>{}</item>",
        id, id, slug, more);
}

class WordpressImport : public ImportTest { };
ON_BOTH_DATABASES(WordpressImport);

TEST_P(WordpressImport, TakesPostsAndPages)
{
    auto report = must(import_wordpress(target(), options(write("export.xml", export_file()))));
    EXPECT_EQ(report.imported, 3) << report.text();
    EXPECT_EQ(report.refused(), 0) << report.text();

    auto ferry = article("the-ferry");
    EXPECT_EQ(ferry.title, "The ferry – late");
    EXPECT_EQ(ferry.standfirst, "A short one.");
    EXPECT_EQ(ferry.published_at, 1681450200000);
    EXPECT_EQ(ferry.updated_at, 1681542000000);
    EXPECT_TRUE(ferry.featured);
    EXPECT_EQ(ferry.picture.path, "https://lantern.example/wp-content/uploads/2023/04/ferry.jpg");
    EXPECT_EQ(ferry.picture.caption, "The ferry");
    EXPECT_THAT(ferry.body, HasSubstr("<p>It left at <b>six</b>.<br>\nNobody waved.</p>"));
    EXPECT_THAT(ferry.body, HasSubstr("<figcaption>The <em>quay</em></figcaption>"));
    EXPECT_THAT(ferry.body, HasSubstr("alt=\"The quay at dawn\""));
    EXPECT_THAT(ferry.body, HasSubstr("<pre>one\n\ntwo</pre>"));
    EXPECT_THAT(ferry.body, HasSubstr("[contact-form to=\"x\"] stays text."));
    auto section = must(newsroom::Tags(connection_).by_slug("society"));
    EXPECT_EQ(ferry.section, section->number); // the primary category, not the first
    EXPECT_THAT(ferry.tags, SizeIs(3));
    EXPECT_THAT(must(newsroom::Bylines(connection_).all()), SizeIs(1));

    auto old = must(newsroom::Redirects(connection_).from("/2023/04/14/the-ferry/"));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->to, "/the-ferry/");
    auto const category = must(newsroom::Redirects(connection_).from("/category/society/"));
    ASSERT_TRUE(category);
    EXPECT_EQ(category->to, "/section/society/");
    EXPECT_EQ(article("blocks").body, "<p>From the block editor</p>");
    EXPECT_EQ(article("blocks").status, Status::draft);
    auto about = article("о-нас");
    EXPECT_EQ(about.kind, newsroom::ArticleKind::page);
    EXPECT_EQ(about.status, Status::draft);
    EXPECT_THAT(report.text(), HasSubstr("its status was \"private\", so it is a draft"));
    EXPECT_THAT(report.missing().first(), Contains(names("2023/04/quay-300x200.jpg")));
    EXPECT_EQ(must(newsroom::load_settings(connection_)).title_in("en"), "The Lantern");
}

TEST_P(WordpressImport, NamesPicturesThatAreNotInTheExport)
{
    std::string ids = "9";
    for (int i = 100; i < 130; ++i)
        ids += fmt::format(", {}", i);
    auto const gallery = [](std::string_view written) {
        return fmt::format("<content:encoded>[gallery ids=\"{}\"] after</content:encoded>", written);
    };
    auto report = must(import_wordpress(target(),
        options(write("export.xml",
            with_items(item("1", "one", gallery("9,77")) + item("2", "two", gallery(ids))
                + item("3", "three",
                    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>78</wp:meta_value>"
                    "</wp:postmeta>")
                + "<item><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>"
                  "<wp:attachment_url>https://x.example/a.png</wp:attachment_url></item>")))));
    EXPECT_EQ(report.imported, 3);
    ASSERT_THAT(report.notes().first(), SizeIs(3)) << report.text();
    EXPECT_THAT(report.text(),
        HasSubstr("its gallery names attachments that are not in the file and were left out: 77\n"));
    EXPECT_THAT(report.text(), HasSubstr("left out: 100, 101, "));
    EXPECT_THAT(report.text(), HasSubstr("118, 119 and more"));
    EXPECT_THAT(report.text(), HasSubstr("its lead picture, attachment 78, is not in the file"));
    EXPECT_THAT(article("one").body, HasSubstr("https://x.example/a.png"));
}

TEST_P(WordpressImport, OldAddressesLeadOn)
{
    auto text = export_file();
    for (std::string_view const was : {"<wp:author_login><![CDATA[mira]]>", "<dc:creator><![CDATA[mira]]>"})
        for (auto at = text.find(was); at != text.npos; at = text.find(was, at + was.size()))
            text.replace(at + was.size() - 7, 4, "Mira.D");
    auto const file = write("export.xml", text);
    must(import_wordpress(target(), options(file)));
    for (auto const& [from, to] :
        {std::pair("/?p=7", "/the-ferry/"), {"/2023/04/14/the-ferry/", "/the-ferry/"},
            {"/?p=11", "/%D0%BE-%D0%BD%D0%B0%D1%81/"}, {"/?page_id=11", "/%D0%BE-%D0%BD%D0%B0%D1%81/"},
            {"/?cat=2", "/section/society/"}, {"/category/society/", "/section/society/"},
            {"/author/mira-d/", "/author/mira-dolan/"}, {"/author/mira.d/", "/author/mira-dolan/"}}) {
        auto const found = must(newsroom::Redirects(connection_).from(from));
        ASSERT_TRUE(found) << from;
        EXPECT_EQ(found->to, to) << from;
        EXPECT_TRUE(found->permanent);
    }
    for (auto const* none : {"/author/root/", "/?page_id=7", "/tag/transport/", "/author/mira-dolan/"})
        EXPECT_FALSE(must(newsroom::Redirects(connection_).from(none))) << none;
}

TEST_P(WordpressImport, OldAddressesOfASiteInAFolderLeadIntoTheSourcesLanguage)
{
    newsroom::Settings settings;
    settings.languages = {"en", "ru"};
    settings.title = {{"en", "X"}, {"ru", "X"}};
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return newsroom::save_settings(change, settings); }));
    must(import_wordpress(target(),
        options(write("export.xml",
            with_items(
                "<language>ru-RU</language><wp:base_blog_url>https://a.example/blog/</wp:base_blog_url>"
                + item("1", "one",
                    R"(<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">mira</dc:creator>)"
                    R"(<category domain="category" nicename="courts">Courts</category>)"
                    R"(<category domain="post_tag" nicename="appeal">Appeal</category>)"))))));
    for (auto const& [from, to] :
        {std::pair("/blog/?p=1", "/ru/one/"), {"/blog/category/courts/", "/ru/section/courts/"},
            {"/blog/tag/appeal/", "/ru/tag/appeal/"}, {"/blog/author/mira/", "/ru/author/mira/"}}) {
        auto const found = must(newsroom::Redirects(connection_).from(from));
        ASSERT_TRUE(found) << from;
        EXPECT_EQ(found->to, to);
    }
}

TEST_P(WordpressImport, AnAddressThatNamesARedactedBylineStaysGone)
{
    auto text = export_file();
    for (auto at = text.find("[mira]"); at != text.npos; at = text.find("[mira]", at))
        text.replace(at, 6, "[md]");
    auto const file = write("export.xml", text);
    must(import_wordpress(target(), options(file)));
    ASSERT_TRUE(must(newsroom::Redirects(connection_).from("/author/md/")));
    auto const mira = must(newsroom::Bylines(connection_).by_slug("mira-dolan"));
    must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) {
        return newsroom::Bylines::redact(change, mira->number, "Name withheld");
    }));
    EXPECT_FALSE(must(newsroom::Redirects(connection_).from("/author/md/")));
    must(import_wordpress(target(), options(file)));
    EXPECT_FALSE(must(newsroom::Redirects(connection_).from("/author/md/")));
}

TEST_P(WordpressImport, OldAddressesOfFilesThatWereTakenLeadToThem)
{
    media::MediaStore const store(folder_.path() / "media", BROADSHEET_PICTURE_WORKER);
    write("uploads/2023/04/quay.svg",
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect/></svg>)");
    write("uploads/2023/04/пирс.svg",
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="41" height="30"><rect/></svg>)");
    auto content = [](std::string_view pictures) {
        return with_items(item("1", "one", fmt::format("<content:encoded>{}</content:encoded>", pictures)));
    };
    auto const source = write("export.xml",
        content("&lt;img src='https://a.example/wp-content/uploads/2023/04/quay.svg'>"
                "&lt;img src='//a.example/wp-content/uploads/2023/04/quay-40x30.svg?x'>"
                "&lt;img src='/wp-content/uploads/2023/04/%D0%BF%D0%B8%D1%80%D1%81.svg'>"
                "&lt;img src='/wp-content/uploads/2023/04/gone.svg'>"));
    LibraryMediaTaker taker(target(), store);
    auto with_media = options(source);
    with_media.media = folder_.path() / "uploads";
    with_media.media_taker = &taker;
    must(import_wordpress(target(), with_media));
    newsroom::Redirects const redirects(connection_);
    auto const quay = must(redirects.from("/wp-content/uploads/2023/04/quay.svg"));
    ASSERT_TRUE(quay);
    EXPECT_THAT(quay->to, testing::StartsWith("/media/"));
    EXPECT_EQ(must(redirects.from("/wp-content/uploads/2023/04/quay-40x30.svg"))->to, quay->to);
    auto const pier = must(redirects.from("/wp-content/uploads/2023/04/пирс.svg"));
    ASSERT_TRUE(pier);
    EXPECT_NE(pier->to, quay->to);
    EXPECT_FALSE(must(redirects.from("/wp-content/uploads/2023/04/gone.svg")));
    auto const before = edition();
    must(import_wordpress(target(), with_media));
    EXPECT_EQ(edition(), before);
}

TEST_P(WordpressImport, LeavesTheNewspaperItsLanguages)
{
    auto const set = [&](std::vector<std::string> languages) {
        newsroom::Settings settings;
        settings.languages = std::move(languages);
        for (auto const& language : settings.languages)
            settings.title[language] = "X";
        must(newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::save_settings(change, settings); }));
    };
    auto const languages = [&] { return must(newsroom::load_settings(connection_)).languages; };
    auto const of = [](std::string_view language) {
        return with_items(fmt::format("<title>Фонарь</title><language>{}</language>", language));
    };
    set({"en", "ru"});
    auto report = must(import_wordpress(target(), options(write("a.xml", of("ru-RU")))));
    EXPECT_THAT(languages(), ElementsAre("en", "ru"));
    EXPECT_EQ(must(newsroom::load_settings(connection_)).title_in("ru"), "Фонарь");
    EXPECT_EQ(must(newsroom::load_settings(connection_)).title_in("en"), "X");
    EXPECT_THAT(report.notes().first(), IsEmpty());
    set({"en", "de"});
    report = must(import_wordpress(target(), options(write("a.xml", of("ru-RU")))));
    EXPECT_THAT(languages(), ElementsAre("en", "de", "ru"));
    EXPECT_THAT(report.text(), HasSubstr("it was added, as the source is written in it"));
    set({"en"});
    report = must(import_wordpress(target(), options(write("a.xml", of("ru-RU")))));
    EXPECT_THAT(languages(), ElementsAre("ru"));
    EXPECT_THAT(report.text(), HasSubstr("it is the newspaper's language now, in place of \"en\""));
    set({"en", "ru"});
    must(import_wordpress(
        target(), options(write("a.xml", with_items("<language>ru-RU</language>" + item("1", "one"))))));
    EXPECT_EQ(article("one", "ru").title, "T 1");
}

TEST_P(WordpressImport, NamesTypesOfRecordsThatItPassesOver)
{
    auto text = with_items(item("1", "one") + item("2", "two", "<content:encoded>x</content:encoded>")
        + item("3", "three") + item("4", "four"));
    for (auto const* id : {"2", "3"}) {
        auto const at = text.find("<wp:post_type>post", text.find(fmt::format("<wp:post_id>{}<", id)));
        text.replace(at, 18, "<wp:post_type>investigation");
    }
    text.replace(text.rfind("<wp:post_type>post"), 18, "<wp:post_type>nav_menu_item");
    auto const file = write("export.xml", text);
    auto report = must(import_wordpress(target(), options(file)));
    EXPECT_EQ(report.imported, 1);
    ASSERT_THAT(report.notes().first(), SizeIs(1)) << report.text();
    EXPECT_EQ(report.notes().first().front().record, "type \"investigation\"");
    EXPECT_THAT(report.notes().first().front().text,
        HasSubstr("its 2 records were passed over, 1 of them published with a text"));

    auto with_more = options(file);
    with_more.article_types = {"investigation"};
    report = must(import_wordpress(target(), with_more));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_THAT(article("two").body, HasSubstr("<p>x</p>"));
}

TEST_P(WordpressImport, WhatHadAPasswordIsNotPublished)
{
    auto secret = item("1", "secret", "<wp:post_password>hunter2</wp:post_password>");
    auto report = must(import_wordpress(target(), options(write("export.xml", with_items(secret)))));
    EXPECT_EQ(article("secret").status, newsroom::Status::draft);
    EXPECT_THAT(report.text(), HasSubstr("it had a password, so it is a draft"));
}

TEST_P(WordpressImport, ASecondRunChangesNothing)
{
    auto file = write("export.xml", export_file());
    must(import_wordpress(target(), options(file)));
    auto before = edition();
    auto again = must(import_wordpress(target(), options(file)));
    EXPECT_EQ(again.unchanged, 3) << again.text();
    EXPECT_EQ(edition(), before);
}

TEST_P(WordpressImport, AChangedRecordKeepsWhatItsSourceCannotSay)
{
    auto const content
        = [](std::string_view text) { return fmt::format("<content:encoded>{}</content:encoded>", text); };
    must(import_wordpress(target(),
        options(write("export.xml", with_items(item("1", "one", content("old")) + item("2", "two"))))));
    auto one = article("one");
    one.corrections = {{clock_.now(), "It was 204.", false}};
    one.translation_key = "ferry";
    one.canonical_url = "https://elsewhere.example/one";
    one.template_name = "custom-wide";
    one.meta_title = "One";
    one.meta_description = "About one";
    one.no_appeal = true;
    save(one);
    auto two = article("two");
    two.status = Status::withdrawn;
    save(two);

    auto report = must(import_wordpress(target(),
        options(write(
            "export.xml", with_items(item("1", "one", content("new")) + item("2", "two", content("new")))))));
    EXPECT_EQ(report.updated, 2) << report.text();
    auto taken = article("one");
    EXPECT_EQ(taken.body, "<p>new</p>\n");
    EXPECT_EQ(taken.corrections, one.corrections);
    EXPECT_EQ(taken.translation_key, one.translation_key);
    EXPECT_EQ(taken.canonical_url, one.canonical_url);
    EXPECT_EQ(taken.template_name, one.template_name);
    EXPECT_EQ(taken.meta_title, one.meta_title);
    EXPECT_EQ(taken.meta_description, one.meta_description);
    EXPECT_TRUE(taken.no_appeal);
    EXPECT_EQ(article("two").status, Status::withdrawn);
}

TEST_P(WordpressImport, AChangeOfAnyFieldIsAnUpdate)
{
    auto const meta = [](std::string_view key, std::string_view value) {
        return fmt::format("<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value>"
                           "</wp:postmeta>",
            key, value);
    };
    auto const picture = [](std::string_view caption) {
        return fmt::format("<item><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>"
                           "<wp:attachment_url>https://x.example/a.png</wp:attachment_url>"
                           "<excerpt:encoded xmlns:excerpt=\"http://wordpress.org/export/1.0/excerpt/\">{}"
                           "</excerpt:encoded></item>",
            caption);
    };
    auto const as_page = [](std::string text) {
        constexpr std::string_view type = "<wp:post_type>post<";
        return text.replace(text.find(type), type.size(), "<wp:post_type>page<");
    };
    auto const thumbnail = meta("_thumbnail_id", "9");
    auto plain = item("1", "one", thumbnail) + picture("A quay");
    must(import_wordpress(target(), options(write("export.xml", with_items(plain)))));
    for (auto const& changed :
        {item("1", "one", thumbnail + "<wp:is_sticky>1</wp:is_sticky>") + picture("A quay"),
            item("1", "one", thumbnail) + picture("The quay"),
            item("1", "one", thumbnail + meta("_yoast_wpseo_title", "One")) + picture("A quay"),
            item("1", "one", thumbnail + meta("_yoast_wpseo_metadesc", "About one")) + picture("A quay"),
            as_page(plain), plain}) {
        auto report = must(import_wordpress(target(), options(write("export.xml", with_items(changed)))));
        EXPECT_EQ(report.updated, 1) << changed;
    }
}

TEST_P(WordpressImport, NamesEachRecordItCannotTake)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "&lt;div>";
    auto items = item("1", "good") + item("2", "../..") + item("1", "again")
        + item("3", "three", "<wp:post_modified_gmt>2020-99-99 00:00:00</wp:post_modified_gmt>")
        + item("4", "four", fmt::format("<content:encoded>{}</content:encoded>", deep)) + item("", "five")
        + item("6", "%ff")
        + item("7", "seven", fmt::format("<title>{}</title>", std::string(10'000'000, 'a')));
    auto report = must(import_wordpress(target(), options(write("export.xml", with_items(items)))));
    EXPECT_EQ(report.imported, 1);
    EXPECT_EQ(report.refused(), 7) << report.text().substr(0, 5000);
    EXPECT_THAT(articles(), SizeIs(1));
}

// Each way in which an item can grow: content, terms, attributes; whatever stands behind is still read.
TEST_P(WordpressImport, AnItemThatIsTooLargeCostsOnlyItself)
{
    std::string const large(100'000, 'a');
    std::string terms;
    for (int i = 0; i < 1'000; ++i)
        terms += "<category domain='post_tag' nicename='x'/>";
    auto const behind = [](std::string_view id, std::string_view first) {
        auto text = item(id, id);
        return text.insert(text.find("<title>"), first);
    };
    auto items = behind("content", fmt::format("<content:encoded>{}</content:encoded>", large))
        + behind("terms", terms) + behind("slug", fmt::format("<category nicename='{}'/>", large))
        + item("meta", "meta",
            fmt::format("<wp:postmeta><wp:meta_key>_other</wp:meta_key><wp:meta_value>{}</wp:meta_value>"
                        "</wp:postmeta>",
                large));
    auto limited = options(write("export.xml", with_items(items)));
    limited.limits.record_bytes = 50'000;
    auto report = must(import_wordpress(target(), limited));
    EXPECT_EQ(report.imported, 1) << report.text(); // nothing is kept of other plugins' fields
    EXPECT_EQ(report.refused(), 3) << report.text();
    for (auto const* id : {"content", "slug"})
        EXPECT_THAT(
            report.text(), HasSubstr(fmt::format("post \"T {}\" ({}), line 2: it has more than", id, id)));
}

TEST_P(WordpressImport, WhatIsKeptOfTheWholeFileIsLimited)
{
    std::string authors;
    std::string tags;
    std::string items;
    for (int i = 0; i < 1'000; ++i) {
        authors += fmt::format("<wp:author><wp:author_login>{}</wp:author_login></wp:author>", i);
        tags += "<wp:tag/>";
        items += item(std::to_string(i), std::to_string(i),
            fmt::format("<category domain='post_tag' nicename='{}'/>", i));
    }
    for (auto const& text :
        {authors, tags, items, fmt::format("<title>{}</title>", std::string(100'000, 'a'))}) {
        auto limited = options(write("export.xml", with_items(text)));
        limited.limits.index_bytes = 10'000;
        auto report = import_wordpress(target(), limited);
        ASSERT_FALSE(report.ok()) << text.substr(0, 100);
        EXPECT_EQ(report.error().code, ErrorCode::limit) << report.error().message;
    }
    auto limited = options(write("export.xml", with_items("<a b='" + std::string(10'000'000, 'x') + "'/>")));
    limited.limits.record_bytes = 50'000;
    auto report = import_wordpress(target(), limited);
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("a tag of more than 50000 bytes"));
    EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(WordpressImport, RefusesWhatIsNoExport)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<a>";
    std::string laughs
        = R"(<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>)"
          "<rss><channel><title>&b;</title></channel></rss>";
    struct Case {
        std::string content;
        std::string reason;
    };
    for (auto const& [content, reason] : std::vector<Case>{{laughs, "document type declaration"},
             {"<rss>" + deep, "nested more than"}, {"<html></html>", "not a WordPress export"},
             {"<rss><channel></channel></rss>", "not a WordPress export"}, {"{}", "this is no XML"},
             {"<rss>\n<&", "line 2"}, {with_items("<item>&unknown;</item>"), "undefined entity"},
             {with_items("<item></itm>"), "mismatched tag"}, {with_items("<title>\xe9</title>"), "UTF-8"},
             {std::string("\xff\xfe<\0r\0", 6), "UTF-16"}, {with_items("") + "<more/>", "junk"}}) {
        auto report = import_wordpress(target(), options(write("bad.xml", content)));
        ASSERT_FALSE(report.ok()) << content.substr(0, 80);
        EXPECT_THAT(report.error().message, HasSubstr(reason));
    }
    EXPECT_THAT(
        import_wordpress(target(), options(write("empty.xml", ""))).error().message, HasSubstr("is empty"));
    EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(WordpressImport, NamesTheEncodingOfAFile)
{
    std::string const russian
        = "\xd0\xf3\xf1\xf1\xea\xe0\xff \xf1\xf2\xe0\xf2\xfc\xff \xee \xef\xe0\xf0\xee\xec\xe5";
    std::string const koi
        = "\xf2\xd5\xd3\xd3\xcb\xc1\xd1 \xd3\xd4\xc1\xd4\xd8\xd1 \xcf \xd0\xc1\xd2\xcf\xcd\xc5";
    auto const with = [](std::string_view content) {
        return with_items(item("1", "one", fmt::format("<content:encoded>{}</content:encoded>", content)));
    };
    auto declared = with(koi);
    declared.replace(declared.find("\"1.0\""), 5, "\"1.0\" encoding='windows-1251'");
    for (auto const& [text, name] : {std::pair(with(russian), "CP1251"), {with(koi), "KOI8-R"},
             {declared, "windows-1251"}, {with("Caf\xe9"), "CP1252"}}) {
        auto const report = import_wordpress(target(), options(write("export.xml", text)));
        ASSERT_FALSE(report.ok());
        EXPECT_THAT(report.error().message, HasSubstr(fmt::format("iconv -f {} -t UTF-8", name)));
    }
    EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(WordpressImport, ControlCharactersAreDroppedAndReported)
{
    auto const text
        = with_items("\n" + item("1", "one", "<content:encoded>one\x08 two\x1f</content:encoded>"));
    auto const report = must(import_wordpress(target(), options(write("export.xml", text))));
    EXPECT_THAT(article("one").body, HasSubstr("<p>one two</p>"));
    EXPECT_THAT(report.text(),
        HasSubstr("2 control characters, which XML forbids, were dropped, the first in line 3"));
}

TEST_P(WordpressImport, AFileThatIsCutShortChangesNothing)
{
    auto text
        = with_items(item("1", "one", "<content:encoded><![CDATA[<p>\xc3\xa9</p>]]></content:encoded>"));
    for (std::size_t at = 1; at < text.size(); ++at)
        ASSERT_FALSE(import_wordpress(target(), options(write("cut.xml", text.substr(0, at)))).ok())
            << "cut at byte " << at;
    EXPECT_THAT(articles(), IsEmpty());
    EXPECT_EQ(must(import_wordpress(target(), options(write("whole.xml", text)))).imported, 1);
}

TEST_P(WordpressImport, TwoRecordsWithOneSlugBothStay)
{
    auto report = must(import_wordpress(
        target(), options(write("export.xml", with_items(item("1", "same") + item("2", "same"))))));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_THAT(article("same-2").source, testing::EndsWith("#2"));
}

TEST_P(WordpressImport, TakesAuthorsAndTermsThatOnlyItsItemsName)
{
    auto text = with_items(item("1", "one",
        R"(<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">mira</dc:creator>)"
        R"(<category domain="category" nicename="courts">The courts</category>)"
        R"(<category domain="post_tag" nicename="appeal">Appeal</category>)"));
    auto report = must(import_wordpress(target(), options(write("export.xml", text))));
    EXPECT_THAT(report.notes().first(), IsEmpty()) << report.text();
    auto section = must(newsroom::Tags(connection_).by_slug("courts"));
    ASSERT_TRUE(section);
    EXPECT_EQ(section->text.name, "The courts");
    EXPECT_EQ(article("one").section, section->number);
    EXPECT_THAT(article("one").tags, SizeIs(2));
    EXPECT_EQ(must(newsroom::Bylines(connection_).by_slug("mira"))->number, article("one").bylines.at(0));
}

TEST_P(WordpressImport, TakesSeveralAuthorsInTheirOrder)
{
    auto text = with_items("<wp:author><wp:author_login>boss</wp:author_login></wp:author>"
                           "<wp:author><wp:author_login>Mira.D</wp:author_login>"
                           "<wp:author_display_name>Mira Dolan</wp:author_display_name></wp:author>"
        + item("1", "one",
            R"(<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">boss</dc:creator>)"
            R"(<category domain="author" nicename="cap-tove-h">tove-h</category>)"
            R"(<category domain="author" nicename="cap-anna">Anna K</category>)"
            R"(<category domain="author" nicename="cap-mira-d">Mira.D</category>)")
        + item("2", "two", R"(<category domain="author" nicename="mira-d">Somebody</category>)")
        + "<item><title>Tove Hald</title><wp:post_type>guest-author</wp:post_type>"
          "<wp:post_name>cap-tove-h</wp:post_name><wp:post_id>9</wp:post_id></item>");
    auto const report = must(import_wordpress(target(), options(write("export.xml", text))));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_THAT(report.notes().first(), IsEmpty()) << report.text();
    newsroom::Bylines const bylines(connection_);
    EXPECT_THAT(must(bylines.all()), SizeIs(3)); // who only wrote it down is none
    std::vector<newsroom::Number> expected;
    for (auto const* slug : {"tove-hald", "anna-k", "mira-dolan"})
        expected.push_back(must(bylines.by_slug(slug))->number);
    EXPECT_EQ(article("one").bylines, expected);
    EXPECT_THAT(article("two").bylines, ElementsAre(expected.back()));
    EXPECT_EQ(must(bylines.by_slug("anna-k"))->text.name, "Anna K");
    for (auto const& [from, to] : {std::pair("/author/anna/", "/author/anna-k/"),
             {"/author/tove-h/", "/author/tove-hald/"}, {"/author/mira-d/", "/author/mira-dolan/"}})
        EXPECT_EQ(must(newsroom::Redirects(connection_).from(from))->to, to);
}

TEST_P(WordpressImport, TakesAnAuthorWhoseNameBeginsAsThePluginsSlugsDo)
{
    auto const text = with_items(
        item("1", "one", R"(<category domain="author" nicename="cap-cap-tain">Ada Tain</category>)"));
    auto const report = must(import_wordpress(target(), options(write("export.xml", text))));
    EXPECT_EQ(report.imported, 1) << report.text();
    auto const byline = must(newsroom::Bylines(connection_).by_slug("ada-tain"));
    ASSERT_TRUE(byline);
    EXPECT_THAT(article("one").bylines, ElementsAre(byline->number));
}

TEST_P(WordpressImport, LinksBetweenArticlesLeadToTheirNewAddresses)
{
    auto const linked = [](std::string_view id, std::string_view slug, std::string_view path) {
        return item(id, slug, fmt::format("<link>https://www.old.example{}</link>", path));
    };
    struct Case {
        std::string_view written;
        std::string_view taken; // "": as it was written
    };
    for (auto const& [written, taken] : std::vector<Case>{{"https://old.example/blog/2014/one/", "/ru/one/"},
             {"http://www.OLD.example/blog/2014/one?a=1&amp;b=2#x", "/ru/one/?a=1&amp;b=2#x"},
             {"//old.example/blog/2014/one/", "/ru/one/"}, {"/blog/2014/one/", "/ru/one/"},
             {"https://old.example/blog/?p=1&#038;x=y#z", "/ru/one/#z"},
             {"https://old.example/blog/?page_id=2", "/ru/%D0%B4%D0%B2%D0%B0/"},
             {"https://old.example/blog/%D0%B4%D0%B2%D0%B0/", "/ru/%D0%B4%D0%B2%D0%B0/"},
             {"https://old.example/?p=1", ""}, {"https://old.example/blog/2014/one/feed/", ""},
             {"https://old.example/blog/wp-content/uploads/a.pdf", ""}, {"https://old.example", ""},
             {"https://old.example/blog/2014/twice/", ""}, {"https://old.example/blog/2014/search/", ""},
             {"https://old.example.evil.example/blog/2014/one/", ""}, {"2014/one/", ""}, {"#u-one", ""},
             {"https://elsewhere.example/blog/2014/one/", ""}, {"mailto:a@old.example", ""}}) {
        SCOPED_TRACE(written);
        auto settings = must(newsroom::load_settings(connection_));
        settings.languages = {"en", "ru"};
        must(newsroom::change(connection_, clock_, random_,
            [&](newsroom::Change& change) { return newsroom::save_settings(change, settings); }));
        auto const content = fmt::format(
            "<content:encoded><![CDATA[<p><a href=\"{}\">a</a></p>]]></content:encoded>", written);
        auto const text = with_items("<language>ru-RU</language>"
                                     "<wp:base_blog_url>https://old.example/blog</wp:base_blog_url>"
            + item("9", "links", content) + linked("1", "one", "/blog/2014/one/")
            + linked("2", "%D0%B4%D0%B2%D0%B0", "/blog/%D0%B4%D0%B2%D0%B0/")
            + linked("3", "twice", "/blog/2014/twice/") + linked("4", "twice", "/blog/2015/twice/")
            + linked("5", "search", "/blog/2014/search/"));
        auto with_language = options(write("export.xml", text));
        with_language.language = "ru";
        must(import_wordpress(target(), with_language));
        EXPECT_THAT(article("links", "ru").body,
            HasSubstr(fmt::format("<a href=\"{}\"", taken.empty() ? written : taken)));
    }
}

// As Polylang exports them: languages and groups of translations are terms.
constexpr std::string_view polylang_head
    = "<wp:base_blog_url>https://old.example</wp:base_blog_url>"
      "<wp:term><wp:term_taxonomy>language</wp:term_taxonomy><wp:term_slug>ge</"
      "wp:term_slug><wp:term_description>"
      R"(<![CDATA[a:3:{s:6:"locale";s:5:"ka_GE";s:3:"rtl";i:0;s:9:"flag_code";s:2:"ge";}]]>)"
      "</wp:term_description></wp:term>"
      "<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>main</wp:term_slug></wp:term>";

std::string in_language(
    std::string_view id, std::string_view slug, std::string_view language, std::string_view more = "")
{
    return item(id, slug,
        fmt::format("<link>https://old.example/{0}/{1}/</link>"
                    R"(<category domain="language" nicename="{0}">{0}</category>{2})",
            language, slug, more));
}

constexpr std::string_view translated
    = R"(<category domain="post_translations" nicename="pll_5f">pll_5f</category>)";

TEST_P(WordpressImport, ArticlesOfSeveralLanguagesAreTranslationsOfEachOther)
{
    auto const linked
        = fmt::format("{}<content:encoded><![CDATA[<a href=\"https://old.example/ru/trial/\">r</a>"
                      "<a href=\"https://old.example/ge/trial/\">g</a>"
                      "<a href=\"https://old.example/twice/\">t</a>]]></content:encoded>",
            translated);
    auto const in_section
        = fmt::format(R"({}<category domain="category" nicename="sud">Суд</category>)", translated);
    auto const file = [&](std::string_view group) {
        return write("export.xml",
            with_items(fmt::format("<language>pl-PL</language>{}", polylang_head)
                + in_language("1", "trial", "en", linked) + in_language("2", "trial", "ru", in_section)
                + in_language("3", "trial", "ge", group) + in_language("4", "alone", "ru")
                + in_language("5", "odd", "tongues")
                + item("6", "none", R"(<category domain="category" nicename="sud">Суд</category>)")
                + in_language("7", "twice", "en")
                + item("8", "twice", "<link>https://old.example/twice/</link>")));
    };
    auto const report = must(import_wordpress(target(), options(file(translated))));
    EXPECT_EQ(report.refused(), 0) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("its language \"tongues\" is none that is known"));
    EXPECT_EQ(
        must(newsroom::load_settings(connection_)).languages, (std::vector<std::string>{"en", "ru", "ka"}))
        << "nothing is written in the language of whoever exported it";
    for (auto const* language : {"en", "ru", "ka"})
        EXPECT_EQ(article("trial", language).translation_key, "pll_5f") << language;
    EXPECT_THAT(article("trial", "en").body,
        AllOf(HasSubstr(R"(<a href="/ru/trial/")"), HasSubstr(R"(<a href="/ka/trial/")"),
            HasSubstr(R"(<a href="https://old.example/twice/")")))
        << "and two have the slug \"twice\"";
    EXPECT_EQ(article("odd", "en").translation_key, "");
    EXPECT_EQ(article("none", "en").language, "en");
    for (auto const& [from, to] : {std::pair("/?p=2", "/ru/trial/"), {"/category/sud/", "/ru/section/sud/"},
             {"/ru/category/sud/", "/ru/section/sud/"}, {"/en/trial/", "/trial/"}, {"/ge/", "/ka/"},
             {"/en/", "/"}}) {
        auto const found = must(newsroom::Redirects(connection_).from(from));
        ASSERT_TRUE(found) << from;
        EXPECT_EQ(found->to, to);
    }

    // The newsroom's own groups stay where the source names none; those of the source go with it.
    auto changed = article("alone", "ru");
    changed.translation_key = "ours";
    save(changed);
    EXPECT_EQ(must(import_wordpress(target(), options(file(translated)))).unchanged, 8);
    EXPECT_EQ(must(import_wordpress(target(), options(file("")))).updated, 1);
    EXPECT_EQ(article("alone", "ru").translation_key, "ours");
    EXPECT_EQ(article("trial", "ka").translation_key, "");
}

TEST_P(WordpressImport, WhereArticlesNameTheirLanguageTheNewspaperIsInThatOfMost)
{
    must(import_wordpress(target(),
        options(write("export.xml",
            with_items(fmt::format("<language>fa-IR</language>{}", polylang_head)
                + in_language("1", "one", "fa") + in_language("2", "two", "fa")
                + in_language("3", "three", "ge"))))));
    EXPECT_EQ(must(newsroom::load_settings(connection_)).languages, (std::vector<std::string>{"fa", "ka"}));
}

TEST_P(WordpressImport, LinksToASlugOfAnotherArticleStay)
{
    newsroom::Article own;
    own.language = "en";
    own.title = "Ours";
    own.slug = "one";
    save(own);
    auto const links
        = item("2", "two", "<content:encoded><![CDATA[<a href=\"/?p=1\">a</a>]]></content:encoded>");
    must(import_wordpress(target(), options(write("export.xml", with_items(item("1", "one") + links)))));
    EXPECT_EQ(article("one").title, "Ours");
    EXPECT_THAT(article("two").body, HasSubstr("href=\"/?p=1\""));
}

TEST_P(WordpressImport, NamesAreDecodedOnce)
{
    auto text = with_items(
        "<wp:author><wp:author_login>m</wp:author_login>"
        "<wp:author_display_name><![CDATA[Mira &amp; Co]]></wp:author_display_name></wp:author>"
        "<wp:category><wp:category_nicename>politics</wp:category_nicename>"
        "<wp:cat_name><![CDATA[Politics &amp; more]]></wp:cat_name></wp:category>"
        "<wp:tag><wp:tag_slug>lt</wp:tag_slug><wp:tag_name><![CDATA[&amp;lt;]]></wp:tag_name></wp:tag>"
        + item("1", "one",
            R"(<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">m</dc:creator>)"
            R"(<category domain="category" nicename="q"><![CDATA[Q &amp; A]]></category>)"
            R"(<category domain="post_tag" nicename="r"><![CDATA[R & D]]></category>)"));
    must(import_wordpress(target(), options(write("export.xml", text))));
    newsroom::Tags const tags(connection_);
    for (auto const& [slug, name] :
        {std::pair("politics", "Politics & more"), {"lt", "&lt;"}, {"q", "Q & A"}, {"r", "R & D"}})
        EXPECT_EQ(must(tags.by_slug(slug))->text.name, name);
    EXPECT_EQ(must(newsroom::Bylines(connection_).by_slug("mira-co"))->text.name, "Mira & Co");
}

TEST(WordpressBody, BlankLinesMakeParagraphs)
{
    struct Case {
        std::string_view written;
        std::string_view html;
    };
    for (auto const& [written, html] :
        std::vector<Case>{{"", ""}, {"One", "<p>One</p>\n"}, {"One\ntwo", "<p>One<br>\ntwo</p>\n"},
            {"One\n\nTwo\r\n \r\nThree", "<p>One</p>\n<p>Two</p>\n<p>Three</p>\n"},
            {"<p>Own</p>\n\nMine", "<p>Own</p><p>Mine</p>\n"},
            {"<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>", "<ul>\n<li>a</li><li>b</li>\n</ul>"},
            {"a <em>b\n\nc</em>", "<p>a <em>b</p>\n<p>c</em></p>\n"},
            {"a<br />\nb <a\nhref=c>d</a>", "<p>a<br>\nb <a href=c>d</a></p>\n"}})
        EXPECT_EQ(paragraphs_from_blank_lines(written), html) << written;
}

TEST(WordpressBody, BlankLinesMakeParagraphsInsideBlocks)
{
    struct Case {
        std::string_view written;
        std::string_view html;
    };
    for (auto const& [written, html] : std::vector<Case>{
             {"<blockquote>One.\n\nTwo.</blockquote>", "<blockquote><p>One.</p>\n<p>Two.</p>\n</blockquote>"},
             {"<blockquote>a\nb</blockquote>c", "<blockquote><p>a<br>\nb</p>\n</blockquote><p>c</p>\n"},
             {"<blockquote>\n<p>a</p>\n</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"},
             {"<div>a</div>", "<div>a</div>"}, {"<div>\na\nb\n</div>", "<div>\na<br>\nb\n</div>"},
             {"<div>\n\na\n\n</div>", "<div><p>a</p>\n</div>"},
             {"<div>a\n\nb</div>", "<div><p>a</p>\n<p>b</p>\n</div>"},
             {"<ol><li>a\n\nb</li><li>c</li></ol>", "<ol><li><p>a</p>\n<p>b</p>\n</li><li>c</li></ol>"},
             {"<table><tr><td>a\n\nb</td></tr></table>",
                 "<table><tr><td><p>a</p>\n<p>b</p>\n</td></tr></table>"},
             {"<p class=x>a\n\nb</p>", "<p class=x>a</p>\n<p>b</p>"}, {"<p>\n\na\n\n</p>", "<p>a</p>"},
             {"<p>a\n\nb<ul><li>c</ul>d", "<p>a</p>\n<p>b<ul><li>c</ul><p>d</p>\n"},
             {"<h2>a\n\nb</h2>", "<h2>a\n\nb</h2>"},
             {"<figcaption>a\nb</figcaption>", "<figcaption>a\nb</figcaption>"},
             {"<div>a</section></p>\n\nb</div>c", "<div>a</section></p><p>b</p>\n</div><p>c</p>\n"}})
        EXPECT_EQ(paragraphs_from_blank_lines(written), html) << written;
}

// Were each end tag to look through all that is open, these would take minutes.
TEST(WordpressBody, ManyOpenBlocksTakeNoLongerThanOtherText)
{
    std::string text;
    for (int i = 0; i < 500'000; ++i)
        text += "<li>";
    for (int i = 0; i < 500'000; ++i)
        text += "</div>";
    EXPECT_EQ(paragraphs_from_blank_lines(text), text);
}

TEST(WordpressBody, ACaptionIsWhatStandsBehindThePicture)
{
    struct Case {
        std::string_view written;
        std::string_view picture;
        std::string_view caption;
    };
    auto none = [](std::string_view) { return WordpressPicture(); };
    for (auto const& [written, picture, caption] :
        std::vector<Case>{{"[caption]<img src=a /> The quay[/caption]", "<img src=a />", "The quay"},
            {"[caption]<img src=a /> Photo: <a href=b>Reuters</a>[/caption]", "<img src=a />",
                "Photo: <a href=b>Reuters</a>"},
            {"[caption]<a href=c><img src=a /></a> Photo: <a href=b>Reuters</a>[/caption]",
                "<a href=c><img src=a /></a>", "Photo: <a href=b>Reuters</a>"},
            {"[caption]<a href=c>More</a><img src=a /> By <a href=b>him</a>[/caption]",
                "<a href=c>More</a><img src=a />", "By <a href=b>him</a>"},
            {"[caption]<a href=c><img src=a /> The quay[/caption]", "<a href=c><img src=a />", "The quay"},
            {"[caption caption='The quay']<img src=a />[/caption]", "<img src=a />", "The quay"},
            {"[wp_caption id=x]<img src=a />The quay[/wp_caption]", "<img src=a />", "The quay"},
            {"[caption]<img src=a[/caption]", "<img src=a", ""}, {"[caption]Text[/caption]", "", "Text"}}) {
        auto const shown = caption.empty() ? "" : fmt::format("<figcaption>{}</figcaption>", caption);
        EXPECT_THAT(wordpress_body(written, none),
            HasSubstr(fmt::format("<figure class=\"kg-card kg-image-card\">{}{}</figure>", picture, shown)));
    }
}

// Were each "[" to look for its end anew, these would take minutes.
TEST(WordpressBody, ManyBracketsTakeNoLongerThanOtherText)
{
    auto none = [](std::string_view) { return WordpressPicture(); };
    for (std::string_view part : {"[x]", "[", "[caption]", "[gallery ids=", "[caption x"}) {
        std::string text;
        while (text.size() < 1 << 20)
            text += part;
        EXPECT_EQ(wordpress_body(text, none), fmt::format("<p>{}</p>\n", text));
    }
}

TEST(WordpressBody, AGalleryOfThousandsGrowsNoFurtherThanABodyMay)
{
    std::string text = "[gallery ids=\"1";
    for (int i = 0; i < 1'000'000; ++i)
        text += ",1";
    auto body = wordpress_body(text + "\"]", [](std::string_view) {
        return WordpressPicture{"/" + std::string(1'000, 'a'), "", ""};
    });
    EXPECT_GT(body.size(), 16u << 20); // which the sanitiser refuses
    EXPECT_LT(body.size(), 17u << 20);
}

TEST(WordpressBody, AddressesOnALineOfTheirOwnAndPlayersBecomeLinks)
{
    auto const none = [](std::string_view) { return WordpressPicture(); };
    EXPECT_EQ(wordpress_body("one\n\nhttps://youtu.be/z?a=1&amp;b=2\n\nsee https://a.example in text", none),
        "<p>one</p>\n<p><a href=\"https://youtu.be/z?a=1&amp;b=2\">https://youtu.be/z?a=1&amp;b=2</a></p>\n"
        "<p>see https://a.example in text</p>\n");
    for (auto const* code : {"[youtube https://youtu.be/z]", "[youtube=https://youtu.be/z]",
             "[embed width=\"3\"] https://youtu.be/z[/embed]"})
        EXPECT_EQ(
            wordpress_body(code, none), "<p><a href=\"https://youtu.be/z\">https://youtu.be/z</a></p>\n");
    EXPECT_EQ(wordpress_body("<!-- wp:embed --><figure><div>\nhttps://youtu.be/z\n</div></figure>", none),
        "<figure><div>\n<a href=\"https://youtu.be/z\">https://youtu.be/z</a>\n</div></figure>");
    for (auto const* same : {"<p><a href=\"/x\">https://youtu.be/z</a></p>", "<pre>https://youtu.be/z</pre>"})
        EXPECT_EQ(wordpress_body(same, none), same);
}

TEST(WordpressBody, ShortcodesThatAreNotKnownStayText)
{
    auto none = [](std::string_view) { return WordpressPicture(); };
    for (auto const* text :
        {"[caption]no end", "[gallery]", "[", "[gallery ids=\"\"", "[video src=x]", "a [b] c", "[/caption]"})
        EXPECT_EQ(wordpress_body(text, none), fmt::format("<p>{}</p>\n", text));
}

} // namespace
} // namespace broadsheet::exchange

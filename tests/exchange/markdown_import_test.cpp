#include "exchange/import_fixture.h"
#include "exchange/markdown_import.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "places.h"

#include <fmt/format.h>

namespace broadsheet::exchange {
namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view newspaper = R"(
title: {en: The Lantern, ru: Фонарь}
languages: [en, ru]
time_zone: Europe/Vilnius
url: https://lantern.example
sections:
  - {slug: society, name: {en: Society, ru: Общество}, description: {en: How people live}}
tags:
  - {slug: transport, name: {en: Transport, ru: Транспорт}}
bylines:
  - {slug: mira-dolan, name: {en: Mira Dolan, ru: Мира Долан}, bio: {en: Writes}}
navigation: {en: [{label: Society, url: /section/society/}]}
)";

constexpr std::string_view ferry = R"(---
title: The ferry that would not wait
slug: the-ferry
language: en
standfirst: It left at six.
section: society
tags: [transport, Rivers and seas]
bylines: [mira-dolan]
date: 2023-04-14T08:30:00
updated: 2023-04-15T10:00:00+03:00
picture: ../pictures/ferry.png
alt: A ferry
caption: The last one < ever
credit: Tove Hald
translation: ferry
featured: true
no_appeal: true
corrections:
  - {date: 2023-04-16T12:00:00+03:00, text: It was 204.}
---
It left **at six**, as [promised](/about/).

![A quay](../pictures/quay.png "The quay")

<script>alert(1)</script>
)";

class MarkdownImport : public ImportTest { };
ON_BOTH_DATABASES(MarkdownImport);

TEST_P(MarkdownImport, TakesEveryField)
{
    write("newspaper.yaml", newspaper);
    write("en/the-ferry.md", ferry);
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 1) << report.text();
    EXPECT_EQ(report.exit_code(), 0);

    auto taken = article("the-ferry");
    EXPECT_EQ(taken.title, "The ferry that would not wait");
    EXPECT_EQ(taken.standfirst, "It left at six.");
    EXPECT_EQ(taken.published_at, 1681450200000); // 08:30 in Vilnius
    EXPECT_EQ(taken.updated_at, 1681542000000);
    EXPECT_EQ(taken.picture.alt, "A ferry");
    EXPECT_EQ(taken.picture.caption, "The last one &lt; ever");
    EXPECT_EQ(taken.picture.credit, "Tove Hald");
    EXPECT_EQ(taken.translation_key, "ferry");
    EXPECT_TRUE(taken.featured);
    EXPECT_TRUE(taken.no_appeal);
    EXPECT_THAT(taken.corrections, ElementsAre(newsroom::Correction{1681635600000, "It was 204."}));
    EXPECT_THAT(taken.body, HasSubstr("<p>It left <strong>at six</strong>"));
    EXPECT_THAT(taken.body, HasSubstr("<figcaption>The quay</figcaption>"));
    EXPECT_THAT(taken.body, testing::Not(HasSubstr("<script")));
    EXPECT_THAT(taken.tags, SizeIs(3));
    EXPECT_THAT(report.missing().first(), SizeIs(2));

    auto section = must(newsroom::Tags(connection_).by_slug("society"));
    ASSERT_TRUE(section);
    EXPECT_EQ(taken.section, section->number);
    EXPECT_TRUE(section->is_section);
    EXPECT_EQ(section->in("ru").name, "Общество");
    auto settings = must(newsroom::load_settings(connection_));
    EXPECT_EQ(settings.title_in("ru"), "Фонарь");
    EXPECT_EQ(settings.time_zone, "Europe/Vilnius");
    EXPECT_THAT(settings.languages, ElementsAre("en", "ru"));
}

TEST_P(MarkdownImport, ASecondRunChangesNothingAndAChangedFileUpdates)
{
    write("newspaper.yaml", newspaper);
    write("en/the-ferry.md", ferry);
    write("pages/en/about.md", "---\ntitle: About\n---\nUs.\n");
    must(import_markdown(target(), options(folder_.path())));
    auto before = edition();
    clock_.advance(1000);
    auto again = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(again.unchanged, 2) << again.text();
    EXPECT_EQ(edition(), before);

    write("pages/en/about.md", "---\ntitle: About us\n---\nUs.\n");
    auto changed = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(changed.updated, 1);
    EXPECT_EQ(changed.unchanged, 1);
    EXPECT_EQ(article("about").title, "About us");
    EXPECT_EQ(article("about").kind, newsroom::ArticleKind::page);
}

// Front matter has words for all but that an article is withdrawn or retracted.
TEST_P(MarkdownImport, AChangedFileKeepsWhatItCannotSay)
{
    write("en/the-ferry.md", ferry);
    must(import_markdown(target(), options(folder_.path())));
    auto before = article("the-ferry");
    ASSERT_THAT(before.corrections, SizeIs(1));
    before.status = newsroom::Status::withdrawn;
    before.no_appeal = false;
    before.corrections.front().is_retraction = true;
    before.corrections.push_back({clock_.now(), "Made here.", false});
    save(before);

    std::string changed(ferry);
    changed.replace(changed.find("It was 204."), 11, "It was 205.");
    write("en/the-ferry.md", changed);
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.updated, 1) << report.text();
    auto taken = article("the-ferry");
    EXPECT_EQ(taken.status, newsroom::Status::withdrawn);
    EXPECT_TRUE(taken.no_appeal);
    EXPECT_THAT(taken.corrections,
        ElementsAre(newsroom::Correction{before.corrections[0].corrected_at, "It was 205.", true},
            before.corrections[1]));
}

TEST_P(MarkdownImport, NamesEachFileItCannotTake)
{
    write("en/good.md", "---\ntitle: Good\ndate: 2020-01-01\n---\nText.\n");
    write("en/no-date.md", "---\ntitle: No date\n---\nText.\n");
    write("en/no-end.md", "---\ntitle: No end\n");
    write("en/yaml.md", "---\ntitle: [\n---\nText.\n");
    write("en/latin1.md", "---\ntitle: Caf\xe9\ndate: 2020-01-01\n---\n");
    write("en/slug.md", "---\ntitle: Slug\nslug: ../..\ndate: 2020-01-01\n---\n");
    write("en/date.md", "---\ntitle: Date\ndate: 2020-13-45\n---\n");
    write("en/type.md", "---\ntitle: {a: b}\ndate: 2020-01-01\n---\n");
    write("en/title.md", "---\ntitle: " + std::string(10'000'000, 'a') + "\ndate: 2020-01-01\n---\n");
    std::string laughs = "a0: &a0 ha\n";
    for (int i = 1; i < 30; ++i)
        laughs += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1);
    write("en/laughs.md", "---\n" + laughs + "---\nText.\n");
    std::string echoes = "a: &a " + std::string(100'000, 'x') + "\nb: [";
    for (int i = 0; i < 30'000; ++i)
        echoes += "*a, ";
    write("en/echoes.md", "---\n" + echoes + "]\n---\nText.\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 1);
    EXPECT_EQ(report.refused(), 10) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("en/echoes.md: front matter: line 2: its aliases repeat so much"));
    EXPECT_EQ(report.exit_code(), 1);
    EXPECT_THAT(articles(), SizeIs(1));
    EXPECT_THAT(report.text(), HasSubstr("en/no-date.md: it has no \"date\""));
    EXPECT_THAT(report.text(), HasSubstr("en/latin1.md: byte 14 is not UTF-8"));
}

// Wherever a file is cut, it is refused, or taken as what is left of it.
TEST_P(MarkdownImport, AFileThatIsCutShortIsRefusedOrTakenAsItStands)
{
    std::string const text = "---\ntitle: Caf\xc3\xa9\ndate: 2020-01-01\n---\nText \xc3\xa9.\n";
    auto const front = text.rfind("---") + 3;
    for (std::size_t at = 0; at < text.size(); ++at) {
        write("en/a.md", text.substr(0, at));
        auto report = must(import_markdown(target(), options(folder_.path())));
        bool is_whole_front = at >= front && at != text.rfind('\xa9');
        EXPECT_EQ(report.refused(), is_whole_front ? 0 : 1) << "cut at byte " << at << "\n" << report.text();
    }
    EXPECT_EQ(article("a").title, "Caf\xc3\xa9");
    EXPECT_EQ(article("a").body, "<p>Text \xc3\xa9.</p>\n");
}

TEST_P(MarkdownImport, DeepNestingIsRefused)
{
    std::string tags, quotations;
    for (int i = 0; i < 100'000; ++i) {
        tags += "<div>";
        quotations += "> ";
    }
    write("en/tags.md", "---\ntitle: Tags\ndate: 2020-01-01\n---\nA " + tags + "\n");
    write("en/quotations.md", "---\ntitle: Quotations\ndate: 2020-01-01\n---\n" + quotations + "\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.refused(), 2) << report.text();
    EXPECT_THAT(
        report.text(), HasSubstr("en/tags.md: the HTML has more than 512 elements inside each other"));
}

TEST_P(MarkdownImport, TwoFilesWithOneSlugBothStay)
{
    write("en/2020/same.md", "---\ntitle: One\nlanguage: en\ndate: 2020-01-01\n---\n");
    write("en/2021/same.md", "---\ntitle: Two\nlanguage: en\ndate: 2021-01-01\n---\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 2) << report.text();
    EXPECT_EQ(article("same-2").title, "Two");
}

TEST_P(MarkdownImport, FieldsThatAreNotKnownAreSaidOnce)
{
    write("a.md", "---\ntitle: A\ndate: 2020-01-01\ncategories: [x]\n---\n");
    write("b.md", "---\ntitle: B\ndate: 2020-01-01\ncategories: [y]\n---\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 2);
    ASSERT_THAT(report.notes().first(), SizeIs(1)) << report.text();
    EXPECT_EQ(report.notes().first().front().record, "front matter \"categories\"");
    EXPECT_THAT(report.notes().first().front().text, HasSubstr("in 2 of the files (a.md, b.md); "));
    for (auto const* more : {"c.md", "d.md"})
        write(more, "---\ntitle: C\ndate: 2020-01-01\ncategories: [y]\n---\n");
    report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_THAT(report.text(), HasSubstr("in 4 of the files (a.md, b.md, c.md, …); "));
}

TEST_P(MarkdownImport, WhatIsNotClearlyPublishedIsADraft)
{
    struct Case {
        std::string_view written;
        newsroom::Status status;
        std::string_view note;
    };
    using newsroom::Status;
    int number = 0;
    for (auto const& [written, status, note] : std::vector<Case>{{"status: draft", Status::draft, ""},
             {"status: Draft", Status::draft, ""}, {"status: pending", Status::draft, ""},
             {"status: private", Status::draft, "its status was \"private\", so it is a draft"},
             {"status: in review", Status::draft, "its status was \"in review\", so it is a draft"},
             {"status: publish", Status::published, ""}, {"status: published", Status::published, ""},
             {"status:", Status::published, ""},
             {"status: future", Status::published, "scheduled for a time that has passed"},
             {"status: published\ndraft: True", Status::draft, ""},
             {"status: published\npublished: false", Status::draft, ""},
             {"status: draft\ndraft: false\npublished: true", Status::draft, ""},
             {"status: private\ndraft: true", Status::draft, ""}}) {
        auto const name = fmt::format("a{}", ++number);
        write(name + ".md", fmt::format("---\ntitle: A\ndate: 2020-01-01\n{}\n---\n", written));
        auto const report = must(import_markdown(target(), options(folder_.path())));
        EXPECT_EQ(report.imported, 1) << report.text();
        EXPECT_EQ(article(name).status, status) << written;
        EXPECT_EQ(article(name).published_at.has_value(), status != Status::draft);
        if (note.empty())
            EXPECT_THAT(report.notes().first(), IsEmpty()) << report.text();
        else
            EXPECT_THAT(report.text(), HasSubstr(fmt::format("  {}.md: {}", name, note)));
    }
    write("list.md", "---\ntitle: A\ndate: 2020-01-01\nstatus: [draft]\n---\n");
    EXPECT_EQ(must(import_markdown(target(), options(folder_.path()))).refused(), 1);
}

// Earlier versions published it.
TEST_P(MarkdownImport, AStatusThatComesToAFileTakesItsArticleOffline)
{
    write("a.md", "---\ntitle: A\ndate: 2020-01-01\n---\n");
    must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(article("a").status, newsroom::Status::published);
    write("a.md", "---\ntitle: A\ndate: 2020-01-01\nstatus: draft\n---\n");
    EXPECT_EQ(must(import_markdown(target(), options(folder_.path()))).updated, 1);
    EXPECT_EQ(article("a").status, newsroom::Status::draft);
}

TEST_P(MarkdownImport, HtmlIsTakenAsFarAsItIsSafeAndCommentsGo)
{
    write("a.md",
        "---\ntitle: A\ndate: 2020-01-01\n---\nOne<br>two. H<sub>2</sub>O <!-- not for readers -->"
        "<script>alert(1)</script>\n\n<!-- nor\nthis -->\n\n<div class=\"x\" onclick=\"y()\">\n\nIn "
        "*it*\n\n</div>\n");
    must(import_markdown(target(), options(folder_.path())));
    auto const body = article("a").body;
    EXPECT_THAT(body, HasSubstr("One<br>two. H<sub>2</sub>O"));
    EXPECT_THAT(body, HasSubstr("<p>In <em>it</em></p>"));
    for (auto const* gone : {"readers", "nor", "alert", "script", "onclick", "&lt;"})
        EXPECT_THAT(body, testing::Not(HasSubstr(gone)));
}

TEST_P(MarkdownImport, ARenamedFileIsTheSameArticle)
{
    write("en/a.md", "---\ntitle: A\nslug: a-one\ndate: 2020-01-01\n---\nOld.\n");
    write("en/about.md", "---\ntitle: About\ndate: 2020-01-02\n---\n");
    must(import_markdown(target(), options(folder_.path())));
    auto const before = article("a-one");
    std::filesystem::rename(folder_.path() / "en/a.md", folder_.path() / "en/renamed.md");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 0) << report.text();
    EXPECT_EQ(report.updated, 1);
    EXPECT_EQ(article("a-one").id, before.id);
    EXPECT_EQ(article("a-one").source, "markdown:en/renamed.md");
    EXPECT_THAT(report.text(), HasSubstr("en/renamed.md: it is what en/a.md was before"));

    // Another article at the same address is another article.
    std::filesystem::remove(folder_.path() / "en/renamed.md");
    write("en/b.md", "---\ntitle: B\nslug: a-one\ndate: 2021-01-01\n---\nNew.\n");
    report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 1) << report.text();
    EXPECT_EQ(article("a-one").title, "A");
    EXPECT_EQ(article("a-one-2").title, "B");
    EXPECT_THAT(
        report.text(), HasSubstr("en/renamed.md: it is gone; its article /a-one/ stays as it is here"));
}

TEST_P(MarkdownImport, LinksBetweenFilesLeadToTheirArticles)
{
    write("en/a.md", "---\ntitle: A\ndate: 2020-01-01\n---\n[b](b.md#x) [c](../ru/c%20d.md) [no](no.md)\n");
    write("en/b.md", "---\ntitle: B\nslug: b-one\ndate: 2020-01-01\n---\n");
    write("ru/c d.md", "---\ntitle: C\ndate: 2020-01-01\n---\n[a](/en/a.md)\n");
    must(import_markdown(target(), options(folder_.path())));
    EXPECT_THAT(article("a").body, HasSubstr(R"(<a href="/b-one/#x">b</a> <a href="/ru/c-d/">c</a>)"));
    EXPECT_THAT(article("c-d", "ru").body, HasSubstr(R"(<a href="/a/">a</a>)"));
}

TEST_P(MarkdownImport, ALeadPictureThatIsNotThereIsNone)
{
    struct NoTaker : MediaTaker {
        Result<Taken> take(std::string_view, std::filesystem::path const&) override { return invalid("no"); }
        Result<void> take_back(newsroom::MediaItem const&, std::filesystem::path const&) override
        {
            return invalid("no");
        }
        Result<std::optional<Taken>> taken_before(std::string_view) override
        {
            return std::optional<Taken>();
        }
    } taker;
    for (auto const& [file, picture] : {std::pair("a.md", "none.png"), {"b.md", "../../../etc/passwd"},
             {"c.md", "https://elsewhere.example/c.png"}})
        write(file, fmt::format("---\ntitle: A\ndate: 2020-01-01\npicture: {}\n---\n", picture));
    auto with_taker = options(folder_.path());
    with_taker.media_taker = &taker;
    auto const report = must(import_markdown(target(), with_taker));
    EXPECT_EQ(article("a").picture.path, "");
    EXPECT_EQ(article("b").picture.path, "");
    EXPECT_EQ(article("c").picture.path, "https://elsewhere.example/c.png");
    EXPECT_THAT(report.text(), HasSubstr("/none.png (not found)"));
    EXPECT_THAT(report.text(), HasSubstr("../../../etc/passwd (it is no file of the source)"));
}

TEST_P(MarkdownImport, ALanguageThatNobodyKnowsIsASlip)
{
    write("a.md", "---\ntitle: A\ndate: 2020-01-01\nlanguage: xx\n---\n");
    write("b.md", "---\ntitle: B\ndate: 2020-01-01\nlanguage: de\n---\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 1);
    EXPECT_THAT(report.text(), HasSubstr("language: \"xx\" is none that is known"));
    EXPECT_THAT(must(newsroom::load_settings(connection_)).languages, ElementsAre("en", "de"));
}

// What other programs write.
TEST_P(MarkdownImport, TakesWhatIsMeantWhereItIsClear)
{
    write("en/My First File.MD",
        "---\ntitle: One\ndate: 2020-01-01 10:00:00 +0200\nsection: Big Politics\n"
        "tags: courts, The river\nbylines: Mira Dolan, Ivan Orlov\n---\n");
    write("en/two.markdown", "---\ntitle: Two\ndate: 2020-01-01\npublished: false\nauthor: Mira\n---\n");
    auto report = must(import_markdown(target(), options(folder_.path())));
    EXPECT_EQ(report.imported, 2) << report.text();
    auto const one = article("my-first-file");
    EXPECT_EQ(one.published_at, 1577865600000);
    EXPECT_THAT(one.tags, SizeIs(3));
    EXPECT_THAT(one.bylines, SizeIs(2));
    auto const section = must(newsroom::Tags(connection_).by_slug("big-politics"));
    ASSERT_TRUE(section);
    EXPECT_EQ(section->text.name, "Big Politics");
    EXPECT_TRUE(section->is_section);
    EXPECT_EQ(one.section, section->number);
    EXPECT_EQ(article("two").status, newsroom::Status::draft);
    EXPECT_THAT(report.text(),
        HasSubstr("front matter \"author\": it is no field that is known, and was passed over "
                  "in 1 of the files (en/two.markdown); \"bylines\" says it here"));
}

TEST_P(MarkdownImport, LeavesAsTheyAreWhatArticlesOnlyName)
{
    newsroom::Tag section;
    section.slug = "big-politics";
    section.text = {"Politics, at large", "What parliaments do"};
    section.is_section = true;
    section.position = 3;
    newsroom::Byline byline;
    byline.slug = "mira-dolan";
    byline.text = {"Mira M. Dolan", "Writes"};
    byline.location = "Vilnius";
    must(newsroom::change(connection_, clock_, random_, [&](newsroom::Change& change) -> Result<void> {
        TRY(newsroom::Tags::save(change, section));
        TRY(newsroom::Bylines::save(change, byline));
        return {};
    }));
    auto const edition = must(newsroom::current_edition(connection_));
    write(
        "en/one.md", "---\ntitle: One\ndate: 2020-01-01\nsection: big-politics\nbylines: Mira Dolan\n---\n");
    EXPECT_EQ(must(import_markdown(target(), options(folder_.path()))).imported, 1);
    auto const tag = *must(newsroom::Tags(connection_).by_slug("big-politics"));
    EXPECT_EQ(tag.text.name, "Politics, at large");
    EXPECT_EQ(tag.text.description, "What parliaments do");
    EXPECT_EQ(tag.position, 3);
    auto const author = *must(newsroom::Bylines(connection_).by_slug("mira-dolan"));
    EXPECT_EQ(author.text.name, "Mira M. Dolan");
    EXPECT_EQ(author.location, "Vilnius");
    EXPECT_EQ(article("one").section, tag.number);
    EXPECT_EQ(must(newsroom::current_edition(connection_)), edition + 1) << "of the article alone";
}

TEST_P(MarkdownImport, SaysWhatIsWrongWithFrontMatterAndWhere)
{
    write("en/colon.md", "---\ntitle: Colon: in title\ndate: 2020-01-01\n---\n");
    write("en/date.md", "---\ntitle: Date\ndate: 04.03.2021\n---\n");
    write("en/list.md", "---\ntitle: [a]\ndate: 2020-01-01\n---\n");
    write("en/none.md", "# A heading\n\nText.\n");
    write("en/toml.md", "+++\ntitle = \"Hugo\"\n+++\nText.\n");
    auto const text = must(import_markdown(target(), options(folder_.path()))).text();
    EXPECT_THAT(
        text, HasSubstr("en/colon.md: front matter: line 2: illegal map value; a text that holds \": \""));
    EXPECT_THAT(text, HasSubstr("en/date.md: \"date\" (line 3): \"04.03.2021\" is no date"));
    EXPECT_THAT(text, HasSubstr("en/list.md: \"title\" is not text (line 2)"));
    EXPECT_THAT(text, HasSubstr("en/none.md: it has no front matter"));
    EXPECT_THAT(text, HasSubstr("en/toml.md: its front matter is TOML"));
}

TEST_P(MarkdownImport, AFolderWithoutMarkdownIsNoSource)
{
    write("readme.txt", "Text");
    auto report = import_markdown(target(), options(folder_.path()));
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("holds no Markdown"));
}

TEST_P(MarkdownImport, AFileIsNoFolder)
{
    auto file = write("a.md", "Text");
    auto report = import_markdown(target(), options(file));
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("is not a folder"));
}

TEST_P(MarkdownImport, ABrokenNewspaperFileChangesNothing)
{
    write("newspaper.yaml", "title: [unfinished\n");
    write("en/the-ferry.md", ferry);
    auto report = import_markdown(target(), options(folder_.path()));
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("newspaper.yaml: line"));
    EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(MarkdownImport, ANewspaperFileAloneChangesTheSettingsItNames)
{
    write("newspaper.yaml", "title: The Lantern\nurl: https://lantern.example\n");
    must(import_markdown(target(), options(folder_.path())));
    write("newspaper.yaml", "theme: broadside\n");
    auto changing = options(folder_.path());
    changing.settings = TakeSettings::always;
    must(import_markdown(target(), changing));
    auto settings = must(newsroom::load_settings(connection_));
    EXPECT_EQ(settings.theme, "broadside");
    EXPECT_EQ(settings.url, "https://lantern.example");
    EXPECT_EQ(settings.title["en"], "The Lantern");
}

TEST_P(MarkdownImport, AnAddressGivenBeforeStaysUnlessSettingsAreAskedFor)
{
    auto before = must(newsroom::load_settings(connection_));
    before.url = "https://new.example";
    must(newsroom::change(connection_, clock_, random_,
        [&](newsroom::Change& change) { return newsroom::save_settings(change, before); }));
    write("newspaper.yaml", "title: The Lantern\nurl: https://old.example\n");
    auto asked = options(folder_.path());
    must(import_markdown(target(), asked));
    auto settings = must(newsroom::load_settings(connection_));
    EXPECT_EQ(settings.title["en"], "The Lantern");
    EXPECT_EQ(settings.url, "https://new.example");
    asked.settings = TakeSettings::always;
    must(import_markdown(target(), asked));
    EXPECT_EQ(must(newsroom::load_settings(connection_)).url, "https://old.example");
}

TEST_P(MarkdownImport, TheDemoNewspaperIsTakenWhole)
{
    clock_.advance(1'795'400'000'000 - start);
    auto report
        = must(import_markdown(target(), options(std::filesystem::path(BROADSHEET_SOURCE_DIR) / "demo")));
    EXPECT_EQ(report.refused(), 0) << report.text();
    EXPECT_GT(report.imported, 30);
}

} // namespace
} // namespace broadsheet::exchange

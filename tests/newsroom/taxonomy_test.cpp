#include "newsroom/taxonomy.h"

#include "newsroom/newsroom_fixture.h"
#include "newsroom/redirects.h"
#include "newsroom/settings.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class TaxonomyTest : public NewsroomTest {
protected:
    Result<Number> save(Tag const& tag)
    {
        return change([&](Change& unit) { return Tags::save(unit, tag); });
    }
    Result<Number> save(Byline const& byline)
    {
        return change([&](Change& unit) { return Bylines::save(unit, byline); });
    }
    static Tag tag(std::string const& slug, bool is_section = false, std::int64_t position = 0)
    {
        Tag tag;
        tag.slug = slug;
        tag.text = {"The " + slug, ""};
        tag.is_section = is_section;
        tag.position = position;
        return tag;
    }
    static Byline byline(std::string const& slug)
    {
        Byline byline;
        byline.slug = slug;
        byline.text = {"Mira Dolan", ""};
        return byline;
    }
};

void expect_same(Tag const& a, Tag const& b)
{
    EXPECT_EQ(a.slug, b.slug);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.translations, b.translations);
    EXPECT_EQ(a.picture, b.picture);
    EXPECT_EQ(a.is_section, b.is_section);
    EXPECT_EQ(a.is_internal, b.is_internal);
    EXPECT_EQ(a.position, b.position);
}

void expect_same(Byline const& a, Byline const& b)
{
    EXPECT_EQ(a.slug, b.slug);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.translations, b.translations);
    EXPECT_EQ(a.picture, b.picture);
    EXPECT_EQ(a.website, b.website);
    EXPECT_EQ(a.location, b.location);
}

TEST_P(TaxonomyTest, KeepsEveryFieldOfATag)
{
    Tag before = tag("harbour", true, 3);
    before.text.description = "Ships and ice";
    before.translations["ru"] = {"Порт", "Корабли"};
    before.picture = "/media/ab/harbour.jpg";
    before.is_internal = true;
    before.number = must(save(before));
    auto const found = must(Tags(connection_).by_slug("harbour"));
    ASSERT_TRUE(found);
    expect_same(*found, before);
    EXPECT_EQ(found->number, before.number);
    EXPECT_THAT(found->id, SizeIs(24));
    EXPECT_EQ(found->in("ru").name, "Порт");
    EXPECT_EQ(found->in("de").name, "The harbour");
    EXPECT_FALSE(must(Tags(connection_).by_slug("nowhere")));

    auto after = tag("port");
    after.number = before.number;
    after.translations["de"] = {"Hafen", ""};
    EXPECT_EQ(must(save(after)), before.number);
    auto const all = must(Tags(connection_).all());
    ASSERT_THAT(all, SizeIs(1));
    expect_same(all[0], after);
    EXPECT_EQ(all[0].id, found->id);
}

TEST_P(TaxonomyTest, KeepsEveryFieldOfAByline)
{
    Byline before = byline("mira-dolan");
    before.text.bio = "Writes about ice";
    before.translations["ru"] = {"Мира Долан", "Пишет"};
    before.picture = "/media/ab/mira.jpg";
    before.website = "https://example.org/mira";
    before.location = "Szczecin";
    before.number = must(save(before));
    auto const found = must(Bylines(connection_).by_slug("mira-dolan"));
    ASSERT_TRUE(found);
    expect_same(*found, before);
    EXPECT_THAT(found->id, SizeIs(24));
    EXPECT_EQ(found->in("ru").bio, "Пишет");
    EXPECT_EQ(found->in("de").bio, "Writes about ice");

    auto after = byline("m-dolan");
    after.number = before.number;
    EXPECT_EQ(must(save(after)), before.number);
    must(save(byline("ivan-orlov")));
    auto const all = must(Bylines(connection_).all());
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].slug, "ivan-orlov");
    expect_same(all[1], after);
}

TEST_P(TaxonomyTest, LeavesRedirectsWhereListsAndTheirFeedsWere)
{
    Settings settings;
    settings.languages = {"en", "ru"};
    must(change([&](Change& unit) { return save_settings(unit, settings); }));
    auto const target = [&](std::string_view from) {
        auto const found = must(Redirects(connection_).from(from));
        return found ? found->to : "none";
    };
    auto port = tag("harbour", true);
    port.number = must(save(port));
    port.slug = "порт";
    must(save(port));
    EXPECT_EQ(target("/section/harbour/"), "/section/%D0%BF%D0%BE%D1%80%D1%82/");
    EXPECT_EQ(target("/ru/section/harbour/rss.xml"), "/ru/section/%D0%BF%D0%BE%D1%80%D1%82/rss.xml");
    port.is_section = false;
    must(save(port));
    EXPECT_EQ(target("/section/порт/feed.json"), "/tag/%D0%BF%D0%BE%D1%80%D1%82/feed.json");
    EXPECT_EQ(target("/section/harbour/"), "/tag/%D0%BF%D0%BE%D1%80%D1%82/") << "at once";
    port.slug = "harbour";
    port.is_section = true;
    must(save(port));
    EXPECT_EQ(target("/section/harbour/"), "none") << "it is back";
    EXPECT_EQ(target("/tag/порт/"), "/section/harbour/");
    auto hidden = tag("hidden");
    hidden.is_internal = true;
    hidden.number = must(save(hidden));
    hidden.slug = "hidden-too";
    must(save(hidden));
    EXPECT_EQ(target("/tag/hidden/"), "none") << "it never had a page";

    auto writer = byline("mira-dolan");
    writer.number = must(save(writer));
    writer.slug = "m-dolan";
    must(save(writer));
    EXPECT_EQ(target("/author/mira-dolan/atom.xml"), "/author/m-dolan/atom.xml");
    must(change([&](Change& unit) { return Bylines::redact(unit, writer.number, "Name withheld", {}); }));
    for (auto const& redirect : must(Redirects(connection_).all()))
        EXPECT_THAT(redirect.from + redirect.to, testing::Not(HasSubstr("dolan")));
}

TEST_P(TaxonomyTest, ListsSectionsFirstByPosition)
{
    for (auto const& saved : {tag("a"), tag("z", true, 1), tag("m", true, 2), tag("b", true, 2), tag("c")})
        must(save(saved));
    std::vector<std::string> slugs;
    for (auto const& found : must(Tags(connection_).all()))
        slugs.push_back(found.slug);
    EXPECT_THAT(slugs, ElementsAre("z", "b", "m", "a", "c"));
}

TEST_P(TaxonomyTest, MakesNoEditionOfWhatIsUnchanged)
{
    auto saved = tag("harbour");
    saved.translations["ru"] = {"Порт", ""};
    saved.number = must(save(saved));
    auto writer = byline("mira-dolan");
    writer.number = must(save(writer));
    auto const before = edition();
    must(save(saved));
    must(save(writer));
    EXPECT_EQ(edition(), before);
    saved.translations["ru"].name = "Гавань";
    must(save(saved));
    writer.location = "Szczecin";
    must(save(writer));
    EXPECT_EQ(edition(), before + 2);
}

TEST_P(TaxonomyTest, RefusesAndSaysWhy)
{
    must(save(tag("taken")));
    must(save(byline("taken")));
    auto const edited = [](auto record, auto&& edit) {
        edit(record);
        return record;
    };
    auto const before = edition();
    EXPECT_THAT(message_of(save(tag("taken"))),
        HasSubstr("slug: \"taken\" belongs to the tag \"The taken\" already"));
    EXPECT_THAT(message_of(save(tag("../.."))), HasSubstr("slug: \"../..\""));
    EXPECT_THAT(message_of(save(edited(tag("a"), [](Tag& t) { t.text.name = " "; }))), "name: it is empty");
    EXPECT_THAT(message_of(save(edited(tag("a"),
                    [](Tag& t) {
                        t.translations["RU"] = {"a", ""};
                    }))),
        HasSubstr("translations: \"RU\""));
    EXPECT_THAT(message_of(save(edited(tag("a"),
                    [](Tag& t) {
                        t.translations["ru"] = {"", ""};
                    }))),
        "name: it is empty");
    EXPECT_THAT(message_of(save(edited(tag("a"), [](Tag& t) { t.picture = "javascript:x"; }))),
        HasSubstr("picture: "));
    EXPECT_THAT(message_of(save(edited(tag("a"), [](Tag& t) { t.number = 77; }))), "there is no tag 77");

    EXPECT_THAT(message_of(save(byline("taken"))),
        HasSubstr("slug: \"taken\" belongs to the byline \"Mira Dolan\" already"));
    EXPECT_THAT(message_of(save(byline(""))), HasSubstr("slug: \"\""));
    EXPECT_THAT(
        message_of(save(edited(byline("a"), [](Byline& b) { b.text.name = ""; }))), "name: it is empty");
    EXPECT_THAT(message_of(save(edited(byline("a"), [](Byline& b) { b.website = "javascript:x"; }))),
        HasSubstr("website: "));
    EXPECT_THAT(
        message_of(save(edited(byline("a"), [](Byline& b) { b.number = 77; }))), "there is no byline 77");
    EXPECT_EQ(edition(), before);
}

ON_BOTH_DATABASES(TaxonomyTest);

} // namespace

} // namespace broadsheet::newsroom

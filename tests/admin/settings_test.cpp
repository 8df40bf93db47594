#include "admin/browser.h"
#include "newsroom/articles.h"
#include "newsroom/settings.h"
#include "newsroom/taxonomy.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::Settings;
using staff::Role;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SettingsPages : public testing::Test {
protected:
    SettingsPages()
    {
        newsroom_.add(Role::administrator);
        browser_.sign_in("administrator");
    }

    Settings settings() { return must(newsroom::load_settings(*connection_)); }
    newsroom::Edition edition() { return must(newsroom::current_edition(*connection_)); }
    std::vector<staff::AuditLog::Entry> log()
    {
        auto entries = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
        std::erase_if(entries, [](auto const& entry) {
            return !entry.act.starts_with("settings") && !entry.act.starts_with("sections");
        });
        return entries;
    }

    // The whole form, some of its fields filled in anew.
    static Browser::Fields form(std::map<std::string, std::string> const& typed)
    {
        Browser::Fields fields{{"title_en", "The Coast"}, {"description_en", ""}, {"languages", "en"},
            {"time_zone", "UTC"}, {"url", "http://127.0.0.1:8080"}, {"articles_per_page", "20"},
            {"accent_colour", "#a31621"}, {"logo", ""}, {"icon", ""}, {"cover", ""}};
        for (auto& [name, value] : fields)
            if (auto const found = typed.find(name); found != typed.end())
                value = found->second;
        return fields;
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(SettingsPages, SaveInANewEditionAndTellTheLog)
{
    auto const before = edition();
    auto const response = browser_.post("/admin/settings/",
        form({{"title_en", " The Harbour "}, {"languages", "en, ru"}, {"time_zone", "Europe/Warsaw"}}));
    EXPECT_EQ(response.status, 303) << body_of(response);
    EXPECT_EQ(settings().title, (Settings::Texts{{"en", "The Harbour"}}));
    EXPECT_THAT(settings().languages, ElementsAre("en", "ru"));
    EXPECT_EQ(settings().time_zone, "Europe/Warsaw");
    EXPECT_EQ(edition(), before + 1);
    ASSERT_EQ(log().size(), 1u);
    EXPECT_EQ(log().front().act, "settings.saved");
    EXPECT_EQ(log().front().detail, "languages, time_zone, title");
    EXPECT_THAT(body_of(browser_.get("/admin/settings/")), HasSubstr("name=\"title_ru\""));
}

TEST_F(SettingsPages, TellNobodyWhereNothingChanged)
{
    auto const before = edition();
    EXPECT_EQ(browser_.post("/admin/settings/", form({})).status, 303);
    EXPECT_EQ(edition(), before);
    EXPECT_TRUE(log().empty());
}

TEST_F(SettingsPages, SayWhatIsWrongBesideItsFieldAndKeepWhatWasTyped)
{
    struct Case {
        std::string field;
        std::string typed;
        std::string error;
    };
    for (auto const& [field, typed, error] :
        {Case{"title_en", " ", "title-error"}, Case{"languages", "en en", "languages-error"},
            Case{"languages", "", "languages-error"}, Case{"time_zone", "Mars/Base", "time_zone-error"},
            Case{"url", "javascript:alert(1)", "url-error"}, Case{"url", "https://a.example/", "url-error"},
            Case{"articles_per_page", "many", "articles_per_page-error"},
            Case{"accent_colour", "red", "accent_colour-error"}, Case{"logo", "//a.example", "logo-error"}}) {
        auto const before = settings();
        auto const response
            = browser_.post("/admin/settings/", form({{"description_en", "Kept <b>"}, {field, typed}}));
        EXPECT_EQ(response.status, 422) << field;
        auto const page = body_of(response);
        EXPECT_THAT(page, HasSubstr("id=\"" + error + "\"")) << typed;
        EXPECT_THAT(page, HasSubstr("Kept &lt;b&gt;")) << typed;
        if (field != "title_en") {
            EXPECT_THAT(page, HasSubstr("value=\"" + typed + "\"")) << field;
        }
        EXPECT_EQ(settings(), before) << typed;
    }
    EXPECT_TRUE(log().empty());
}

TEST_F(SettingsPages, OrderANavigationByItsPlaces)
{
    auto const response = browser_.post("/admin/settings/navigation/en/",
        {{"main_place", "2"}, {"main_label", "About"}, {"main_url", "/about/"}, {"main_place", ""},
            {"main_label", "Elsewhere"}, {"main_url", "https://b.example/"}, {"main_place", "1"},
            {"main_label", "News"}, {"main_url", "/section/news/"}, {"main_place", ""}, {"main_label", ""},
            {"main_url", ""}});
    EXPECT_EQ(response.status, 303) << body_of(response);
    EXPECT_EQ(settings().navigation,
        (Settings::Navigation{{"en",
            {{"News", "/section/news/"}, {"About", "/about/"}, {"Elsewhere", "https://b.example/"}}}}));
    ASSERT_EQ(log().size(), 1u);
    EXPECT_EQ(log().front().detail, "navigation");
}

TEST_F(SettingsPages, MarkTheRowsThatCannotStand)
{
    auto const response = browser_.post("/admin/settings/navigation/en/",
        {{"main_place", ""}, {"main_label", "Bad"}, {"main_url", "javascript:alert(1)"}});
    EXPECT_EQ(response.status, 422);
    EXPECT_THAT(body_of(response), HasSubstr("class=\"wrong\""));
    EXPECT_THAT(body_of(response), HasSubstr("value=\"javascript:alert(1)\""));
    EXPECT_TRUE(settings().navigation.empty());
    EXPECT_EQ(browser_.get("/admin/settings/navigation/ru/").status, 404);
}

TEST_F(SettingsPages, OrderTheSections)
{
    auto const add = [&](std::string const& slug, std::int64_t position) {
        must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random, [&](newsroom::Change& change) {
            newsroom::Tag tag;
            tag.slug = slug;
            tag.text.name = slug;
            tag.is_section = true;
            tag.position = position;
            return newsroom::Tags::save(change, tag);
        }));
        return must(newsroom::Tags(*connection_).by_slug(slug))->id;
    };
    auto const news = add("news", 1);
    auto const sport = add("sport", 2);
    auto const order = [&](std::string const& place) {
        return browser_
            .post("/admin/settings/sections/", {{"place_" + news, "9"}, {"place_" + sport, place}})
            .status;
    };
    for (auto const* place : {"x", "20x", ""})
        EXPECT_EQ(order(place), 422) << place;
    EXPECT_EQ(must(newsroom::Tags(*connection_).all()).front().slug, "news");
    EXPECT_EQ(order("2"), 303);
    EXPECT_EQ(must(newsroom::Tags(*connection_).all()).front().slug, "sport");
    EXPECT_EQ(log().front().act, "sections.ordered");
}

TEST_F(SettingsPages, TellOfArticlesNobodyCanRead)
{
    browser_.post("/admin/settings/", form({{"languages", "en ru"}}));
    must(newsroom::change(*connection_, newsroom_.clock, newsroom_.random, [](newsroom::Change& change) {
        newsroom::Article article;
        article.language = "ru";
        article.slug = "lyod";
        article.title = "Лёд";
        article.status = newsroom::Status::published;
        article.published_at = 1'600'000'000'000;
        return newsroom::Articles::save(change, article);
    }));
    EXPECT_THAT(body_of(browser_.get("/admin/settings/")), Not(HasSubstr("readers do not see")));
    browser_.post("/admin/settings/", form({}));
    EXPECT_THAT(
        body_of(browser_.get("/admin/settings/")), HasSubstr("1 published article is in the language"));
}

} // namespace

} // namespace broadsheet::admin

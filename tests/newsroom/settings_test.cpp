#include "newsroom/settings.h"

#include "newsroom/newsroom_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::newsroom {

namespace {

using test::must;
using testing::HasSubstr;

class SettingsTest : public NewsroomTest {
protected:
    Result<void> save(Settings const& settings)
    {
        return change([&](Change& unit) { return save_settings(unit, settings); });
    }
    Settings load() { return must(load_settings(connection_)); }
};

TEST_P(SettingsTest, AreTheDefaultsInANewNewspaper)
{
    EXPECT_EQ(load(), Settings());
}

TEST_P(SettingsTest, KeepEveryField)
{
    Settings settings;
    settings.title = {{"en", "The Harbour \"Light\""}, {"ru", "Портовый маяк"}};
    settings.description = {{"en", "News"}};
    settings.languages = {"en", "ru"};
    settings.time_zone = "Europe/Warsaw";
    settings.url = "https://example.org/paper";
    settings.navigation = {{"en", {{"About", "/about/"}, {"Elsewhere", "https://example.com"}}}, {"ru", {}}};
    settings.secondary_navigation = {{"ru", {{"Правила", "/ru/rules/"}}}};
    settings.logo = "/media/ab/logo.svg";
    settings.icon = "/media/ab/icon.png";
    settings.cover = "/media/ab/cover.jpg";
    settings.accent_colour = "#0af";
    settings.theme = "my-theme_2.0";
    settings.articles_per_page = 500;
    must(save(settings));
    EXPECT_EQ(load(), settings);
    must(save(Settings()));
    EXPECT_EQ(load(), Settings());
}

TEST_P(SettingsTest, MakeAnEditionWhereTheyDiffer)
{
    Settings settings;
    must(save(settings));
    auto const before = edition();
    must(save(settings));
    EXPECT_EQ(edition(), before);
    settings.title["en"] = "The Harbour Light";
    must(save(settings));
    EXPECT_EQ(edition(), before + 1);
}

TEST_P(SettingsTest, FindATextOrThatOfTheFirstLanguage)
{
    Settings settings;
    settings.languages = {"ru", "en"};
    settings.title = {{"ru", "Маяк"}, {"en", "Light"}, {"de", ""}};
    EXPECT_EQ(settings.title_in("en"), "Light");
    EXPECT_EQ(settings.title_in("fr"), "Маяк");
    EXPECT_EQ(settings.title_in("de"), "Маяк");
    EXPECT_EQ(settings.description_in("en"), "");
}

TEST_P(SettingsTest, RefuseAndSayWhich)
{
    struct Case {
        std::function<void(Settings&)> edit;
        std::string message;
    };
    std::vector<Case> const cases{
        {[](Settings& s) { s.languages.clear(); }, "languages: a newspaper has at least one"},
        {[](Settings& s) {
             s.languages = {"en", "en"};
         },
            "languages: \"en\" is there twice"},
        {[](Settings& s) {
             s.languages.clear();
             for (char letter = 'a'; s.languages.size() < 51; ++letter)
                 for (char second = 'a'; second <= 'z'; ++second)
                     s.languages.push_back({letter, second});
         },
            "languages: there are 52, but a newspaper has at most 50"},
        {[](Settings& s) { s.languages = {"EN"}; }, "languages: \"EN\" is no language tag"},
        {[](Settings& s) { s.languages = {"../x"}; }, "languages: \"../x\""},
        {[](Settings& s) { s.title["x"] = "a"; }, "title: \"x\" is no language tag"},
        {[](Settings& s) { s.title["en"] = "a\xff"; }, "title: byte 1 is not UTF-8"},
        {[](Settings& s) { s.description["en"] = std::string(2001, 'a'); }, "description: 2001 bytes"},
        {[](Settings& s) { s.time_zone = "Europe/Atlantis"; }, "time_zone: \"Europe/Atlantis\""},
        {[](Settings& s) { s.time_zone = "../../etc/passwd"; }, "time_zone: "},
        {[](Settings& s) { s.time_zone = ""; }, "time_zone: "},
        {[](Settings& s) { s.url = "ftp://example.org"; }, "url: \"ftp://example.org\" is no http"},
        {[](Settings& s) { s.url = "https://"; }, "url: "},
        {[](Settings& s) { s.url = "https://example.org/"; }, "url: \"https://example.org/\" must not end"},
        {[](Settings& s) { s.url = "https://example.org?a"; }, "url: "},
        {[](Settings& s) { s.url = "javascript:alert(1)"; }, "url: "},
        {[](Settings& s) {
             s.navigation["en"] = {{"", "/"}};
         },
            "navigation: it is empty"},
        {[](Settings& s) {
             s.navigation["en"] = {{"a", "javascript:alert(1)"}};
         },
            "navigation: \"javascript"},
        {[](Settings& s) {
             s.secondary_navigation["en"] = {{"a", "//evil"}};
         },
            "secondary_navigation: "},
        {[](Settings& s) { s.logo = "data:image/svg+xml,x"; }, "logo: "},
        {[](Settings& s) { s.icon = "x.png"; }, "icon: "},
        {[](Settings& s) { s.cover = "/\\evil"; }, "cover: "},
        {[](Settings& s) { s.accent_colour = "red;}body{"; }, "accent_colour: "},
        {[](Settings& s) { s.accent_colour = "#12345"; }, "accent_colour: "},
        {[](Settings& s) { s.theme = "../secret"; }, "theme: "},
        {[](Settings& s) { s.theme = ".."; }, "theme: "},
        {[](Settings& s) { s.articles_per_page = 0; }, "articles_per_page: 0 is not 1 to 500"},
    };
    for (auto const& refused : cases) {
        Settings settings;
        refused.edit(settings);
        EXPECT_THAT(message_of(save(settings)), HasSubstr(refused.message));
    }
    EXPECT_EQ(load(), Settings());
}

TEST_P(SettingsTest, NeedANameWherePeopleChooseThem)
{
    Settings settings;
    EXPECT_THAT(message_of(check_chosen_settings(settings)), HasSubstr("title: "));
    settings.title["en"] = " ";
    EXPECT_THAT(message_of(check_chosen_settings(settings)), HasSubstr("title: "));
    settings.title["en"] = "The Harbour Light";
    must(check_chosen_settings(settings));
    settings.url = "nowhere";
    EXPECT_THAT(message_of(check_chosen_settings(settings)), HasSubstr("url: "));
}

TEST_P(SettingsTest, TellWhichDiffer)
{
    Settings settings;
    EXPECT_TRUE(differing_settings(settings, settings).empty());
    auto other = settings;
    other.url = "https://example.org";
    other.title["en"] = "The Harbour Light";
    EXPECT_THAT(differing_settings(settings, other), testing::ElementsAre("title", "url"));
}

TEST_P(SettingsTest, SayWhichRowCannotBeRead)
{
    must(connection_.execute("INSERT INTO settings (key, value) VALUES ('unknown', '{')"));
    EXPECT_EQ(load(), Settings()) << "left to a later version";
    must(connection_.execute("INSERT INTO settings (key, value) VALUES ('languages', '7')"));
    EXPECT_THAT(message_of(load_settings(connection_)), HasSubstr("setting \"languages\""));
    must(connection_.execute("UPDATE settings SET value = '[]' WHERE key = 'languages'"));
    EXPECT_THAT(message_of(load_settings(connection_)), HasSubstr("setting \"languages\""));
}

ON_BOTH_DATABASES(SettingsTest);

} // namespace

} // namespace broadsheet::newsroom

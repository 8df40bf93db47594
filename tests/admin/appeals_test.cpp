#include "newsroom/appeals.h"

#include "admin/browser.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using newsroom::Appeals;
using newsroom::AppealStatus;
using newsroom::Placement;
using test::must;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view list_path = "/admin/appeals/";
constexpr std::string_view new_path = "/admin/appeals/new/";

class AppealFormPages : public testing::Test {
protected:
    AppealFormPages()
    {
        newsroom_.add(staff::Role::editor);
        browser_.sign_in("editor");
    }

    static Browser::Fields form()
    {
        return {{"name", "Autumn campaign"}, {"slug", ""}, {"status", "live"}, {"priority", "3"},
            {"placement", "bar"}, {"placement", "message"}, {"after_paragraphs", "0"}, {"kind", "front"},
            {"currency", "EUR"}, {"frequency", "monthly"}, {"amounts_once", "5 10 25,50"},
            {"chosen_once", "10"}, {"amounts_monthly", "2 5"}, {"goal", "10000"},
            {"bar_a_en", "Support The Coast!"}, {"letter_a_en", "Dear readers,\r\n\r\nwe are here."},
            {"heading_b_en", "Another"}, {"most_views", "4"}, {"view_days", "30"}, {"picture", ""},
            {"starts_at", ""}, {"ends_at", ""}};
    }
    static Browser::Fields form_with(std::string_view name, std::string value)
    {
        auto fields = form();
        for (auto& [field, old] : fields)
            if (field == name)
                old = value;
        return fields;
    }
    newsroom::Appeal saved() { return *must(Appeals(*connection_).by_slug("autumn-campaign")); }
    std::string path() { return std::string(list_path) + saved().id + "/"; }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(AppealFormPages, MakeOneThatReadersSeeAtOnce)
{
    EXPECT_THAT(*newsroom_.site.page("/").body, Not(HasSubstr("Support The Coast!")));
    EXPECT_EQ(browser_.post(new_path, form()).status, 303);
    EXPECT_THAT(*newsroom_.site.page("/").body, HasSubstr("Support The Coast!"));
    EXPECT_THAT(*newsroom_.site.page("/archive/").body, Not(HasSubstr("Support The Coast!")));

    auto const appeal = saved();
    EXPECT_EQ(appeal.status, AppealStatus::live);
    EXPECT_THAT(appeal.placements, ElementsAre(Placement::bar, Placement::message));
    EXPECT_EQ(appeal.words.at("en").a.letter, "Dear readers,\n\nwe are here.");
    EXPECT_EQ(appeal.words.at("en").b.heading, "Another");
    EXPECT_EQ(appeal.priority, 3);
    EXPECT_THAT(appeal.offer.amounts.at(newsroom::Frequency::once).suggested, ElementsAre(500, 1000, 2550));
    EXPECT_EQ(appeal.offer.amounts.at(newsroom::Frequency::once).chosen, 1000);
    EXPECT_EQ(appeal.offer.amounts.at(newsroom::Frequency::monthly).chosen, 200);
    EXPECT_EQ(appeal.offer.goal, 1'000'000);
    EXPECT_THAT(body_of(browser_.get(path())), HasSubstr("name=\"amounts_once\" value=\"5 10 25.50\""));
    EXPECT_THAT(
        body_of(browser_.get(list_path)), AllOf(HasSubstr("Autumn campaign"), HasSubstr("Readers see it")));
    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "appeal.saved");
    EXPECT_EQ(log[0].detail, "Autumn campaign, live");
}

TEST_F(AppealFormPages, ChangeScheduleAndArchiveIt)
{
    browser_.post(new_path, form());
    EXPECT_THAT(body_of(browser_.get(path())),
        AllOf(HasSubstr("value=\"Support The Coast!\""), HasSubstr("name=\"kind\" value=\"front\" checked"),
            Not(HasSubstr("name=\"slug\""))));
    EXPECT_EQ(browser_.post(path(), form_with("starts_at", "2030-01-02T03:04")).status, 303);
    EXPECT_FALSE(saved().is_on_air);
    EXPECT_THAT(body_of(browser_.get(list_path)), HasSubstr("Scheduled"));
    EXPECT_THAT(body_of(browser_.get(path())), HasSubstr("value=\"2030-01-02T03:04\""));
    EXPECT_EQ(browser_.post(path(), form_with("status", "archived")).status, 303);
    EXPECT_EQ(saved().status, AppealStatus::archived);
    EXPECT_THAT(*newsroom_.site.page("/").body, Not(HasSubstr("Support The Coast!")));
}

TEST_F(AppealFormPages, ShowItOnAnyPageBeforeItIsLive)
{
    browser_.post(new_path, form_with("status", "draft"));
    auto const shown = browser_.get(path() + "preview/?path=%2Farchive%2F");
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(body_of(shown), AllOf(HasSubstr("Support The Coast!"), Not(HasSubstr("<script async"))));
    EXPECT_THAT(shown.content_security_policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(*newsroom_.site.page("/").body, Not(HasSubstr("Support The Coast!")));
    EXPECT_EQ(browser_.get(path() + "preview/?path=https%3A%2F%2Fevil.example").status, 422);
    EXPECT_THAT(header_of(browser_.get(path() + "preview/?path=%2Farchive"), "Location"),
        HasSubstr("preview/?path=%2Farchive%2F"));
}

TEST_F(AppealFormPages, SayWhatIsWrongAndKeepWhatWasTyped)
{
    struct Case {
        std::string field;
        std::string value;
        std::string says;
    };
    for (auto const& wrong : std::vector<Case>{{"priority", "high", "Priority: a whole number is needed"},
             {"most_views", "", "0: never: a whole number"}, {"starts_at", "soon", "From: "},
             {"letter_a_en", "", "Letter, an empty line between paragraphs: the message needs its text"},
             {"name", " ", "Name, for the newsroom: it is empty"},
             {"picture", "javascript:1", "Picture of who signs: "}, {"status", "loud", "State: "},
             {"currency", "EURO", "Currency: "}, {"amounts_once", "5 ten", "Once: "},
             {"amounts_once", "1 5 10", "Once: 1 is not between 2 and 10000"},
             {"currency", "BRL", "Currency: contributions are not taken in BRL"},
             {"amounts_monthly", "", "Monthly: what is shown first needs amounts"},
             {"goal", "-5", "Goal of the campaign, if any: "}, {"chosen_once", "7", "Marked at first: "}}) {
        auto const answer = browser_.post(new_path, form_with(wrong.field, wrong.value));
        EXPECT_EQ(answer.status, 422) << wrong.field;
        EXPECT_THAT(body_of(answer), HasSubstr(wrong.says));
    }
    EXPECT_THAT(must(Appeals(*connection_).all()), testing::IsEmpty());
    browser_.post(new_path, form());
    EXPECT_THAT(body_of(browser_.post(new_path, form())), HasSubstr("belongs to the appeal"));
}

TEST_F(AppealFormPages, GiveBackAllThatWasTypedWhicheverFieldIsRefused)
{
    browser_.post(new_path, form());
    auto const is_kept = AllOf(HasSubstr("EDITED letter"), HasSubstr("value=\"Winter campaign\""),
        HasSubstr("name=\"kind\" value=\"front\" checked"), HasSubstr("name=\"currency\" value=\"EUR\""),
        HasSubstr("name=\"chosen_once\" value=\"10\""),
        HasSubstr("name=\"frequency\" value=\"monthly\" checked"));
    for (auto const& [field, value] : std::vector<std::pair<std::string, std::string>>{{"amounts_once", "7€"},
             {"amounts_monthly", "5, 10"}, {"goal", "5.000,00"}, {"priority", "high"},
             {"after_paragraphs", "x"}, {"view_days", "y"}, {"starts_at", "soon"}}) {
        auto typed = form_with(field, value);
        for (auto& [name, old] : typed)
            if (name == "letter_a_en")
                old = "EDITED letter";
            else if (name == "name")
                old = "Winter campaign";
        for (auto const& to : {std::string(new_path), path()}) {
            auto const answer = browser_.post(to, typed);
            EXPECT_EQ(answer.status, 422) << field;
            auto const page = body_of(answer);
            EXPECT_THAT(page, is_kept) << field;
            EXPECT_THAT(page, HasSubstr("value=\"" + value + "\"")) << field;
            for (auto const& [other, kept] :
                std::vector<std::pair<std::string, std::string>>{{"amounts_once", "5 10 25,50"},
                    {"amounts_monthly", "2 5"}, {"goal", "10000"}, {"priority", "3"}, {"most_views", "4"}})
                if (other != field) {
                    auto const at = page.find("name=\"" + other + "\"");
                    EXPECT_THAT(page.substr(at, page.find('>', at) - at), HasSubstr("value=\"" + kept + "\""))
                        << field;
                }
        }
    }
    EXPECT_EQ(saved().words.at("en").a.letter, "Dear readers,\n\nwe are here.");
}

TEST_F(AppealFormPages, AreForEditors)
{
    browser_.post(new_path, form());
    newsroom_.add(staff::Role::author);
    Browser author(newsroom_);
    author.sign_in("author");
    for (auto const& target : {std::string(list_path), std::string(new_path), path(), path() + "preview/"})
        EXPECT_EQ(author.get(target).status, 403) << target;
    EXPECT_EQ(author.post(path(), form_with("status", "archived")).status, 403);
    EXPECT_TRUE(saved().is_on_air);
    EXPECT_THAT(body_of(author.get("/admin/")), Not(HasSubstr(list_path)));
}

} // namespace

} // namespace broadsheet::admin

// Forms that were posted after the session, the confirmation or the token had lapsed: what was typed is not
// lost.
#include "admin/browser.h"
#include "admin/carried_form.h"
#include "base/encoding.h"
#include "newsroom/articles.h"
#include "staff/one_time_password.h"

#include <gmock/gmock.h>
#include <regex>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::Not;

constexpr auto secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

std::string without_escapes(std::string text)
{
    for (auto const& [escape, character] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
             {"&#x27;", "'"}, {"&#x3D;", "="}, {"&#x60;", "`"}, {"&amp;", "&"}})
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape))
            text.replace(at, std::string(escape).size(), character);
    return text;
}

// The hidden fields of the first form on a page that has one with `marked` in it.
Browser::Fields hidden_fields(std::string const& page, std::string const& marked)
{
    std::regex const form("<form[^>]*>[\\s\\S]*?</form>");
    std::regex const hidden("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");
    for (std::sregex_iterator at(page.begin(), page.end(), form), end; at != end; ++at) {
        auto const text = at->str();
        if (text.find(marked) == std::string::npos)
            continue;
        Browser::Fields fields;
        for (std::sregex_iterator field(text.begin(), text.end(), hidden); field != end; ++field)
            if (field->str(1) != "form_token") // Browser sends its own
                fields.emplace_back(without_escapes(field->str(1)), without_escapes(field->str(2)));
        return fields;
    }
    ADD_FAILURE() << "no form with " << marked << " in " << page;
    return {};
}

class LapsedForm : public testing::Test {
protected:
    LapsedForm()
    {
        editor_ = newsroom_.add(Role::editor);
        newsroom_.add(Role::administrator);
        browser_.headers = {{"Origin", "http://127.0.0.1:8080"}};
    }

    std::string begin_article()
    {
        auto const begun = browser_.post(
            "/admin/articles/new/", {{"kind", "article"}, {"language", "en"}, {"title", "Ferries"}});
        return header_of(begun, "Location");
    }
    Browser::Fields typed(std::string const& path)
    {
        return {{"version", std::to_string(article(path).updated_at)}, {"title", "Паромы \"и\" <люди>"},
            {"slug", "back-at-last"}, {"language", "en"}, {"standfirst", "One line\r\nand another"},
            {"body", "<p>What took <b>an hour</b> to write</p>"}, {"act", "save"}};
    }
    newsroom::Article article(std::string const& path)
    {
        auto const connection = must((*newsroom_.database).connect());
        return must(newsroom::Articles(*connection).by_id(path.substr(path.size() - 25, 24)));
    }
    void expect_saved(http::Response const& offered, std::string const& path)
    {
        EXPECT_THAT(body_of(offered), HasSubstr("action=\"" + path + "\""));
        EXPECT_EQ(article(path).title, "Ferries") << "nothing is done before the button is pressed";
        auto const fields = hidden_fields(body_of(offered), "action=\"" + path + "\"");
        EXPECT_EQ(fields.size(), typed(path).size());
        auto const answer = browser_.post(path, fields);
        EXPECT_EQ(answer.status, 303) << body_of(answer);
        EXPECT_EQ(article(path).title, "Паромы \"и\" <люди>");
        EXPECT_THAT(article(path).body, HasSubstr("<b>an hour</b>"));
    }
    // Answers a page that carries a form with these fields more.
    http::Response go_on(std::string const& path, http::Response const& page, Browser::Fields more)
    {
        for (auto& field : hidden_fields(body_of(page), "action=\"" + path + "\""))
            more.push_back(std::move(field));
        return browser_.post(path, more);
    }
    static Browser::Fields password(std::string const& login)
    {
        return {{"login", login}, {"password", std::string(Newsroom::password)}};
    }

    Newsroom newsroom_;
    Browser browser_{newsroom_};
    staff::Account editor_;
};

TEST_F(LapsedForm, IsSentAfterSigningInAgain)
{
    browser_.sign_in("editor");
    auto const path = begin_article();
    newsroom_.clock.advance(staff::SessionLimits().idle);
    auto const asked = browser_.post(path, typed(path));
    EXPECT_EQ(asked.status, 403);
    EXPECT_THAT(body_of(asked), HasSubstr("What you typed is kept"));
    auto const wrong = go_on("/admin/sign-in/", asked, {{"login", "editor"}, {"password", "wrong"}});
    EXPECT_EQ(wrong.status, 422);
    expect_saved(go_on("/admin/sign-in/", wrong, password("editor")), path);
}

TEST_F(LapsedForm, IsSentAfterBothSteps)
{
    browser_.sign_in("editor");
    auto const path = begin_article();
    must(newsroom_.accounts().set_totp(editor_.number, secret));
    newsroom_.clock.advance(staff::SessionLimits().idle);
    auto const half_way = go_on("/admin/sign-in/", browser_.post(path, typed(path)), password("editor"));
    EXPECT_THAT(body_of(half_way), HasSubstr("action=\"/admin/sign-in/code/\""));
    auto const again = browser_.post(path, typed(path));
    EXPECT_THAT(body_of(again), HasSubstr("action=\"/admin/sign-in/code/\"")) << "half-way in is not in";
    auto const code = must(staff::totp_code(secret, staff::totp_step(newsroom_.clock.now())));
    expect_saved(go_on("/admin/sign-in/code/", half_way, {{"code", code}}), path);
}

TEST_F(LapsedForm, IsSentUnderTheTokenOfANewerSession)
{
    browser_.sign_in("editor");
    auto const path = begin_article();
    auto old = typed(path);
    old.insert(old.begin(), {"form_token", staff::form_token(browser_.cookies["broadsheet"])});
    browser_.sign_in("editor"); // in another tab
    browser_.has_form_token = false;
    auto const offered = browser_.post(path, old);
    browser_.has_form_token = true;
    EXPECT_EQ(offered.status, 403);
    EXPECT_THAT(body_of(offered), HasSubstr("older than your sign-in"));
    expect_saved(offered, path);
}

TEST_F(LapsedForm, IsSentAfterConfirmingAndItsFilesAreChosenAgain)
{
    browser_.sign_in("administrator");
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    std::string const path = "/admin/settings/themes/upload/";
    auto const asked = browser_.upload(path, "gazette.zip", "PK", {{"note", "the new one"}});
    EXPECT_THAT(body_of(asked), HasSubstr("Show that it is you"));
    auto const wrong = go_on("/admin/confirm/", asked, {{"password", "wrong"}});
    EXPECT_EQ(wrong.status, 422);
    auto const offered = body_of(go_on("/admin/confirm/", wrong, password("administrator")));
    EXPECT_THAT(
        offered, HasSubstr("action=\"" + path + "\" class=\"narrow\" enctype=\"multipart/form-data\""));
    EXPECT_THAT(offered, HasSubstr("name=\"note\" value=\"the new one\""));
    EXPECT_THAT(offered, HasSubstr(">gazette.zip</label>"));
    EXPECT_THAT(offered, HasSubstr("Files were not kept"));
    EXPECT_THAT(offered, Not(HasSubstr("PK")));
}

TEST_F(LapsedForm, OfAnotherSiteOrOfNobodyKnowsWhereIsNotCarried)
{
    browser_.sign_in("editor");
    auto const path = begin_article();
    for (std::vector<http::Header> const& headers : std::vector<std::vector<http::Header>>{{},
             {{"Origin", "https://evil.example"}}, {{"Origin", "null"}}, {{"Sec-Fetch-Site", "cross-site"}},
             {{"Sec-Fetch-Site", "same-site"}}, {{"Sec-Fetch-Site", "none"}},
             {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-origin"}}}) {
        browser_.headers = headers;
        browser_.has_form_token = false;
        EXPECT_THAT(body_of(browser_.post(path, typed(path))), Not(HasSubstr("back-at-last")));
        Browser stranger(newsroom_);
        stranger.headers = headers;
        auto const answer = stranger.post(path, typed(path));
        EXPECT_THAT(body_of(answer), Not(HasSubstr("carried")));
        EXPECT_EQ(answer.status, 303);
    }
}

TEST_F(LapsedForm, GoesNowhereElseThoughTheFieldSaysSo)
{
    auto const forged = must(CarriedForm{"/admin/articles/", {{"a", "b"}}, {}}.text());
    for (auto const& carried : {forged + "!", to_base64url("{\"target\":\"https://evil.example/\"}")}) {
        auto fields = password("editor");
        fields.emplace_back("carried", carried);
        auto const entered = Browser(newsroom_).post("/admin/sign-in/", fields);
        EXPECT_EQ(header_of(entered, "Location"), "/admin/");
    }
    Browser other(newsroom_); // which does not say where the form is from
    auto fields = password("editor");
    fields.emplace_back("carried", forged);
    EXPECT_EQ(header_of(other.post("/admin/sign-in/", fields), "Location"), "/admin/");
}

TEST_F(LapsedForm, KeepsNoPasswordAndSaysWhenItIsTooLong)
{
    auto const asked = body_of(browser_.post("/admin/account/password/",
        {{"present_password", "not to be kept"}, {"name", "Anna"}, {"form_token", "old"}}));
    auto const form = CarriedForm::read(hidden_fields(asked, "carried").back().second);
    EXPECT_EQ(must(form).fields, (FormFields{{"name", "Anna"}}));

    auto const refused = browser_.post(
        "/admin/articles/0123456789abcdef01234567/", {{"body", std::string(CarriedFormLimits::bytes, 'a')}});
    EXPECT_EQ(refused.status, 413);
    EXPECT_THAT(body_of(refused), HasSubstr("in another tab"));
}

TEST_F(LapsedForm, DoesNotMakeAProgramSignIn)
{
    browser_.headers.push_back({"Accept", "application/json"});
    EXPECT_EQ(browser_.post("/admin/articles/0123456789abcdef01234567/", {{"body", "a"}}).status, 401);
    browser_.headers.pop_back();
    browser_.sign_in("administrator");
    browser_.headers.push_back({"Accept", "application/json"});
    newsroom_.clock.advance(staff::SessionLimits().confirmation);
    EXPECT_THAT(body_of(browser_.post("/admin/staff/rules/", {})), HasSubstr("\"confirm\""));
}

} // namespace

} // namespace broadsheet::admin

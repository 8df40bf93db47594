#include "site/theme_folder.h"

#include "admin/browser.h"
#include "newsroom/settings.h"
#include "staff/audit_log.h"
#include "support/zip.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::make_zip;
using test::must;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view list_path = "/admin/settings/themes/";

class ThemePages : public testing::Test {
protected:
    ThemePages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
    }

    static std::string theme(std::string const& post = "{{title}}")
    {
        return make_zip({{"casper/package.json", R"({"name":"casper","version":"5.0"})"},
            {"casper/index.hbs", "{{title}}"}, {"casper/post.hbs", post}});
    }
    http::Response upload(std::string const& zip)
    {
        return browser_.upload("/admin/settings/themes/upload/", "casper.zip", zip);
    }
    http::Response post(std::string const& rest) { return browser_.post(std::string(list_path) + rest, {}); }
    std::string worn() { return must(newsroom::load_settings(*connection_)).theme; }
    std::vector<std::string> names() { return site::ThemeFolder(newsroom_.folder.path() / "themes").names(); }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    Browser browser_{newsroom_};
};

TEST_F(ThemePages, UploadPutOnGoBackAndDelete)
{
    auto const uploaded = upload(theme());
    EXPECT_EQ(uploaded.status, 200);
    EXPECT_THAT(body_of(uploaded), HasSubstr("“casper” is uploaded"));
    EXPECT_EQ(worn(), "broadsheet");
    EXPECT_EQ(post("casper/activate/").status, 303);
    EXPECT_EQ(worn(), "casper");
    EXPECT_EQ(post("casper/delete/").status, 422) << "it is worn";
    EXPECT_THAT(body_of(browser_.get(list_path)), HasSubstr("Go back to “broadsheet”"));

    EXPECT_THAT(body_of(upload(theme("{{title}} again"))), HasSubstr("“casper-2” is uploaded"));
    EXPECT_EQ(post("casper-2/activate/").status, 303);
    EXPECT_THAT(body_of(browser_.get(list_path)), HasSubstr("Go back to “casper”"));
    EXPECT_EQ(post("casper/activate/").status, 303);
    EXPECT_EQ(worn(), "casper");
    EXPECT_EQ(post("casper-2/delete/").status, 303);
    EXPECT_THAT(names(), ElementsAre("broadsheet", "casper"));

    auto const log = must(staff::AuditLog(*connection_, newsroom_.clock).list({}));
    EXPECT_EQ(log[0].act, "theme.deleted");
    EXPECT_EQ(log[1].detail, "casper-2 → casper");
}

TEST_F(ThemePages, TellWhatIsWrongAndKeepNothing)
{
    auto const refused = upload(theme("<p>\n{{#if title}}"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("post.hbs:2"));
    for (auto const& zip : {std::string("no zip"), make_zip({{"../../escaped.hbs", "x"}}),
             make_zip({{"index.hbs", ""}, {"assets/a", "", "/etc/passwd"}}),
             make_zip({{"index.hbs", std::string(9 << 20, '\0')}})}) {
        EXPECT_EQ(upload(zip).status, 422);
    }
    EXPECT_EQ(browser_.post("/admin/settings/themes/upload/", {}).status, 422);
    EXPECT_THAT(names(), ElementsAre("broadsheet"));
    EXPECT_FALSE(std::filesystem::exists(newsroom_.folder.path() / "escaped.hbs"));
}

TEST_F(ThemePages, PutOnNothingThatRendersNoPage)
{
    auto const zip = make_zip({{"casper/package.json", R"({"name":"casper","version":"5.0"})"},
        {"casper/index.hbs", "{{> loop}}"}, {"casper/post.hbs", "{{title}}"},
        {"casper/partials/loop.hbs", "x{{> loop}}"}});
    EXPECT_EQ(upload(zip).status, 200);
    auto const refused = post("casper/activate/");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), AllOf(HasSubstr("/archive/: "), HasSubstr("loop.hbs:1")));
    EXPECT_EQ(worn(), "broadsheet");
}

TEST_F(ThemePages, PutOnNothingThatIsNotThere)
{
    for (auto const* name : {"nobody", ".hidden"}) {
        EXPECT_THAT(post(std::string(name) + "/activate/").status, testing::AnyOf(404, 422)) << name;
        EXPECT_THAT(post(std::string(name) + "/delete/").status, testing::AnyOf(404, 422)) << name;
    }
    EXPECT_EQ(post("broadsheet/delete/").status, 422);
    EXPECT_EQ(worn(), "broadsheet");
}

} // namespace

} // namespace broadsheet::admin

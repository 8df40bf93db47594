// What is tried against every page, whatever it is about. Forged forms and open doors are in routes_test.cpp,
// sign-in's own in sign_in_test.cpp.
#include "admin/browser.h"
#include "admin/route.h"
#include "base/embedded.h"
#include "base/encoding.h"
#include "base/file.h"
#include "newsroom/articles.h"
#include "newsroom/media_library.h"
#include "staff/invitations.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>
#include <span>

namespace broadsheet {

std::span<EmbeddedFile const> embedded_admin();

}

namespace broadsheet::admin {

namespace {

using newsroom::Article;
using newsroom::Articles;
using staff::Role;
using test::must;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view payload = "\"'><script>alert(7)</script>";
constexpr std::string_view raw = "<script>alert(7)";

// The names of all fields that any form of ours has.
std::set<std::string> field_names()
{
    std::set<std::string> names;
    for (auto const& file : embedded_admin())
        if (file.path.ends_with(".hbs"))
            for (auto at = file.content.find(" name=\""); at != file.content.npos;
                 at = file.content.find(" name=\"", at + 1)) {
                auto const begin = at + 7;
                auto const name = file.content.substr(begin, file.content.find('"', begin) - begin);
                if (name.find('{') == name.npos && name != "form_token")
                    names.emplace(name);
            }
    return names;
}

std::string address_of(std::string_view pattern, std::string_view part)
{
    std::string address(pattern);
    for (auto at = address.find("{}"); at != std::string::npos; at = address.find("{}"))
        address.replace(at, 2, part);
    return address;
}

class Attacks : public testing::Test {
protected:
    Attacks()
        : lease_(must((*newsroom_.database).connect()))
    {
    }

    // A draft that nobody but an editor may see.
    Article secret()
    {
        Article article;
        article.language = "en";
        article.slug = "the-source";
        article.title = "Whom the source accuses";
        article.body = "<p>Whom the source accuses</p>";
        auto const number = must(newsroom::change(*lease_, newsroom_.clock, newsroom_.random,
            [&](newsroom::Change& change) { return Articles::save(change, article); }));
        return must(Articles(*lease_).by_number(number));
    }

    Newsroom newsroom_;
    db::Database::Lease lease_;
};

TEST_F(Attacks, ReflectNothing)
{
    newsroom_.add(Role::owner);
    auto const names = field_names();
    ASSERT_GT(names.size(), 30u);
    std::string query;
    Browser::Fields fields;
    for (auto const& name : names) {
        query += fmt::format("&{}={}", name, percent_encode(payload));
        fields.emplace_back(name, payload);
    }
    for (auto const& route : all_routes()) {
        if (route.pattern == "/admin/sign-out/")
            continue;
        Browser browser(newsroom_);
        browser.sign_in("owner");
        auto const address = address_of(route.pattern, percent_encode(raw));
        auto const response = route.method == http::Method::get
            ? browser.get(address + "?notice=" + percent_encode(payload) + query)
            : browser.post(address, fields);
        if (response.content_type.starts_with("text/html")) {
            EXPECT_THAT(body_of(response), Not(HasSubstr(raw))) << route.pattern;
        }
        EXPECT_THAT(header_of(response, "Location"), Not(HasSubstr("<"))) << route.pattern;
        EXPECT_LT(response.status, 500) << route.pattern;
        if (response.status == 200) {
            EXPECT_THAT(response.content_security_policy, Not(HasSubstr("unsafe-inline"))) << route.pattern;
        }
    }
}

TEST_F(Attacks, ShowNobodyTheDraftOfAnother)
{
    for (auto const role : {Role::contributor, Role::author}) {
        newsroom_.add(role);
        auto const article = secret();
        for (auto const& route : all_routes()) {
            if (!route.pattern.starts_with("/admin/articles/{}/") && route.pattern != "/admin/articles/"
                && route.pattern != "/admin/calendar/" && route.pattern != "/admin/")
                continue;
            Browser browser(newsroom_);
            browser.sign_in(name_of(role));
            auto const address = address_of(route.pattern, article.id);
            auto const response = route.method == http::Method::get
                ? browser.get(address)
                : browser.post(address,
                    {{"act", route.pattern.ends_with("/lock/") ? "hold" : "publish"}, {"title", "Mine"},
                        {"text", "a"}, {"article", article.id}, {"version", "0"}, {"days", "7"}});
            EXPECT_THAT(body_of(response), Not(HasSubstr(article.title)))
                << name_of(role) << " " << route.pattern;
            if (route.pattern.starts_with("/admin/articles/{}/")) {
                EXPECT_THAT(response.status, AnyOf(403, 404)) << name_of(role) << " " << route.pattern;
            }
        }
        EXPECT_EQ(must(Articles(*lease_).by_id(article.id)), article);
        must(newsroom::change(*lease_, newsroom_.clock, newsroom_.random,
            [&](newsroom::Change& change) { return Articles::remove(change, article.number); }));
    }
}

// Fields that no form of that page has change nothing.
TEST_F(Attacks, SetNoFieldThatIsNotOffered)
{
    auto const author = newsroom_.add(Role::author);
    Browser browser(newsroom_);
    browser.sign_in("author");
    Browser::Fields const more{{"role", "owner"}, {"is_suspended", "0"}, {"login", "root"}, {"byline", "1"},
        {"id", "000000000000000000000000"}, {"number", "1"}, {"totp_secret", "A"}, {"created_at", "1"}};
    for (auto const& route : all_routes())
        if (route.method == http::Method::post && route.pattern.starts_with("/admin/account/")) {
            Browser another(newsroom_);
            another.sign_in("author");
            another.post(address_of(route.pattern, "x"), more);
        }
    auto const after = must(newsroom_.accounts().by_id(author.id));
    EXPECT_EQ(after.role, Role::author);
    EXPECT_EQ(after.login, "author");

    auto fields = more;
    fields.insert(fields.end(),
        {{"title", "A day in court"}, {"language", "en"}, {"kind", "article"}, {"status", "published"},
            {"published_at", "1"}});
    auto const begun = header_of(browser.post("/admin/articles/new/", fields), "Location");
    ASSERT_THAT(begun, HasSubstr("/admin/articles/"));
    auto const article = must(Articles(*lease_).by_slug("en", "a-day-in-court"));
    EXPECT_EQ(article.status, newsroom::Status::draft);
    EXPECT_NE(article.id, "000000000000000000000000");
    EXPECT_FALSE(article.published_at);
}

TEST_F(Attacks, GiveNoMoreThanTheInvitationSays)
{
    auto const owner = newsroom_.add(Role::owner);
    auto const token = must(db::transaction(*lease_, db::Access::write, [&] {
        return staff::Invitations(*lease_, newsroom_.clock, newsroom_.random)
            .invite(&owner, Role::contributor, "");
    }));
    Browser browser(newsroom_);
    std::string const password(Newsroom::password);
    auto const response = browser.post("/admin/invitation/" + token + "/",
        {{"login", "mallory"}, {"name", "Mallory"}, {"password", password}, {"password_again", password},
            {"role", "owner"}, {"account", owner.id}});
    EXPECT_EQ(response.status, 303);
    for (auto const& account : must(newsroom_.accounts().all()))
        if (account.login == "mallory") {
            EXPECT_EQ(account.role, Role::contributor);
        }
}

// What calls itself a picture and is more: nothing of it but pixels is kept, or nothing at all.
TEST_F(Attacks, KeepNoFileThatIsTwoThings)
{
    newsroom_.add(Role::editor);
    Browser browser(newsroom_);
    browser.sign_in("editor");
    std::string const script = "<script>alert(7)</script>";
    std::string const drawing
        = R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(7)</script>)"
          R"x(<circle cx="9" cy="9" r="9" onload="alert(7)"/></svg>)x";
    struct Case {
        std::string name;
        std::string content;
    };
    for (auto const& [name, content] :
        {
            Case{"a.html", "<!doctype html>" + script},
            {"a.png.html", "\x89PNG\r\n\x1a\n" + script},
            {"a.gif", "GIF89a/*" + script + "*/=0;alert(7)"},
            {"a.jpg", "\xff\xd8\xff\xe0" + script},
            {"a.svgz", std::string("\x1f\x8b\x08\x00", 4) + drawing},
            {"a.xml",
                "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + script},
            {"../../a.js", "alert(7)"},
            {"a.wasm", std::string("\0asm", 4)},
            {"a.pdf", "%PDF-1.7\n" + script},
            {"a.mp3", "ID3\x04" + script},
            {"a.wav", std::string("RIFF\x10\0\0\0WAVE", 12) + script},
            {"a.mp4",
                std::string("\0\0\0\x10"
                            "ftypisom\0\0\0\0",
                    16)
                    + script},
            {"a.svg", drawing},
        }) {
        browser.upload("/admin/media/upload/", name, content);
        for (auto const& item : must(newsroom::MediaLibrary(*lease_).search({}))) {
            auto const file = newsroom_.media.file_of(item.path);
            ASSERT_TRUE(file) << name;
            EXPECT_THAT(must(read_file(*file)), Not(HasSubstr("alert(7)"))) << name;
            EXPECT_EQ(item.name, "a.svg") << name << " is no picture";
        }
    }
}

} // namespace

} // namespace broadsheet::admin

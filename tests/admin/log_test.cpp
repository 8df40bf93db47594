#include "admin/act_names.h"
#include "admin/browser.h"
#include "admin/views.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(ActNames, AreThereInEveryLanguage)
{
    auto const views = must(Views::load());
    for (auto const& [act, label] : act_names())
        EXPECT_NE(views.translated("ru", label), label) << act;
    EXPECT_EQ(label_of_act("article.sent_back"), "Article sent back");
    EXPECT_EQ(label_of_act("no.such_act"), "no.such_act");
}

TEST(LogPage, SaysWhomAndWhatInWords)
{
    Newsroom newsroom;
    newsroom.add(Role::owner);
    auto const edda = newsroom.add(Role::editor);
    std::string const name = "Anna &lt;b&gt;O&lt;/b&gt;"; // of every account of these tests
    Browser browser(newsroom);
    browser.sign_in("owner");
    auto const save = [&](std::string_view role, std::string_view is_suspended) {
        browser.post("/admin/staff/" + edda.id + "/",
            {{"role", std::string(role)}, {"is_suspended", std::string(is_suspended)}});
    };
    save("editor", "1");
    save("editor", "");
    save("author", "");
    browser.post("/admin/staff/invite/", {{"role", "author"}, {"note", "Jonas of the harbour"}});
    EXPECT_THAT(body_of(browser.get("/admin/log/")),
        AllOf(HasSubstr(">Suspended</td><td dir=\"auto\">" + name + "<"),
            HasSubstr(">Let in again</td><td dir=\"auto\">" + name + "<"),
            HasSubstr(name + ": editor → author"), HasSubstr("Jonas of the harbour: author"),
            Not(HasSubstr(">account."))));
}

} // namespace

} // namespace broadsheet::admin

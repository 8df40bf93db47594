#include "staff/rules.h"

#include "admin/browser.h"
#include "admin/route.h"
#include "staff/audit_log.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using staff::Role;
using test::must;
using testing::HasSubstr;
using testing::StartsWith;

class StaffRules : public testing::Test {
protected:
    StaffRules()
        : lease_(must((*newsroom_.database).connect()))
    {
        newsroom_.add(Role::owner);
        newsroom_.add(Role::editor);
    }

    Newsroom newsroom_;
    db::Database::Lease lease_;
};

TEST_F(StaffRules, LetNobodyWorkWithoutASecondFactorWhereItIsAskedOfAll)
{
    Browser owner(newsroom_);
    owner.sign_in("owner");
    Browser editor(newsroom_);
    editor.sign_in("editor");
    EXPECT_EQ(editor.get("/admin/").status, 200);
    EXPECT_EQ(owner.post("/admin/staff/rules/", {{"second_factor", "1"}}).status, 303);
    for (auto const& route : all_routes()) {
        if (!route.admission.act() || route.method != http::Method::get
            || route.pattern.find("{}") != std::string::npos)
            continue;
        EXPECT_THAT(header_of(editor.get(route.pattern), "Location"), StartsWith("/admin/account/?notice="))
            << route.pattern;
    }
    EXPECT_THAT(
        body_of(editor.get("/admin/account/?notice=second-factor")), HasSubstr("needs a second factor"));
    EXPECT_EQ(editor.get("/admin/account/app/").status, 200);
    editor.headers = {{"Accept", "application/json"}};
    EXPECT_EQ(editor.get("/admin/media/").status, 403);
    editor.headers = {};

    auto const account = must(newsroom_.accounts().by_login("editor"));
    must(newsroom_.accounts().set_totp(account.number, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    EXPECT_EQ(editor.get("/admin/").status, 200);
    EXPECT_EQ(
        must(staff::AuditLog(*lease_, newsroom_.clock).list({})).front().act, "staff.second_factor_asked");
}

TEST_F(StaffRules, AreSetByWhoManagesTheStaff)
{
    Browser editor(newsroom_);
    editor.sign_in("editor");
    EXPECT_EQ(editor.post("/admin/staff/rules/", {{"second_factor", "1"}}).status, 403);
    EXPECT_FALSE(must(staff::load_rules(*lease_)).second_factor_for_all);
    Browser owner(newsroom_);
    owner.sign_in("owner");
    for (auto const* value : {"1", "0", "1"}) {
        must(newsroom_.accounts().set_totp(
            must(newsroom_.accounts().by_login("owner")).number, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        EXPECT_EQ(owner.post("/admin/staff/rules/", {{"second_factor", value}}).status, 303);
        EXPECT_EQ(must(staff::load_rules(*lease_)).second_factor_for_all, *value == '1');
    }
}

} // namespace

} // namespace broadsheet::admin

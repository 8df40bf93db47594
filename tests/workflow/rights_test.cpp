#include "workflow/rights.h"

#include <gtest/gtest.h>

namespace broadsheet::workflow {

namespace {

using newsroom::Status;
using staff::Role;

// What may be done, a letter each: read, edit, publish, direct.
std::string rights(Role role, Status status, bool is_assigned)
{
    staff::Account account;
    account.role = role;
    newsroom::Article article;
    article.status = status;
    auto const rights = rights_of(account, article, is_assigned);
    return std::string(rights.read ? "r" : "-") + (rights.edit ? "e" : "-") + (rights.publish ? "p" : "-")
        + (rights.direct ? "d" : "-");
}

TEST(Rights, OfAContributorEndWithTheDraft)
{
    EXPECT_EQ(rights(Role::contributor, Status::draft, true), "re--");
    for (auto status : {Status::scheduled, Status::published, Status::withdrawn})
        EXPECT_EQ(rights(Role::contributor, status, true), "r---") << name_of(status);
    for (auto status : {Status::draft, Status::scheduled, Status::published, Status::withdrawn})
        EXPECT_EQ(rights(Role::contributor, status, false), "----") << name_of(status);
}

TEST(Rights, OfAnAuthorAreOverTheirOwn)
{
    for (auto status : {Status::draft, Status::scheduled, Status::published, Status::withdrawn}) {
        EXPECT_EQ(rights(Role::author, status, true), "rep-") << name_of(status);
        EXPECT_EQ(rights(Role::author, status, false), "----") << name_of(status);
    }
}

TEST(Rights, OfEditorsAreOverAll)
{
    for (auto role : {Role::editor, Role::administrator, Role::owner})
        for (auto status : {Status::draft, Status::scheduled, Status::published, Status::withdrawn})
            for (bool const is_assigned : {false, true})
                EXPECT_EQ(rights(role, status, is_assigned), "repd") << name_of(role);
}

TEST(Rights, OfTheSuspendedAreNone)
{
    staff::Account account;
    account.role = Role::owner;
    account.is_suspended = true;
    EXPECT_EQ(rights_of(account, {}, true), Rights());
}

} // namespace

} // namespace broadsheet::workflow

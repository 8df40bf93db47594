#include "staff/audit_log.h"
#include "staff/integrations.h"
#include "staff/invitations.h"
#include "staff/staff_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

class InvitationsTest : public StaffTest {
protected:
    Invitations invitations_{connection_, clock_, random_};
};

TEST_P(InvitationsTest, IsUsedOnce)
{
    auto const owner = add("owner", Role::owner);
    auto const token = must(invitations_.invite(&owner, Role::editor, "for Boris"));
    auto const invitation = must(invitations_.find(token));
    EXPECT_EQ(invitation.role, Role::editor);
    EXPECT_EQ(invitation.note, "for Boris");
    EXPECT_THAT(must(invitations_.all()), SizeIs(1));
    must(invitations_.use(token));
    EXPECT_FALSE(invitations_.use(token).ok());
    EXPECT_FALSE(invitations_.find(token).ok());
}

TEST_P(InvitationsTest, RunsOutAndIsWithdrawn)
{
    auto const late = must(invitations_.invite(nullptr, Role::author, ""));
    clock_.advance(Invitations::lifetime);
    EXPECT_FALSE(invitations_.find(late).ok());
    EXPECT_FALSE(invitations_.use(late).ok());
    auto const token = must(invitations_.invite(nullptr, Role::author, ""));
    must(invitations_.withdraw(must(invitations_.find(token)).id));
    EXPECT_FALSE(invitations_.find(token).ok());
}

TEST_P(InvitationsTest, GivesNoMoreThanTheInviterHas)
{
    auto const administrator = add("administrator", Role::administrator);
    auto const editor = add("editor", Role::editor);
    auto const owner = add("owner", Role::owner);
    EXPECT_EQ(message_of(invitations_.invite(&administrator, Role::administrator, "")), "done");
    EXPECT_THAT(message_of(invitations_.invite(&administrator, Role::owner, "")), HasSubstr("only owner"));
    EXPECT_THAT(message_of(invitations_.invite(&editor, Role::author, "")), HasSubstr("only administrator"));
    EXPECT_THAT(message_of(invitations_.restore_access(&administrator, owner)), HasSubstr("only owner"));
}

TEST_P(InvitationsTest, EndWithWhatTheInviterMayGive)
{
    auto administrator = add("bea", Role::administrator);
    auto other = add("cleo", Role::administrator);
    add("anna", Role::owner);
    auto const lost = add("dan", Role::editor);
    auto const by_other = must(invitations_.invite(&other, Role::editor, ""));
    std::vector<std::string> links{
        must(invitations_.invite(&administrator, Role::contributor, "for herself")),
        must(invitations_.restore_access(&administrator, lost))};
    administrator.is_suspended = true;
    must(accounts_.save(administrator));
    EXPECT_THAT(must(invitations_.all()), SizeIs(1));
    administrator.is_suspended = false;
    must(accounts_.save(administrator));
    for (auto const& link : links) {
        EXPECT_FALSE(invitations_.find(link).ok()) << "it does not come back with its maker";
        EXPECT_FALSE(invitations_.use(link).ok());
    }
    EXPECT_TRUE(invitations_.find(by_other).ok());
    other.role = Role::editor;
    must(accounts_.save(other));
    EXPECT_FALSE(invitations_.find(by_other).ok());
}

TEST_P(InvitationsTest, AreOfNoUseWhereTheInviterWasSuspendedBefore)
{
    auto const administrator = add("bea", Role::administrator);
    auto const link = must(invitations_.invite(&administrator, Role::contributor, ""));
    must(connection_.execute(
        "UPDATE accounts SET is_suspended = 1 WHERE number = $1", {administrator.number}));
    EXPECT_FALSE(invitations_.find(link).ok());
    EXPECT_FALSE(invitations_.use(link).ok());
}

TEST_P(InvitationsTest, InvitesTheFirstOwnerUntilThereIsOne)
{
    auto const first = must(invitations_.invite_first_owner());
    ASSERT_TRUE(first.has_value());
    auto const second = must(invitations_.invite_first_owner());
    ASSERT_TRUE(second.has_value());
    EXPECT_FALSE(invitations_.find(*first).ok()) << "one link at a time";
    EXPECT_EQ(must(invitations_.find(*second)).role, Role::owner);
    add("owner", Role::owner);
    EXPECT_EQ(must(invitations_.invite_first_owner()), std::nullopt);
}

ON_BOTH_DATABASES(InvitationsTest);

class AuditLogTest : public StaffTest {
protected:
    AuditLog log_{connection_, clock_};
};

TEST_P(AuditLogTest, TellsWhoDidWhat)
{
    auto const account = add("anna");
    must(log_.add(&account, "article.published", "a1", "The ferry"));
    clock_.advance(1000);
    must(log_.add(nullptr, "article.published", "a2"));
    auto const entries = must(log_.list({}));
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[0].subject, "a2");
    EXPECT_EQ(entries[0].account, "");
    EXPECT_EQ(entries[1].account, account.id);
    EXPECT_EQ(entries[1].account_name, "Anna Ogorodnikova");
    EXPECT_EQ(entries[1].at, start);
    EXPECT_EQ(entries[1].detail, "The ferry");
}

TEST_P(AuditLogTest, IsFilteredAndPaged)
{
    auto const account = add("anna");
    for (int number = 0; number < 5; ++number)
        must(log_.add(number % 2 ? &account : nullptr, "act", number < 3 ? "early" : "late"));
    EXPECT_THAT(must(log_.list({"early", "", 0, 100})), SizeIs(3));
    EXPECT_THAT(must(log_.list({"", account.id, 0, 100})), SizeIs(2));
    auto const first = must(log_.list({"", "", 0, 2}));
    ASSERT_THAT(first, SizeIs(2));
    EXPECT_THAT(must(log_.list({"", "", first.back().number, 100})), SizeIs(3));
}

ON_BOTH_DATABASES(AuditLogTest);

class IntegrationsTest : public StaffTest {
protected:
    Integrations integrations_{connection_, clock_, random_};
};

TEST_P(IntegrationsTest, HasTheKeysThatGhostsClientsTake)
{
    auto const added = must(integrations_.add("Front end"));
    EXPECT_THAT(added.content_key, MatchesRegex("[0-9a-f]{26}"));
    EXPECT_THAT(added.admin_key(), MatchesRegex("[0-9a-f]{24}:[0-9a-f]{64}"));
    EXPECT_EQ(must(integrations_.by_content_key(added.content_key)).name, "Front end");
    EXPECT_EQ(must(integrations_.by_admin_key_id(added.admin_key_id)).id, added.id);
    EXPECT_THAT(message_of(integrations_.add("Front end")), HasSubstr("already"));
    EXPECT_THAT(message_of(integrations_.add("")), HasSubstr("name: one line"));
}

TEST_P(IntegrationsTest, LosesItsKeysWhenTheyAreRenewed)
{
    auto const added = must(integrations_.add("Front end"));
    auto const renewed = must(integrations_.renew_keys(added.id));
    EXPECT_NE(renewed.content_key, added.content_key);
    EXPECT_NE(renewed.admin_secret, added.admin_secret);
    EXPECT_FALSE(integrations_.by_content_key(added.content_key).ok());
    must(integrations_.remove(added.id));
    EXPECT_FALSE(integrations_.by_id(added.id).ok());
    EXPECT_THAT(must(integrations_.all()), SizeIs(0));
}

TEST_P(IntegrationsTest, NotesItsUseOnceAnHour)
{
    auto const added = must(integrations_.add("Front end"));
    must(integrations_.note_use(added));
    auto const used = must(integrations_.by_id(added.id));
    EXPECT_EQ(used.used_at, start);
    clock_.advance(1000);
    must(integrations_.note_use(used));
    EXPECT_EQ(must(integrations_.by_id(added.id)).used_at, start);
}

ON_BOTH_DATABASES(IntegrationsTest);

} // namespace

} // namespace broadsheet::staff

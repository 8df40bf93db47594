#include "staff/accounts.h"

#include "staff/sessions.h"
#include "staff/staff_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

class AccountsTest : public StaffTest { };

TEST_P(AccountsTest, FindsWhatItAdded)
{
    auto const added = add("Anna@Example.org", Role::editor);
    EXPECT_EQ(added.login, "anna@example.org");
    EXPECT_EQ(added.role, Role::editor);
    EXPECT_FALSE(added.has_password || added.has_totp || added.has_second_factor());
    EXPECT_EQ(must(accounts_.by_login("ANNA@example.org")).number, added.number);
    EXPECT_EQ(must(accounts_.by_id(added.id)).name, "Anna Ogorodnikova");
    EXPECT_EQ(accounts_.by_login("nobody").error().code, ErrorCode::not_found);
    EXPECT_EQ(must(accounts_.count()), 1);
}

TEST_P(AccountsTest, RefusesLoginsAndNamesItCannotKeep)
{
    add("anna");
    EXPECT_THAT(message_of(accounts_.add("Anna", "B", Role::author)), HasSubstr("another account's"));
    EXPECT_THAT(message_of(accounts_.add("", "B", Role::author)), HasSubstr("login: between 1 and 200"));
    EXPECT_THAT(message_of(accounts_.add("b", "", Role::author)), HasSubstr("name: between"));
    EXPECT_THAT(message_of(accounts_.add("b\nc", "B", Role::author)), HasSubstr("login: no line ends"));
    EXPECT_THAT(message_of(accounts_.add(" b", "B", Role::author)), HasSubstr("spaces at its ends"));
    EXPECT_THAT(message_of(accounts_.add("b\xff", "B", Role::author)), HasSubstr("UTF-8"));
    EXPECT_THAT(message_of(accounts_.add(std::string(201, 'b'), "B", Role::author)), HasSubstr("login"));
}

TEST_P(AccountsTest, ListsThePowerfulFirst)
{
    add("author");
    add("owner", Role::owner);
    add("editor", Role::editor);
    auto const all = must(accounts_.all());
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_EQ(all[0].login, "owner");
    EXPECT_EQ(all[1].login, "editor");
}

TEST_P(AccountsTest, KeepsTheLastOwner)
{
    auto owner = add("owner", Role::owner);
    owner.role = Role::editor;
    EXPECT_THAT(message_of(accounts_.save(owner)), HasSubstr("only owner"));
    owner.role = Role::owner;
    owner.is_suspended = true;
    EXPECT_THAT(message_of(accounts_.save(owner)), HasSubstr("only owner"));
    add("second", Role::owner);
    EXPECT_EQ(message_of(accounts_.save(owner)), "done");
}

TEST_P(AccountsTest, EndsSessionsOfTheSuspended)
{
    auto account = add("anna");
    Sessions sessions(connection_, clock_, random_);
    auto const token = must(sessions.begin(account.number, Sessions::Stage::open));
    account.is_suspended = true;
    must(accounts_.save(account));
    EXPECT_EQ(sessions.find(token).error().code, ErrorCode::not_found);
}

TEST_P(AccountsTest, EndsOtherSessionsWithANewPassword)
{
    auto const account = add("anna");
    Sessions sessions(connection_, clock_, random_);
    auto const here = must(sessions.begin(account.number, Sessions::Stage::open));
    auto const there = must(sessions.begin(account.number, Sessions::Stage::open));
    must(accounts_.set_password(account.number, "$argon2id$…", must(sessions.find(here)).id));
    EXPECT_TRUE(sessions.find(here).ok());
    EXPECT_FALSE(sessions.find(there).ok());
    EXPECT_TRUE(must(accounts_.by_number(account.number)).has_password);
}

TEST_P(AccountsTest, TakesEachRecoveryCodeOnce)
{
    auto const account = add("anna");
    auto const stranger = add("boris");
    auto const codes = must(accounts_.make_recovery_codes(account.number));
    ASSERT_THAT(codes, SizeIs(10));
    EXPECT_THAT(codes[0], MatchesRegex("([0-9a-z]{4}-){3}[0-9a-z]{4}"));
    std::string typed = codes[0];
    for (auto& c : typed)
        c = c == '-' ? ' ' : static_cast<char>(std::toupper(c));
    EXPECT_FALSE(must(accounts_.use_recovery_code(stranger.number, typed)));
    EXPECT_TRUE(must(accounts_.use_recovery_code(account.number, typed)));
    EXPECT_FALSE(must(accounts_.use_recovery_code(account.number, typed)));
    EXPECT_EQ(must(accounts_.count_recovery_codes(account.number)), 9);
    must(accounts_.make_recovery_codes(account.number));
    EXPECT_FALSE(must(accounts_.use_recovery_code(account.number, codes[1]))) << "replaced";
}

TEST_P(AccountsTest, TakesAStepOfTheAppOnce)
{
    auto const account = add("anna");
    must(accounts_.set_totp(account.number, "ABC"));
    EXPECT_TRUE(must(accounts_.use_totp_step(account.number, 7)));
    EXPECT_FALSE(must(accounts_.use_totp_step(account.number, 7)));
    EXPECT_EQ(must(accounts_.totp(account.number)).step, 7);
}

ON_BOTH_DATABASES(AccountsTest);

} // namespace

} // namespace broadsheet::staff

#include "staff/sessions.h"

#include "staff/secrets.h"
#include "staff/staff_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::SizeIs;

class SessionsTest : public StaffTest {
protected:
    std::string begin(Sessions::Stage stage = Sessions::Stage::open)
    {
        return must(sessions_.begin(account_.number, stage));
    }

    Account account_ = add("anna");
    SessionLimits limits_;
    Sessions sessions_{connection_, clock_, random_};
};

TEST_P(SessionsTest, IsFoundByItsTokenAlone)
{
    auto const token = begin();
    auto const session = must(sessions_.find(token));
    EXPECT_EQ(session.account.login, "anna");
    EXPECT_TRUE(session.is_open);
    EXPECT_FALSE(sessions_.find(session.id).ok());
    EXPECT_FALSE(sessions_.find("").ok());
    EXPECT_FALSE(sessions_.find(hash_of_token(token)).ok()) << "what is in the database opens nothing";
}

TEST_P(SessionsTest, EndsWhenIdle)
{
    auto const token = begin();
    clock_.advance(limits_.idle - 1);
    EXPECT_TRUE(sessions_.find(token).ok());
    clock_.advance(limits_.idle - 1);
    EXPECT_TRUE(sessions_.find(token).ok()) << "it was used in between";
    clock_.advance(limits_.idle);
    EXPECT_FALSE(sessions_.find(token).ok());
}

TEST_P(SessionsTest, IsFoundWhereItsUseCannotBeNoted)
{
    auto const token = begin();
    clock_.advance(60'000);
    must(connection_.begin(db::Access::read));
    ASSERT_FALSE(connection_.execute("UPDATE sessions SET used_at = $1", {clock_.now()}).ok());
    connection_.roll_back();
    must(connection_.begin(db::Access::read));
    EXPECT_EQ(must(sessions_.find(token)).account.login, "anna");
    connection_.roll_back();
}

TEST_P(SessionsTest, EndsAfterItsWholeTimeThoughUsed)
{
    auto const token = begin();
    for (std::int64_t age = 0; age < limits_.whole - limits_.idle / 2; age += limits_.idle / 2) {
        clock_.advance(limits_.idle / 2);
        ASSERT_TRUE(sessions_.find(token).ok());
    }
    clock_.advance(limits_.idle / 2);
    EXPECT_FALSE(sessions_.find(token).ok());
}

TEST_P(SessionsTest, ChangesItsTokenWhenItOpens)
{
    auto const half = begin(Sessions::Stage::half_open);
    EXPECT_FALSE(must(sessions_.find(half)).is_open);
    auto const whole = must(sessions_.open(half));
    EXPECT_NE(half, whole);
    EXPECT_FALSE(sessions_.find(half).ok());
    EXPECT_TRUE(must(sessions_.find(whole)).is_open);
}

TEST_P(SessionsTest, StaysHalfOpenForMinutes)
{
    auto const half = begin(Sessions::Stage::half_open);
    clock_.advance(limits_.half_open);
    EXPECT_FALSE(sessions_.find(half).ok());
    EXPECT_FALSE(sessions_.open(half).ok());
}

TEST_P(SessionsTest, HoldsAConfirmationForAWhile)
{
    auto const token = begin();
    EXPECT_TRUE(sessions_.is_confirmed(must(sessions_.find(token)))) << "signing in is one";
    clock_.advance(limits_.confirmation);
    auto const session = must(sessions_.find(token));
    EXPECT_FALSE(sessions_.is_confirmed(session));
    must(sessions_.confirm(session));
    EXPECT_TRUE(sessions_.is_confirmed(must(sessions_.find(token))));
}

TEST_P(SessionsTest, IsListedAndRevokedByItsOwner)
{
    auto const stranger = add("boris");
    auto const token = begin();
    begin();
    begin(Sessions::Stage::half_open);
    auto const sessions = must(sessions_.of(account_));
    ASSERT_THAT(sessions, SizeIs(2));
    auto const id = must(sessions_.find(token)).id;
    EXPECT_FALSE(sessions_.revoke(stranger.number, id).ok());
    EXPECT_TRUE(sessions_.find(token).ok());
    must(sessions_.revoke(account_.number, id));
    EXPECT_FALSE(sessions_.find(token).ok());
    must(sessions_.revoke_all(account_.number));
    EXPECT_THAT(must(sessions_.of(account_)), SizeIs(0));
}

TEST_P(SessionsTest, ForgetsWhatHasEnded)
{
    begin(Sessions::Stage::half_open);
    auto const token = begin();
    clock_.advance(limits_.half_open);
    EXPECT_EQ(must(sessions_.forget_ended()), 1);
    EXPECT_TRUE(sessions_.find(token).ok());
}

TEST(FormToken, IsTheSessionsOwn)
{
    EXPECT_TRUE(is_form_token(form_token("a"), "a"));
    EXPECT_FALSE(is_form_token(form_token("a"), "b"));
    EXPECT_FALSE(is_form_token("", "a"));
}

ON_BOTH_DATABASES(SessionsTest);

} // namespace

} // namespace broadsheet::staff

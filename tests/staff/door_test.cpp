#include "staff/door.h"

#include "staff/audit_log.h"
#include "staff/authenticator.h"
#include "staff/one_time_password.h"
#include "staff/passkeys.h"
#include "staff/staff_fixture.h"

#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;

constexpr std::string_view password = "ferry granite moss lantern";
constexpr std::string_view here = "192.0.2.7";
RelyingParty const party{"coast.example", "https://coast.example"};

class DoorTest : public StaffTest {
protected:
    DoorTest() { must(accounts_.set_password(account_.number, must(hash_password(password, {1, 8192})))); }
    std::string use_app()
    {
        auto secret = make_totp_secret(random_);
        must(accounts_.set_totp(account_.number, secret));
        return secret;
    }
    std::string code(std::string const& secret) { return must(totp_code(secret, totp_step(clock_.now()))); }
    Result<Door::Entry> enter(std::string_view with = password, std::string_view from = here)
    {
        return door_.enter_with_password("anna", with, from);
    }
    Sessions sessions() { return {connection_, clock_, random_}; }

    Account account_ = add("anna");
    Door door_{*database_, clock_, random_};
};

TEST_P(DoorTest, LetsInWithAPassword)
{
    auto const entry = must(enter());
    EXPECT_TRUE(entry.is_open);
    EXPECT_TRUE(must(sessions().find(entry.token)).is_open);
    EXPECT_EQ(must(AuditLog(connection_, clock_).list({})).front().act, "session.began");
}

TEST_P(DoorTest, SaysTheSameOfAWrongLoginAndAWrongPassword)
{
    add("withoutpassword");
    auto const wrong = message_of(enter("wrong"));
    EXPECT_THAT(wrong, HasSubstr("not right"));
    EXPECT_EQ(message_of(door_.enter_with_password("nobody", password, here)), wrong);
    EXPECT_EQ(message_of(door_.enter_with_password("withoutpassword", "", here)), wrong);
    account_.is_suspended = true;
    add("owner", Role::owner);
    must(accounts_.save(account_));
    EXPECT_EQ(message_of(enter()), wrong);
}

TEST_P(DoorTest, AsksForTheSecondFactor)
{
    auto const secret = use_app();
    auto const half = must(enter());
    EXPECT_FALSE(half.is_open);
    EXPECT_FALSE(must(sessions().find(half.token)).is_open);
    EXPECT_THAT(
        message_of(door_.enter_with_code(half.token, "000000", here)), HasSubstr("code is not right"));
    auto const whole = must(door_.enter_with_code(half.token, code(secret), here));
    EXPECT_TRUE(must(sessions().find(whole.token)).is_open);
    EXPECT_NE(whole.token, half.token);

    auto const again = must(enter());
    EXPECT_FALSE(door_.enter_with_code(again.token, code(secret), here).ok()) << "a code works once";
}

TEST_P(DoorTest, TakesARecoveryCodeInItsPlace)
{
    use_app();
    auto const codes = must(accounts_.make_recovery_codes(account_.number));
    auto const half = must(enter());
    EXPECT_TRUE(must(door_.enter_with_code(half.token, codes[3], here)).is_open);
    EXPECT_FALSE(door_.enter_with_code(must(enter()).token, codes[3], here).ok());
}

TEST_P(DoorTest, HoldsUpAGuesserWhereverTheyGuess)
{
    Door::Settings settings;
    settings.per_place = {3, 60'000};
    settings.per_login = {5, 60'000};
    Door door(*database_, clock_, random_, settings);
    auto guess
        = [&](std::string_view from) { return message_of(door.enter_with_password("anna", "guess", from)); };
    for (int attempt = 0; attempt < 3; ++attempt)
        EXPECT_THAT(guess("192.0.2.1"), HasSubstr("not right"));
    EXPECT_THAT(guess("192.0.2.1"), HasSubstr("too many attempts; try again in 60 s"));
    EXPECT_THAT(guess("192.0.2.2"), HasSubstr("not right")) << "another place";
    EXPECT_THAT(guess("2001:db8::1"), HasSubstr("not right"));
    EXPECT_THAT(guess("2001:db8:0:1::1"), HasSubstr("too many")) << "by now the login is held up";
    EXPECT_THAT(message_of(door.enter_with_password("ANNA", password, "192.0.2.9")), HasSubstr("too many"));
    clock_.advance(60'000);
    EXPECT_TRUE(door.enter_with_password("anna", password, "192.0.2.9").ok());
}

TEST_P(DoorTest, CountsCodesLikePasswords)
{
    Door::Settings settings;
    settings.per_place = {3, 60'000};
    Door door(*database_, clock_, random_, settings);
    use_app();
    auto const half = must(door.enter_with_password("anna", password, here));
    for (int attempt = 0; attempt < 3; ++attempt)
        EXPECT_THAT(message_of(door.enter_with_code(half.token, "000000", here)), HasSubstr("not right"));
    EXPECT_THAT(message_of(door.enter_with_code(half.token, "000000", here)), HasSubstr("too many"));
}

class PasskeyDoorTest : public DoorTest {
protected:
    PasskeyDoorTest()
    {
        must(Passkeys(connection_, clock_)
                 .add(account_.number, "desk key",
                     must(verify_registration(party, "YQ", authenticator_.register_for("YQ")))));
        authenticator_.uses = 2;
    }
    Result<Door::Entry> enter_with_key(std::string_view holder, std::string_view asked = "browser")
    {
        auto const challenge = must(door_.make_challenge(asked, here));
        return door_.enter_with_passkey(party, challenge, holder, authenticator_.assert_for(challenge), here);
    }

    Authenticator authenticator_;
};

TEST_P(PasskeyDoorTest, LetsInInOneStep)
{
    EXPECT_TRUE(must(enter_with_key("browser")).is_open);
    EXPECT_THAT(message_of(enter_with_key("browser")), HasSubstr("copy")) << "the same counter twice";
    authenticator_.uses = 3;
    EXPECT_THAT(message_of(enter_with_key("another", "browser")), HasSubstr("too old"));
}

TEST_P(PasskeyDoorTest, EndsTheHalfOpenSession)
{
    auto const half = must(enter());
    EXPECT_FALSE(half.is_open) << "a passkey is a second factor";
    EXPECT_TRUE(must(enter_with_key(half.token, half.token)).is_open);
    EXPECT_FALSE(sessions().find(half.token).ok());
}

TEST_P(PasskeyDoorTest, LetsInNoStrangersKey)
{
    auto const challenge = must(door_.make_challenge("browser", here));
    auto assertion = Authenticator().assert_for(challenge);
    EXPECT_FALSE(door_.enter_with_passkey(party, challenge, "browser", assertion, here).ok());
    auto const second = must(door_.make_challenge("browser", here));
    assertion = authenticator_.assert_for(second);
    assertion.credential = "unknown";
    EXPECT_THAT(message_of(door_.enter_with_passkey(party, second, "browser", assertion, here)),
        HasSubstr("no account"));
}

TEST_P(PasskeyDoorTest, ConfirmsWithWhatTheAccountHas)
{
    auto const token = must(enter_with_key("browser")).token;
    clock_.advance(SessionLimits().confirmation);
    auto is_confirmed = [&] { return sessions().is_confirmed(must(sessions().find(token))); };
    EXPECT_FALSE(is_confirmed());
    EXPECT_THAT(message_of(door_.confirm_with_password(token, password, here)), HasSubstr("second factor"));
    authenticator_.uses = 9;
    auto const challenge = must(door_.make_challenge(token, here));
    must(door_.confirm_with_passkey(party, challenge, token, authenticator_.assert_for(challenge), here));
    EXPECT_TRUE(is_confirmed());
}

TEST_P(DoorTest, MakesFewChallengesForOnePlace)
{
    Door::Settings settings;
    settings.challenges_per_place = {3, 60'000};
    Door door(*database_, clock_, random_, settings);
    for (int time = 0; time < 3; ++time)
        EXPECT_TRUE(door.make_challenge("", here).ok());
    EXPECT_THAT(message_of(door.make_challenge("", here)), HasSubstr("too many"));
    EXPECT_TRUE(door.make_challenge("", "198.51.100.9").ok());
    clock_.advance(60'000);
    EXPECT_TRUE(door.make_challenge("", here).ok());
}

TEST_P(DoorTest, ConfirmsWithThePasswordWhereThereIsNothingElse)
{
    auto const token = must(enter()).token;
    clock_.advance(SessionLimits().confirmation);
    EXPECT_THAT(message_of(door_.confirm_with_password(token, "wrong", here)), HasSubstr("not right"));
    must(door_.confirm_with_password(token, password, here));
    EXPECT_TRUE(sessions().is_confirmed(must(sessions().find(token))));
    auto const secret = use_app();
    clock_.advance(SessionLimits().confirmation);
    must(door_.confirm_with_code(token, code(secret), here));
    EXPECT_FALSE(door_.confirm_with_code("no session", code(secret), here).ok());
}

ON_BOTH_DATABASES(DoorTest);
ON_BOTH_DATABASES(PasskeyDoorTest);

} // namespace

} // namespace broadsheet::staff

#include "staff/passkey.h"

#include "base/encoding.h"
#include "staff/authenticator.h"
#include "support/database.h"

#include <functional>
#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;

RelyingParty const party{"coast.example", "https://coast.example"};
constexpr std::string_view challenge = "c2l4dGVlbiByYW5kb20gYnl0ZXM";

class PasskeyTest : public testing::TestWithParam<Authenticator::Algorithm> { };

TEST_P(PasskeyTest, RegistersAndSigns)
{
    Authenticator authenticator(GetParam());
    auto const passkey = must(verify_registration(party, challenge, authenticator.register_for(challenge)));
    EXPECT_EQ(passkey.credential, authenticator.credential());
    EXPECT_EQ(passkey.uses, 1u);
    authenticator.uses = 2;
    auto const assertion = authenticator.assert_for(challenge);
    EXPECT_EQ(must(verify_assertion(party, challenge, passkey.key, passkey.uses, assertion)), 2u);

    Authenticator const stranger(GetParam());
    EXPECT_FALSE(verify_assertion(party, challenge, passkey.key, 0, stranger.assert_for(challenge)).ok());
}

INSTANTIATE_TEST_SUITE_P(With, PasskeyTest,
    testing::Values(
        Authenticator::Algorithm::es256, Authenticator::Algorithm::eddsa, Authenticator::Algorithm::rs256));

struct Wrong {
    char const* what;
    std::function<void(Authenticator&)> make;
    char const* message;
};
Wrong const wrongs[] = {
    {"type", [](auto& a) { a.type = "payment.get"; }, "not of type"},
    {"origin", [](auto& a) { a.origin = "https://coast.example.evil"; },
        "made for https://coast.example.evil"},
    {"origin's scheme", [](auto& a) { a.origin = "http://coast.example"; }, "made for http://"},
    {"host", [](auto& a) { a.host = "evil.example"; }, ""},
    {"a frame", [](auto& a) { a.extra = R"(,"crossOrigin":true)"; }, "page of another site"},
    {"no finger", [](auto& a) { a.flags = 1; }, ""},
    {"nobody there", [](auto& a) { a.flags = 4; }, ""},
    {"client data", [](auto& a) { a.extra = ","; }, "not a JSON object"},
};

TEST(Passkey, RefusesARegistrationThatIsWrong)
{
    for (auto const& wrong : wrongs) {
        Authenticator authenticator;
        wrong.make(authenticator);
        auto const result = verify_registration(party, challenge, authenticator.register_for(challenge));
        ASSERT_FALSE(result.ok()) << wrong.what;
        EXPECT_THAT(result.error().message, HasSubstr(wrong.message)) << wrong.what;
    }
}

TEST(Passkey, RefusesAnAssertionThatIsWrong)
{
    for (auto const& wrong : wrongs) {
        Authenticator authenticator;
        auto const passkey
            = must(verify_registration(party, challenge, authenticator.register_for(challenge)));
        authenticator.uses = 2;
        wrong.make(authenticator);
        auto const result
            = verify_assertion(party, challenge, passkey.key, 1, authenticator.assert_for(challenge));
        ASSERT_FALSE(result.ok()) << wrong.what;
        EXPECT_THAT(result.error().message, HasSubstr(wrong.message)) << wrong.what;
    }
}

TEST(Passkey, RefusesAnotherChallenge)
{
    Authenticator const authenticator;
    EXPECT_FALSE(verify_registration(party, challenge, authenticator.register_for("YW5vdGhlcg")).ok());
    auto const key = must(verify_registration(party, challenge, authenticator.register_for(challenge))).key;
    EXPECT_FALSE(verify_assertion(party, challenge, key, 0, authenticator.assert_for("YW5vdGhlcg")).ok());
}

TEST(Passkey, NoticesACopy)
{
    Authenticator authenticator;
    auto const key = must(verify_registration(party, challenge, authenticator.register_for(challenge))).key;
    authenticator.uses = 5;
    for (std::uint32_t seen : {5u, 6u})
        EXPECT_THAT(verify_assertion(party, challenge, key, seen, authenticator.assert_for(challenge))
                        .error()
                        .message,
            HasSubstr("copy"));
    authenticator.uses = 0;
    EXPECT_TRUE(verify_assertion(party, challenge, key, 0, authenticator.assert_for(challenge)).ok())
        << "many authenticators do not count";
}

TEST(Passkey, RefusesEveryChangedByte)
{
    Authenticator authenticator;
    auto const key = must(verify_registration(party, challenge, authenticator.register_for(challenge))).key;
    authenticator.uses = 2;
    auto const good = authenticator.assert_for(challenge);
    auto const raw = must(from_base64url(good.authenticator_data));
    for (std::size_t at = 0; at < raw.size(); ++at) {
        auto changed = raw;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        auto assertion = good;
        assertion.authenticator_data = to_base64url(changed);
        EXPECT_FALSE(verify_assertion(party, challenge, key, 1, assertion).ok()) << at;
    }
}

TEST(Passkey, RefusesCutAndOverlongBytes)
{
    Authenticator const authenticator;
    auto const good = authenticator.register_for(challenge);
    auto const raw = must(from_base64url(good.authenticator_data));
    for (std::size_t length = 0; length < raw.size(); ++length)
        EXPECT_FALSE(verify_registration(
            party, challenge, {good.client_data, to_base64url(std::string_view(raw).substr(0, length))})
                         .ok())
            << length;
    EXPECT_FALSE(verify_registration(party, challenge, {good.client_data, std::string(8001, 'A')}).ok());
    EXPECT_FALSE(
        verify_registration(party, challenge, {std::string(8001, 'A'), good.authenticator_data}).ok());
    EXPECT_FALSE(verify_registration(party, challenge, {"%%%", good.authenticator_data}).ok());
}

} // namespace

} // namespace broadsheet::staff

#include "staff/one_time_password.h"

#include "support/database.h"

#include <gmock/gmock.h>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;
using testing::MatchesRegex;

// "12345678901234567890" of RFC 6238, appendix B, in base32.
constexpr std::string_view secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(OneTimePassword, FollowsTheRfc)
{
    struct Case {
        std::int64_t seconds;
        std::string_view code; // the last six of the eight digits there
    };
    constexpr Case cases[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (auto const& [seconds, code] : cases)
        EXPECT_EQ(must(totp_code(secret, totp_step(seconds * 1000))), code);
}

TEST(OneTimePassword, AllowsClocksHalfAMinuteApart)
{
    UtcMillis const now = 1111111109'000;
    auto const step = totp_step(now);
    for (auto apart : {-1, 0, 1})
        EXPECT_EQ(must(match_totp(secret, must(totp_code(secret, step + apart)), now, 0)), step + apart);
    for (auto apart : {-2, 2})
        EXPECT_EQ(must(match_totp(secret, must(totp_code(secret, step + apart)), now, 0)), std::nullopt);
}

TEST(OneTimePassword, TakesACodeOnce)
{
    UtcMillis const now = 1111111109'000;
    auto const step = totp_step(now);
    auto const code = must(totp_code(secret, step));
    EXPECT_EQ(must(match_totp(secret, code, now, step)), std::nullopt) << "used";
    EXPECT_EQ(must(match_totp(secret, code, now, step + 1)), std::nullopt) << "older than a used one";
    EXPECT_EQ(must(match_totp(secret, code, now, step - 1)), step);
}

TEST(OneTimePassword, ReadsWhatPeopleType)
{
    UtcMillis const now = 59'000;
    EXPECT_TRUE(must(match_totp(secret, " 287 082", now, 0)).has_value());
    for (std::string_view typed : {"", "28708", "2870820", "287083", "８７０８２"})
        EXPECT_FALSE(must(match_totp(secret, typed, now, 0)).has_value()) << typed;
}

TEST(OneTimePassword, MakesSecretsThatAppsTake)
{
    SeededRandom random(1);
    auto const made = make_totp_secret(random);
    EXPECT_THAT(made, MatchesRegex("[A-Z2-7]+"));
    EXPECT_EQ(made.size(), 32u);
    EXPECT_NE(made, make_totp_secret(random));
    EXPECT_EQ(totp_uri("The Coast: News", "anna@example.org", "ABC"),
        "otpauth://totp/The%20Coast%3A%20News:anna%40example.org?secret=ABC&issuer=The%20Coast%3A%20News");
}

TEST(OneTimePassword, RefusesASecretThatIsNone)
{
    EXPECT_FALSE(totp_code("not base32!", 1).ok());
}

TEST(OneTimePassword, DrawsAQrCode)
{
    auto const svg = must(qr_code_svg("otpauth://totp/a?secret=ABC"));
    EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 37 37\""))
        << "version 3 has 29 modules, and 4 on each side are quiet";
    EXPECT_FALSE(qr_code_svg(std::string(5000, 'x')).ok());
}

} // namespace

} // namespace broadsheet::staff

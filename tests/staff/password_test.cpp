#include "staff/password.h"

#include "support/database.h"

#include <atomic>
#include <gmock/gmock.h>
#include <thread>

namespace broadsheet::staff {

namespace {

using test::must;
using testing::HasSubstr;
using testing::StartsWith;

// As cheap as libsodium allows: the tests are about right and wrong, not about how long it takes.
constexpr PasswordCost cheap{1, 8192};

std::string judge(std::string_view password, std::vector<std::string> const& personal = {})
{
    auto const result = check_password(password, personal);
    return result.ok() ? "good" : result.error().message;
}

TEST(Password, IsKeptAsArgon2id)
{
    auto const hash = must(hash_password("ferry granite moss lantern", cheap));
    EXPECT_THAT(hash, StartsWith("$argon2id$v=19$"));
    EXPECT_TRUE(must(verify_password(hash, "ferry granite moss lantern")));
    EXPECT_FALSE(must(verify_password(hash, "ferry granite moss lanterm")));
    EXPECT_FALSE(must(verify_password(hash, "")));
    EXPECT_NE(hash, must(hash_password("ferry granite moss lantern", cheap))) << "salted";
}

TEST(Password, NeverMatchesWhereThereIsNone)
{
    EXPECT_FALSE(must(verify_password("", "")));
    EXPECT_FALSE(must(verify_password("", "nobody's password, and its hash is kept nowhere")));
    EXPECT_FALSE(must(verify_password("$argon2id$broken", "x")));
}

// With as many as there are editors on a morning, a bounded number of the server's workers is held.
TEST(Password, SendsACrowdAway)
{
    std::atomic<int> made = 0;
    std::atomic<int> sent_away = 0;
    {
        std::vector<std::jthread> crowd;
        for (int person = 0; person < 12; ++person)
            crowd.emplace_back([&] {
                auto const hash = hash_password("ferry granite moss lantern");
                if (hash.ok())
                    ++made;
                else if (hash.error().code == ErrorCode::unavailable)
                    ++sent_away;
            });
    }
    EXPECT_EQ(made + sent_away, 12);
    EXPECT_GT(made, 0);
    EXPECT_GT(sent_away, 0);
    EXPECT_TRUE(hash_password("ferry granite moss lantern", cheap).ok()) << "the places are free again";
}

TEST(Password, CostsWhatItShould)
{
    EXPECT_THAT(must(hash_password("a")), HasSubstr("m=65536,t=3,p=1"));
}

TEST(Password, RefusesWhatWouldBeGuessed)
{
    EXPECT_THAT(judge("short"), HasSubstr("fewer than 12 characters"));
    EXPECT_THAT(judge("пароль"), HasSubstr("fewer than 12 characters")) << "characters, not bytes";
    EXPECT_THAT(judge("password1234"), HasSubstr("guessed"));
    EXPECT_THAT(judge("qwertyuiop[]"), HasSubstr("guessed"));
    EXPECT_THAT(judge("aaaaaaaaaaaaaaaaaaaa"), HasSubstr("guessed"));
    EXPECT_THAT(judge("20261123201611"), HasSubstr("guessed"));
    EXPECT_THAT(judge(std::string(201, 'x')), HasSubstr("longer than 200"));
    EXPECT_THAT(judge(std::string("twelve\0letters", 14)), HasSubstr("cannot be kept"));
    EXPECT_THAT(judge("twelve letters \xff"), HasSubstr("cannot be kept"));
}

TEST(Password, KnowsWhatIsPersonal)
{
    EXPECT_EQ(judge("Ogorodnikova-Tumansk"), "good");
    EXPECT_THAT(judge("Ogorodnikova-Tumansk", {"ogorodnikova", "tumansk"}), HasSubstr("guessed"));
}

TEST(Password, TakesWordsAndRandomCharacters)
{
    EXPECT_EQ(judge("ferry granite moss lantern"), "good");
    EXPECT_EQ(judge("паром гранит мох фонарь"), "good");
    EXPECT_EQ(judge("J7#kd9!mQ2xv"), "good");
}

} // namespace

} // namespace broadsheet::staff

#include "base/encoding.h"
#include "base/id.h"
#include "base/utf8.h"

#include <gmock/gmock.h>

namespace broadsheet {
namespace {

Result<int> half_of(int number)
{
    if (number % 2 != 0)
        return invalid("odd");
    return number / 2;
}

Result<int> quarter_of(int number)
{
    int half = TRY(half_of(number));
    return TRY(half_of(half));
}

TEST(Result, TryReturnsTheFirstError)
{
    EXPECT_EQ(quarter_of(8).value(), 2);
    EXPECT_EQ(quarter_of(6).error().message, "odd");
    EXPECT_EQ(quarter_of(5).error().code, ErrorCode::invalid);
    EXPECT_EQ(std::move(Error(invalid("odd"))).within("page 3").message, "page 3: odd");
}

// RFC 4648, section 10.
TEST(Encoding, Base64OfTheRfcsVectors)
{
    char const* const vectors[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (auto const& [plain, encoded] : vectors)
        EXPECT_EQ(to_base64(plain), encoded);
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Encoding, Sha256OfTheStandardsVector)
{
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// https://www.rfc-editor.org/rfc/rfc4231#section-4.3
TEST(Encoding, HmacIsThatOfTheStandard)
{
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_TRUE(equals_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equals_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equals_in_constant_time("abc", "ab"));
}

TEST(Encoding, PercentDecodingRefusesBrokenEscapes)
{
    EXPECT_EQ(percent_decode("%D1%8F+a%2F").value(), "я+a/");
    for (auto const* broken : {"%", "%4", "a%zz", "%4g"})
        EXPECT_FALSE(percent_decode(broken).ok()) << broken;
    EXPECT_EQ(percent_encode("я /a", "/"), "%D1%8F%20/a");
}

TEST(Encoding, EscapesMarkup)
{
    EXPECT_EQ(escape_html("<a href='x'>\"&\""), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;");
}

TEST(Utf8, FindsTheFirstBadByte)
{
    EXPECT_TRUE(is_valid_utf8("plain, кириллица, العربية, 🗞"));
    struct {
        std::string_view text;
        std::size_t at;
    } const cases[] = {{"abc\xff", 3}, {"\xc0\x80", 0}, {"12345678\xed\xa0\x80", 8}, {"\xe2\x82", 0},
        {"\xf4\x90\x80\x80", 0}, {"я\x80", 2}};
    for (auto const& [text, at] : cases)
        EXPECT_EQ(find_invalid_utf8(text), at);
}

TEST(Utf8, CountsAndCutsByCodePoint)
{
    EXPECT_EQ(count_code_points("яд🗞"), 3u);
    EXPECT_EQ(first_code_points("яд🗞x", 3), "яд🗞");
    EXPECT_EQ(first_code_points("яд", 9), "яд");
    std::string out;
    for (std::size_t at = 0; at < std::string_view("aя€🗞").size();)
        append_code_point(out, next_code_point("aя€🗞", at));
    EXPECT_EQ(out, "aя€🗞");
}

TEST(Id, IsGhostsForm)
{
    ManualClock clock(1'700'000'000'000);
    SeededRandom random(1);
    auto id = new_id(clock, random);
    EXPECT_TRUE(is_id(id)) << id;
    EXPECT_TRUE(id.starts_with("6553f100"));
    EXPECT_NE(id, new_id(clock, random));
    EXPECT_EQ(derived_id("ghost:1"), derived_id("ghost:1"));
    EXPECT_TRUE(is_id(derived_id("ghost:1")));
}

TEST(Base64url, IsReadStrictly)
{
    for (std::string_view text : {"", "f", "fo", "foo", "\xff\xfe\xfd"})
        EXPECT_EQ(from_base64url(to_base64url(text)).value(), text);
    for (std::string_view wrong : {"Zg==", "Z", "Zh", "Zm9", "Zm8+", "Zm 8"})
        EXPECT_FALSE(from_base64url(wrong).ok()) << wrong;
}

} // namespace
} // namespace broadsheet

#include "base/ascii.h"

#include <cctype>
#include <gtest/gtest.h>

namespace broadsheet {

namespace {

TEST(Ascii, AgreesWithTheCLocaleOnEveryByte)
{
    for (int byte = 0; byte < 256; ++byte) {
        auto const c = static_cast<char>(byte);
        EXPECT_EQ(is_digit(c), std::isdigit(byte) != 0) << byte;
        EXPECT_EQ(is_letter(c), std::isalpha(byte) != 0) << byte;
        EXPECT_EQ(is_alphanumeric(c), std::isalnum(byte) != 0) << byte;
        EXPECT_EQ(is_space(c), std::isspace(byte) != 0) << byte;
        EXPECT_EQ(hex_value(c) >= 0, std::isxdigit(byte) != 0) << byte;
        EXPECT_EQ(to_lower(c), static_cast<char>(std::tolower(byte))) << byte;
    }
}

TEST(Ascii, ValuesOfHexadecimalDigits)
{
    for (int value = 0; value < 16; ++value) {
        EXPECT_EQ(hex_value("0123456789abcdef"[value]), value);
        EXPECT_EQ(hex_value("0123456789ABCDEF"[value]), value);
    }
    EXPECT_TRUE(is_lower_hex('f'));
    EXPECT_FALSE(is_lower_hex('F'));
    EXPECT_FALSE(is_lower_hex('g'));
}

TEST(Ascii, ComparesWithoutCase)
{
    EXPECT_TRUE(equals_ignoring_case("Content-Length", "content-lengTH"));
    EXPECT_FALSE(equals_ignoring_case("content", "content-length"));
    EXPECT_FALSE(equals_ignoring_case("@", "`")) << "32 apart, but no letters";
    EXPECT_FALSE(equals_ignoring_case("Ж", "ж")) << "only ASCII";
    EXPECT_TRUE(starts_with_ignoring_case("HTTPS://x", "https://"));
    EXPECT_FALSE(starts_with_ignoring_case("http", "https://"));
    EXPECT_EQ(to_lower(std::string_view("PT-br Ж")), "pt-br Ж");
}

TEST(Ascii, TrimsAndCounts)
{
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_TRUE(is_number("007"));
    EXPECT_FALSE(is_number(""));
    EXPECT_FALSE(is_number("-1"));
}

} // namespace

} // namespace broadsheet

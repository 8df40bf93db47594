#include "text/money.h"

#include <gtest/gtest.h>

namespace broadsheet::text {

namespace {

TEST(Money, IsWrittenAsPeopleTypeIt)
{
    EXPECT_EQ(plain_money(500, "EUR"), "5");
    EXPECT_EQ(plain_money(550, "EUR"), "5.50");
    EXPECT_EQ(plain_money(5, "EUR"), "0.05");
    EXPECT_EQ(plain_money(500, "JPY"), "500");
    EXPECT_EQ(plain_money(1250, "KWD"), "1.250");
    EXPECT_EQ(plain_money(-550, "USD"), "-5.50");
}

TEST(Money, IsWrittenAsReadersSeeIt)
{
    EXPECT_EQ(format_money(550, "USD", "en"), "$5.50");
    EXPECT_EQ(format_money(500, "EUR", "en-gb"), "€5");
    EXPECT_EQ(format_money(550, "USD", "ru"), "5,50\u00a0$");
    EXPECT_EQ(format_money(1250, "KWD", "en"), "KWD\u00a01.250");
    EXPECT_EQ(format_money(50'000, "RUB", "ru"), "500\u00a0₽");
    EXPECT_EQ(format_money(500, "PLN", "en"), "zł\u00a05");
    EXPECT_EQ(format_money(-500, "USD", "en"), "−$5");
}

TEST(Money, IsGroupedAsTheLanguageDoes)
{
    EXPECT_EQ(format_money(1'000'000, "EUR", "ru"), "10\u00a0000\u00a0€");
    EXPECT_EQ(format_money(1'000'000, "EUR", "en"), "€10,000");
    EXPECT_EQ(format_money(123'456'789, "EUR", "en-us"), "€1,234,567.89");
    EXPECT_EQ(format_money(123'456'789, "EUR", "ru"), "1\u00a0234\u00a0567,89\u00a0€");
    EXPECT_EQ(format_money(1'000'000, "EUR", "de"), "10.000\u00a0€");
    EXPECT_EQ(format_money(1'000'000, "USD", "ar"), "10,000\u00a0$") << "digits as on the form";
    EXPECT_EQ(format_money(-100'000, "USD", "en"), "−$1,000");
    EXPECT_EQ(format_money(1'000, "JPY", "en"), "¥1,000");
    EXPECT_EQ(format_money(999, "JPY", "ru"), "999\u00a0¥");
    EXPECT_EQ(format_money(1'234'567, "KWD", "ru"), "1\u00a0234,567\u00a0KWD");
    // Exact, as no floating point number is.
    EXPECT_EQ(format_money(900'719'925'474'099'301, "EUR", "en"), "€9,007,199,254,740,993.01");
    EXPECT_EQ(plain_money(1'000'000, "EUR"), "10000") << "what is typed and exported stays so";
}

TEST(Money, IsReadAsItWasTyped)
{
    EXPECT_EQ(*parse_money("5", "EUR"), 500);
    EXPECT_EQ(*parse_money("5.5", "EUR"), 550);
    EXPECT_EQ(*parse_money("5,50", "EUR"), 550);
    EXPECT_EQ(*parse_money("500", "JPY"), 500);
    EXPECT_EQ(*parse_money("1.25", "KWD"), 1250);
    for (auto const* refused :
        {"", "-5", "+5", "5.", ".5", "5.555", "1,000.00", "5 0", "five", "1e3", "0x5", "5000000000000"})
        EXPECT_FALSE(parse_money(refused, "EUR").ok()) << refused;
    EXPECT_FALSE(parse_money("5.5", "JPY").ok());
}

} // namespace

} // namespace broadsheet::text

#include "support/currency.h"

#include "base/encoding.h"
#include "support/database.h"
#include "support/provider_api.h"

namespace broadsheet::support {

namespace {

using test::must;

Currency currency(std::string_view code)
{
    return must(find_currency(code));
}

TEST(MinorOfProduct, IsExactAndRefusesWhatIsNoNumber)
{
    struct Case {
        std::string_view amount;
        std::string_view rate;
        int exponent;
        std::int64_t minor;
    };
    for (auto const& [amount, rate, exponent, minor] : {Case{"0.00041667", "30000", 2, 1'250},
             Case{"0.00000001", "29345.123333333333333333333333", 2, 0}, Case{"1", "0.005", 2, 1},
             Case{"1", "0.00499999999999999", 2, 0}, Case{"0.1", "1234567", 0, 123'457},
             Case{"20999999.9769", "1", 3, 20'999'999'977}, Case{"3", "5", 3, 15'000}, Case{"0", "0", 2, 0},
             // As floating-point numbers these are 1.0049999….
             Case{"1.005", "1", 2, 101}})
        EXPECT_EQ(must(minor_of_product(amount, rate, exponent)), minor) << amount << " times " << rate;
    for (auto const* refused : {"", ".", "1.", ".5", "-1", "+1", "1e5", "1,5", "1.2.3", " 1", "nan", "0x1",
             "1234567890123456", "999999999999999"})
        EXPECT_FALSE(minor_of_product(refused, "999999999999999", 2).ok()) << refused;
}

TEST(CurrencyTest, KnowsHowManyDigitsTheMinorUnitHas)
{
    EXPECT_EQ(currency("EUR").minor_units(), 100);
    EXPECT_EQ(currency("JPY").minor_units(), 1);
    EXPECT_EQ(currency("KWD").minor_units(), 1'000);
    for (auto const* wrong : {"", "EU", "eur", "EURO", "XXX", "UR ", "R U", "BTC"})
        EXPECT_FALSE(find_currency(wrong).ok()) << wrong;
}

TEST(CurrencyTest, ReadsWhatPeopleType)
{
    struct Case {
        std::string_view typed;
        std::string_view currency;
        std::int64_t minor;
    };
    for (auto const& [typed, code, minor] :
        {Case{"5", "EUR", 500}, {" 5.50 ", "EUR", 550}, {"5,5", "EUR", 550}, {"0.01", "EUR", 1},
            {"1 000", "USD", 100'000}, {"1\u00a0000,25", "USD", 100'025}, {"500", "JPY", 500},
            {"1.250", "KWD", 1'250}, {"١٢٫٥", "USD", 1'250}, {"۱۲", "USD", 1'200}, {"007", "EUR", 700},
            {"10000000000", "EUR", 1'000'000'000'000}}) {
        auto const read = read_amount(typed, currency(code));
        EXPECT_EQ(read.fault, AmountFault::none) << typed;
        EXPECT_EQ(read.minor, minor) << typed;
    }
}

TEST(CurrencyTest, RefusesWhatIsNoAmount)
{
    struct Case {
        std::string_view typed;
        std::string_view currency;
        AmountFault fault;
    };
    for (auto const& [typed, code, fault] :
        {Case{"", "EUR", AmountFault::missing}, {" ", "EUR", AmountFault::missing},
            {"-5", "EUR", AmountFault::unreadable}, {"+5", "EUR", AmountFault::unreadable},
            {"1e3", "EUR", AmountFault::unreadable}, {"0x10", "EUR", AmountFault::unreadable},
            {"5€", "USD", AmountFault::unreadable}, {"€", "EUR", AmountFault::unreadable},
            {"5 €€", "EUR", AmountFault::unreadable}, {"NaN", "EUR", AmountFault::unreadable},
            {"1,000", "EUR", AmountFault::ambiguous}, {"1.000,50", "EUR", AmountFault::unreadable},
            {".", "EUR", AmountFault::unreadable}, {"5..", "EUR", AmountFault::unreadable},
            {"5.0001", "EUR", AmountFault::too_fine}, {"5.5", "JPY", AmountFault::too_fine},
            {"1.2345", "KWD", AmountFault::too_fine}, {"10000000000.01", "EUR", AmountFault::too_large},
            {"99999999999999999999999999", "EUR", AmountFault::too_large},
            {"\xff", "EUR", AmountFault::unreadable}, {"５", "EUR", AmountFault::unreadable}})
        EXPECT_EQ(read_amount(typed, currency(code)).fault, fault) << typed << ' ' << code;
}

TEST(CurrencyTest, WritesAmountsForReaders)
{
    EXPECT_EQ(format_amount(500, currency("USD"), "en"), "$5");
    EXPECT_EQ(format_amount(550, currency("USD"), "en"), "$5.50");
    EXPECT_EQ(format_amount(550, currency("EUR"), "ru"), "5,50\u00a0€");
    EXPECT_EQ(format_amount(500, currency("JPY"), "en"), "¥500");
    EXPECT_EQ(format_amount(1'250, currency("KWD"), "en"), "KWD\u00a01.250");
    EXPECT_EQ(format_amount(-550, currency("EUR"), "en"), "−€5.50");
    EXPECT_EQ(plain_amount(5, currency("KWD")), "0.005");
}

TEST(CurrencyTest, ReadsWhatItWrites)
{
    SeededRandom random(3);
    for (auto const* code : {"JPY", "EUR", "KWD"})
        for (int round = 0; round < 300; ++round) {
            auto const minor = static_cast<std::int64_t>(hash64(random.hex(4)) % 100'000'000);
            auto const read = read_amount(plain_amount(minor, currency(code)), currency(code));
            EXPECT_EQ(read.minor, minor);
            EXPECT_EQ(read.fault, AmountFault::none);
        }
}

} // namespace

} // namespace broadsheet::support

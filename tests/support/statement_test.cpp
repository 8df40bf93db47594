#include "support/statement.h"

#include "support/database.h"
#include "support/providers/bank/reference.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
    Result<void> result;
    std::vector<std::string> bookings; // "id amount currency day text"
};

Read read(std::string_view statement)
{
    Read read;
    read.result
        = read_statement(statement, must(find_currency("EUR")), [&](Booking const& booking) -> Result<void> {
              read.bookings.push_back(fmt::format("{} {} {} {} {}", booking.id, booking.minor,
                  booking.currency.code, iso_date(booking.day), booking.text));
              return {};
          });
    return read;
}

std::string camt(std::string_view entries)
{
    return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>
<Bal><Amt Ccy="EUR">999.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-27</Dt></Dt></Bal>{}</Stmt></BkToCstmrStmt></Document>)",
        entries);
}

std::string entry(
    std::string_view inside, std::string_view amount = "12.50", std::string_view direction = "CRDT")
{
    return fmt::format(R"(<Ntry><Amt Ccy="EUR">{}</Amt><CdtDbtInd>{}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-27</Dt></BookgDt>{}</Ntry>)",
        amount, direction, inside);
}

TEST(Camt053Test, ReadsBookingsWithTheBanksOwnIds)
{
    auto const found = read(
        camt(entry("<AcctSvcrRef>A-1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E2E</EndToEndId></Refs>"
                   "<RltdPties><Dbtr><Pty><Nm>Donor Canary</Nm></Pty></Dbtr></RltdPties>"
                   "<RmtInf><Strd><CdtrRefInf><Ref>RF00B</Ref></CdtrRefInf></Strd></RmtInf>"
                   "</TxDtls></NtryDtls>")
            + entry("<AcctSvcrRef>A-2</AcctSvcrRef>", "3", "DBIT")));
    ASSERT_TRUE(found.result.ok()) << found.result.error().message;
    EXPECT_THAT(found.bookings, ElementsAre("A-1 1250 EUR 2026-11-27 E2E RF00B", "A-2 -300 EUR 2026-11-27 "));
}

TEST(Camt053Test, TakesABatchApartAndLeavesOutWhatIsPending)
{
    auto const part = [](std::string_view amount, std::string_view words) {
        return fmt::format(
            "<TxDtls><Amt Ccy=\"EUR\">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>", amount, words);
    };
    auto pending = entry("<AcctSvcrRef>A-4</AcctSvcrRef>");
    pending.replace(pending.find("BOOK"), 4, "PDNG");
    auto const found = read(camt(entry("<AcctSvcrRef>A-3</AcctSvcrRef><NtryDtls>" + part("5", "one")
                                     + part("7.5", "two") + "</NtryDtls>")
        + pending + entry("<NtryRef>1</NtryRef>")));
    ASSERT_TRUE(found.result.ok()) << found.result.error().message;
    EXPECT_THAT(found.bookings,
        ElementsAre("A-3/1 500 EUR 2026-11-27 one", "A-3/2 750 EUR 2026-11-27 two",
            "2026-11-27:1:12.50 1250 EUR 2026-11-27 "));
}

TEST(Camt053Test, RefusesWhatIsNoStatement)
{
    std::string deep;
    for (int level = 0; level < 100; ++level)
        deep += "<a>";
    for (auto const& [document, said] :
        std::initializer_list<std::pair<std::string, std::string>>{{"<Document>", "no XML"},
            {"<a></a>", "no camt.053"}, {"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "DTD"},
            {deep, "nested"}, {camt(entry("")), "cannot be told"},
            {camt(entry("<AcctSvcrRef>A</AcctSvcrRef>", "1.234")), "no amount"},
            {camt(entry("<AcctSvcrRef>A</AcctSvcrRef>", "-1")), "no amount"}}) {
        auto const found = read(document);
        ASSERT_FALSE(found.result.ok()) << document;
        EXPECT_THAT(found.result.error().message, HasSubstr(said));
    }
    auto wrong_day = entry("<AcctSvcrRef>A</AcctSvcrRef>");
    wrong_day.replace(wrong_day.find("2026-11-27"), 10, "yesterday!");
    EXPECT_FALSE(read(camt(wrong_day)).result.ok());
}

TEST(CsvStatementTest, ReadsWhatBanksWrite)
{
    auto const found = read("\xef\xbb\xbf"
                            "Buchungstag;Betrag;Verwendungszweck;Id\r\n"
                            "27.11.2026;\"1.234,50\";\"from \"\"a\"\" friend; thanks\";B-1\r\n"
                            "2026-11-28;-5,00;fee;B-2\r\n\r\n");
    ASSERT_TRUE(found.result.ok()) << found.result.error().message;
    EXPECT_THAT(found.bookings,
        ElementsAre("B-1 123450 EUR 2026-11-27  from \"a\" friend; thanks", "B-2 -500 EUR 2026-11-28  fee"));
}

TEST(CsvStatementTest, TellsLinesWithoutAnIdApart)
{
    constexpr auto text = "date,amount,currency,reference\n2026-11-27,5.00,USD,R\n2026-11-27,5.00,USD,"
                          "R\n2026-11-27,1,USD,R\n";
    auto const first = read(text);
    ASSERT_TRUE(first.result.ok());
    ASSERT_EQ(first.bookings.size(), 3U);
    EXPECT_NE(first.bookings[0], first.bookings[1]) << "two of the same are two";
    EXPECT_EQ(read(text).bookings, first.bookings) << "and stay the same two";
}

TEST(CsvStatementTest, TellsAmountsThatMayBeAThousandOrOne)
{
    for (auto const& [amount, currency, is_ambiguous] :
        std::initializer_list<std::tuple<std::string, std::string, bool>>{{"1,000", "EUR", true},
            {"1.000", "EUR", true}, {"-5.000", "EUR", true}, {"5.5", "JPY", true}, {"1,000", "JPY", false},
            {"1.234", "KWD", false}, {"1.234.567", "EUR", false}, {"1.234,50", "EUR", false},
            {"1,5", "EUR", false}, {"1000", "EUR", false}}) {
        bool found = !is_ambiguous;
        auto const text = fmt::format("date;amount;currency;text\n2026-11-27;{};{};a\n", amount, currency);
        ASSERT_TRUE(
            read_statement(text, must(find_currency("EUR")), [&](Booking const& booking) -> Result<void> {
                found = booking.is_ambiguous;
                return {};
            }).ok());
        EXPECT_EQ(found, is_ambiguous) << amount << " " << currency;
    }
}

TEST(StatementTest, TellsTheAccountAndTheLine)
{
    std::vector<std::string> found;
    auto const visit = [&](Booking const& booking) -> Result<void> {
        found.push_back(fmt::format("{} {}", booking.line, booking.account));
        return {};
    };
    auto document = camt(entry("<AcctSvcrRef>A</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><DbtrAcct><Id>"
                               "<IBAN>DE99DONOR</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls>"));
    ASSERT_TRUE(read_statement(document, must(find_currency("EUR")), visit).ok());
    document.replace(document.find("<Id>1</Id>"), 10, "<Id>1</Id>\n<Acct><Id><IBAN>DE1</IBAN></Id></Acct>");
    ASSERT_TRUE(read_statement(document, must(find_currency("EUR")), visit).ok());
    EXPECT_THAT(found, ElementsAre("4 ", "5 DE1"));
}

TEST(CsvStatementTest, RefusesWhatItCannotRead)
{
    for (auto const& [text, said] :
        std::initializer_list<std::pair<std::string, std::string>>{{"", "line 1"}, {"a,b\n1,2\n", "line 1"},
            {"date,amount,text\nx,5,a\n", "line 2"}, {"date,amount,text\n2026-11-27,5x,a\n", "line 2"},
            {"date,amount,text\n2026-11-27,,a\n", "line 2"},
            {"date,amount,text\n2026-11-27,5,\"a\n", "not closed"}, {"date,amount,text\n\xff,5,a\n", "UTF-8"},
            {"date,amount,currency,text\n2026-11-27,5,XXX,a\n", "line 2"},
            {"date,amount,text\n" + std::string(200, ',') + "\n", "columns"}}) {
        auto const found = read(text);
        ASSERT_FALSE(found.result.ok()) << text;
        EXPECT_THAT(found.result.error().message, HasSubstr(said));
    }
}

TEST(ReferenceTest, HasCheckDigitsThatFindSlips)
{
    for (std::int64_t const number : {1LL, 12LL, 9'999'999LL, 12'345'678LL}) {
        auto const reference = make_reference(number);
        EXPECT_THAT(find_references(reference), ElementsAre(reference));
        EXPECT_EQ(reference.size(), 14U);
        EXPECT_THAT(
            find_references("thanks! " + spaced_reference(reference) + " from me"), ElementsAre(reference));
        std::string small = reference;
        std::ranges::transform(
            small, small.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        EXPECT_THAT(find_references(small + small), ElementsAre(reference));
        for (std::size_t at = 2; at < reference.size(); ++at)
            if (reference[at] >= '0' && reference[at] <= '9') {
                auto slip = reference;
                slip[at] = static_cast<char>('0' + (slip[at] - '0' + 1) % 10);
                EXPECT_THAT(find_references(slip), IsEmpty()) << slip;
                EXPECT_TRUE(has_slip_of_reference(slip)) << slip;
            }
    }
    EXPECT_THAT(find_references(make_reference(2) + make_reference(1)),
        ElementsAre(make_reference(2), make_reference(1)));
    for (auto const* none : {"", "RF", "RF18", "rent", "RF18539007547034"}) {
        EXPECT_THAT(find_references(none), IsEmpty()) << none;
        EXPECT_FALSE(has_slip_of_reference(none)) << none;
    }
}

} // namespace

} // namespace broadsheet::support

#include "mail/address.h"
#include "mail/international_address.h"

#include <gmock/gmock.h>
#include <vector>

namespace broadsheet::mail {

namespace {

using testing::HasSubstr;

std::string read(std::string_view text)
{
    auto const address = parse_address(text);
    return address.ok() ? address->text() : "refused: " + address.error().message;
}

TEST(MailAddress, IsReadInOneForm)
{
    EXPECT_EQ(read("ana@example.org"), "ana@example.org");
    EXPECT_EQ(read("Ana.B+news@Example.ORG"), "Ana.B+news@example.org");
    EXPECT_EQ(read("o'brien/x=y@a-b.example"), "o'brien/x=y@a-b.example");
    EXPECT_EQ(read("\"ana\"@example.org"), "ana@example.org") << "needs no quotes";
    EXPECT_EQ(read("\"two words\"@example.org"), "\"two words\"@example.org");
    EXPECT_EQ(read("\"a@b\"@example.org"), "\"a@b\"@example.org");
    EXPECT_EQ(read(R"("a\"b\\c"@example.org)"), R"("a\"b\\c"@example.org)");
}

TEST(MailAddress, HasItsDomainAsDnsKnowsIt)
{
    EXPECT_EQ(read("ana@почта.рф"), "ana@xn--80a1acny.xn--p1ai");
    EXPECT_EQ(read("ana@Bücher.example"), "ana@xn--bcher-kva.example");
    EXPECT_EQ(read("ana@faß.example"), "ana@xn--fa-hia.example") << "not the older fass.example";
    EXPECT_EQ(read("ana@xn--bcher-kva.example"), "ana@xn--bcher-kva.example");
    EXPECT_EQ(read("ana@ｅｘａｍｐｌｅ.org"), "ana@example.org");
}

TEST(MailAddress, IsReadableAsItsOwnersWriteIt)
{
    EXPECT_EQ(readable_address("ana@xn--80a1acny.xn--p1ai"), "ana@почта.рф");
    EXPECT_EQ(readable_address("xn--a@mail.xn--bcher-kva.example"), "xn--a@mail.bücher.example");
    EXPECT_EQ(readable_domain("example.org"), "example.org");
    for (std::string_view text : {"", "@", "ana", "ana@xn--a.example", "ana@xn--\xff.example", "ana@xn--.рф"})
        EXPECT_EQ(readable_address(text), text);
    EXPECT_EQ(readable_domain("xn--" + std::string(1'000, 'a')), "xn--" + std::string(1'000, 'a'));
}

// SMTPUTF8: refused, and known from what is no address at all, so that people are told why.
TEST(MailAddress, IsKnownWhereItsLocalPartIsBeyondAscii)
{
    for (std::string_view text :
        {"анна@example.org", "анна@почта.рф", "josé@example.org", "анна.b+news@example.org"}) {
        EXPECT_THAT(read(text), HasSubstr("refused: what stands before the @ holds letters beyond ASCII"))
            << text;
        EXPECT_TRUE(has_international_local_part(text)) << text;
    }
    for (std::string_view text :
        {"ana@example.org", "ana@почта.рф", "анна", "анна@", "анна@localhost", "ан на@example.org",
            "анна <a@example.org>", "анна\r\n@example.org", "анна@\xff.example", "\xff@example.org", ""})
        EXPECT_FALSE(has_international_local_part(text)) << text;
    EXPECT_FALSE(has_international_local_part(std::string(1 << 20, '\xd0') + "@example.org"));
}

TEST(MailAddress, IsRefusedWhereItIsNone)
{
    for (std::string_view text : {"", "@", "ana", "ana@", "@example.org", "ana@localhost", "ana@example..org",
             "ana@.example.org", "ana@example.org.", "ana@-a.example", "ana@a_b.example", "ana@127.0.0.1",
             "ana@[127.0.0.1]", ".ana@example.org", "ana.@example.org", "a..b@example.org", "a b@example.org",
             "Ana <ana@example.org>", "ana@example.org>", "<ana@example.org", "ana(c)@example.org",
             "a,b@example.org", "ana@example.org,bo@example.org", "\"ana@example.org", "\"\"@example.org",
             "\"a\"b\"@example.org", "\"a\\\"@example.org", "анна@example.org", "ana@xn--a.example",
             "ana@xn--.example", "ana@\xff.example"})
        EXPECT_THAT(read(text), HasSubstr("refused: ")) << text;
}

TEST(MailAddress, CarriesNoLineEndIntoACommandOrHeader)
{
    for (std::string const& between : std::vector<std::string>{
             "\r\n", "\n", "\r", std::string(1, '\0'), "\t", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\x1b"}) {
        EXPECT_THAT(read("ana" + between + "Bcc: b@example.org"), HasSubstr("refused: "));
        EXPECT_THAT(read("ana@example.org" + between), HasSubstr("refused: "));
        EXPECT_THAT(read(between + "ana@example.org"), HasSubstr("refused: "));
        EXPECT_THAT(read("\"a" + between + "b\"@example.org"), HasSubstr("refused: "));
        EXPECT_THAT(read("ana@exam" + between + "ple.org"), HasSubstr("refused: "));
    }
}

TEST(MailAddress, HasLimits)
{
    std::string const label(63, 'a');
    EXPECT_EQ(read(std::string(64, 'a') + "@" + label + ".example"),
        std::string(64, 'a') + "@" + label + ".example");
    EXPECT_THAT(read(std::string(65, 'a') + "@example.org"), HasSubstr("64 bytes"));
    EXPECT_THAT(read("a@a" + label + ".example"), HasSubstr("refused"));
    EXPECT_THAT(
        read("a@" + label + "." + label + "." + label + "." + label + ".example"), HasSubstr("refused"));
    EXPECT_THAT(read("a@" + std::string(1 << 20, 'x')), HasSubstr("254 bytes"));
    EXPECT_THAT(read(std::string(1 << 20, '"') + "@example.org"), HasSubstr("254 bytes"));
}

} // namespace

} // namespace broadsheet::mail

#include "newsletter/lists/transfer.h"

#include "newsletter/newsletter_fixture.h"

namespace broadsheet::newsletter {

namespace {

using test::must;
using testing::ElementsAre;
using testing::HasSubstr;

// Hands a text on in pieces of so many bytes.
Pieces in_pieces(std::string text, std::size_t size = 7)
{
    return [text = std::move(text), size](PieceVisitor const& visit) -> Result<void> {
        for (std::size_t at = 0; at < text.size(); at += size)
            TRY(visit(std::string_view(text).substr(at, size)));
        return {};
    };
}

std::string read(std::string const& csv)
{
    std::string all;
    auto const result = read_csv(in_pieces(csv), [&](CsvRow const& row) -> Result<void> {
        all += std::to_string(row.line) + ":";
        for (auto const& field : row.fields)
            all += "[" + field + "]";
        all += " ";
        return {};
    });
    return result.ok() ? all : result.error().message;
}

TEST(CsvTest, IsReadAsRfc4180SaysAndAsPeopleWriteIt)
{
    EXPECT_EQ(read("a,b\r\nc,d\r\n"), "1:[a][b] 2:[c][d] ");
    EXPECT_EQ(read("a,b\nc,"), "1:[a][b] 2:[c][] ");
    EXPECT_EQ(read("\xef\xbb\xbf"
                   "a\n\n\nb"),
        "1:[a] 4:[b] ");
    EXPECT_EQ(read("\"a,b\",\"c\"\"d\"\"\",\"e\r\nf\"\n\"g\"\r\n"), "1:[a,b][c\"d\"][e\r\nf] 3:[g] ");
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("почта\n"), "1:[почта] ");
}

TEST(CsvTest, IsRefusedNamingTheLine)
{
    EXPECT_EQ(read("a\nb\"c\n"), "line 2: a quotation mark stands within a field");
    EXPECT_EQ(read("a\n\"b\"c\n"), "line 2: something stands behind a closing quotation mark");
    EXPECT_EQ(read("a\n\"b\nc\n"), "line 2: a quotation mark is never closed");
    EXPECT_EQ(read(std::string("a\0b", 3)), "line 1: a NUL byte is no text");
    EXPECT_THAT(read("a\n\xff\n"), HasSubstr("line 2: this is not UTF-8"));
    EXPECT_THAT(
        read("a\n" + std::string(CsvLimits::row, 'a') + "b"), HasSubstr("line 2: a row has more than"));
    EXPECT_THAT(read(std::string(300, ',')), HasSubstr("more than 200 fields"));
}

TEST(CsvTest, IsWrittenAsItIsRead)
{
    std::string out;
    append_csv(out, std::vector<std::string>{"a", "b,c", "d\"e", "f\ng", ""});
    EXPECT_EQ(out, "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
    EXPECT_EQ(read(out), "1:[a][b,c][d\"e][f\ng][] ");
}

class ListsTest : public NewsletterTest {
protected:
    Imported import(std::string const& csv)
    {
        return must(
            import_list(connection_, keys_, clock_, random_, weekly_, {"list.csv", "2020"}, in_pieces(csv)));
    }
    std::string exported(ListFormat format = ListFormat::ours)
    {
        std::string all;
        must(export_list(connection_, keys_, random_, weekly_, format, [&](std::string_view text) {
            all += text;
            return Result<void>();
        }));
        return all;
    }
    Subscription subscription(std::string const& address)
    {
        auto const record = must(vault::Records(connection_, random_).find(keys_, vault_purpose, address));
        return record ? must(subscriptions().of_record(*record)).front() : Subscription();
    }
};
ON_BOTH_DATABASES(ListsTest);

TEST_P(ListsTest, ComeFromGhostWithTheirConsent)
{
    auto const imported = import(
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,"
        "labels,tiers\n"
        "1,ana@example.org,Ana,,true,false,,2021-03-04T05:06:07.000Z,,,\n"
        "2,bo@example.org,Bo,,false,false,,2021-03-04T05:06:07.000Z,,,\n"
        "3,nobody,,,true,false,,2021-03-04T05:06:07.000Z,,,\n"
        "4,ana@example.org,Ana,,true,false,,2021-03-04T05:06:07.000Z,,,\n");
    EXPECT_EQ(imported.format, ListFormat::ghost);
    EXPECT_EQ(imported.added, 1);
    EXPECT_EQ(imported.ended_there, 1);
    EXPECT_EQ(imported.there_already, 1);
    EXPECT_EQ(imported.refused, 1);
    EXPECT_THAT(imported.refused_lines, ElementsAre(4));
    auto const ana = subscription("ana@example.org");
    EXPECT_EQ(ana.confirmed_day, 18'690);
    EXPECT_EQ(ana.policy, "2020");
    EXPECT_EQ(ana.place, "import: list.csv");
    EXPECT_EQ(subscription("bo@example.org").status, "ended");
    EXPECT_EQ(address_of(subscription("bo@example.org")), "none") << "only the hash is kept";
}

TEST_P(ListsTest, ComeFromListmonk)
{
    auto const imported
        = import("uuid,email,name,attributes,status,created_at,updated_at\n"
                 "u1,ana@example.org,Ana,\"{\"\"a\"\":1}\",enabled,2021-03-04 05:06:07+00:00,x\n"
                 "u2,bo@example.org,Bo,{},blocklisted,2021-03-04,x\n");
    EXPECT_EQ(imported.format, ListFormat::listmonk);
    EXPECT_EQ(imported.added, 1);
    EXPECT_EQ(imported.ended_there, 1);
    EXPECT_EQ(subscription("ana@example.org").confirmed_day, 18'690);
}

TEST_P(ListsTest, GoOutAndComeBackAsTheyWere)
{
    import("email,status,language,confirmed,policy,place\n"
           "ana@example.org,active,ru,2021-03-04,2019,article\n"
           "\"\"\"a b\"\"@example.org\",active,,,,\n");
    auto const out = exported();
    EXPECT_THAT(out, HasSubstr("ana@example.org,active,ru,2021-03-04,2019,import: list.csv: article\r\n"));
    EXPECT_THAT(out, HasSubstr("\"\"\"a b\"\"@example.org\",active,en,2023-11-14,2020,import: list.csv\r\n"));
    EXPECT_THAT(exported(ListFormat::ghost), HasSubstr("ana@example.org,,true,2021-03-04T00:00:00.000Z\r\n"));
    EXPECT_THAT(exported(ListFormat::listmonk),
        HasSubstr("ana@example.org,,\"{\"\"confirmed\"\":\"\"2021-03-04\"\",\"\"policy_version\"\":"
                  "\"\"2019\"\"}\"\r\n"));
    auto const again = import(out);
    EXPECT_EQ(again.there_already, 2);
    EXPECT_EQ(again.added, 0);
}

TEST_P(ListsTest, AreNotTakenWithoutAColumnOfAddresses)
{
    auto const result = import_list(
        connection_, keys_, clock_, random_, weekly_, {"list.csv", ""}, in_pieces("name,age\nAna,3\n"));
    EXPECT_THAT(message_of(result), HasSubstr("no column \"email\""));
    EXPECT_THAT(
        message_of(import_list(connection_, keys_, clock_, random_, weekly_, {"", ""}, in_pieces(""))),
        HasSubstr("empty"));
    EXPECT_EQ(exported(), "email,status,language,confirmed,policy,place\r\n");
}

TEST_P(ListsTest, AreTakenInBatches)
{
    std::string csv = "email\n";
    for (int i = 0; i < 1'234; ++i)
        csv += "reader" + std::to_string(i) + "@example.org\n";
    EXPECT_EQ(import(csv).added, 1'234);
    EXPECT_EQ(count(weekly_), 1'234);
    EXPECT_EQ(rows("subscription_links"), 1'234);
}

} // namespace

} // namespace broadsheet::newsletter

#include "newsletter/lists/transfer.h"

#include "newsletter/lists/one_reader.h"
#include "newsletter/newsletter_fixture.h"

namespace broadsheet::newsletter {

namespace {

using test::must;
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

TEST(CsvTest, IsReadAsSpreadsheetsOfManyLanguagesWriteIt)
{
    std::string const mark = "\xef\xbb\xbf";
    EXPECT_EQ(read(mark + "email,name\r\na,x\r\n"), "1:[email][name] 2:[a][x] ");
    EXPECT_EQ(read(mark + "\"email\",\"name\"\r\n"), "1:[email][name] ");
    EXPECT_EQ(read(mark + "email;name\r\na;\"x;y\"\r\nb;z,u\r\n"), "1:[email][name] 2:[a][x;y] 3:[b][z,u] ");
    EXPECT_EQ(read("email\tname\na\tx;y\n"), "1:[email][name] 2:[a][x;y] ");
    EXPECT_EQ(read("\n\"email\";name\na;x"), "2:[email][name] 3:[a][x] ");
    EXPECT_EQ(read("email\na;b,c\n"), "1:[email] 2:[a;b,c] ") << "the first row has no separator";
    for (auto const* text : {"\xff\xfe"
                             "e",
             "\xfe\xff"})
        EXPECT_EQ(read(text + std::string("\0m", 2)),
            "line 1: this is UTF-16, as Excel saves \"Unicode text\": save the file as \"CSV UTF-8\"");
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
        return must(import_list(connection_, keys_, clock_, random_, weekly_, {"2020"}, in_pieces(csv)));
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
    std::string why_not(std::string const& csv, std::string const& policy = "2020")
    {
        return message_of(
            import_list(connection_, keys_, clock_, random_, weekly_, {policy}, in_pieces(csv)));
    }
    Subscription subscription(std::string const& address)
    {
        auto const record = must(vault::Records(connection_, random_).find(keys_, vault_purpose, address));
        return record ? must(subscriptions().of_record(*record)).front() : Subscription();
    }
};
ON_BOTH_DATABASES(ListsTest);

TEST_P(ListsTest, TakeInternationalDomainsAndSayWhyNoInternationalLocalParts)
{
    auto const imported
        = import("email,name,created_at\nana@почта.рф,Ana,2021-03-04\nанна@почта.рф,Anna,2021-03-04\n"
                 "анна,Anna,2021-03-04\n");
    EXPECT_EQ(imported.added, 1);
    EXPECT_TRUE(subscription("ana@xn--80a1acny.xn--p1ai").is_active());
    ASSERT_EQ(imported.refused_lines.size(), 2u);
    EXPECT_EQ(imported.refused_lines[0].line, 3u);
    EXPECT_THAT(
        std::string(text_of(imported.refused_lines[0].why)), HasSubstr("letters beyond ASCII before the @"));
    EXPECT_EQ(imported.refused_lines[1].why, RefusedLine::Why::address);
}

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
    ASSERT_EQ(imported.refused_lines.size(), 1u);
    EXPECT_EQ(imported.refused_lines[0].line, 4u);
    auto const ana = subscription("ana@example.org");
    EXPECT_EQ(ana.confirmed_day, 18'690);
    EXPECT_EQ(ana.policy, "2020");
    EXPECT_EQ(ana.place, "import") << "the name of a file may say what its readers are";
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
    EXPECT_THAT(out, HasSubstr("ana@example.org,active,ru,2021-03-04,2019,import: article\r\n"));
    EXPECT_THAT(out, HasSubstr("\"\"\"a b\"\"@example.org\",active,en,2023-11-14,2020,import\r\n"));
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
    auto const result
        = import_list(connection_, keys_, clock_, random_, weekly_, {"2020"}, in_pieces("name,age\nAna,3\n"));
    EXPECT_THAT(message_of(result), HasSubstr("no column \"email\""));
    EXPECT_THAT(
        message_of(import_list(connection_, keys_, clock_, random_, weekly_, {"2020"}, in_pieces(""))),
        HasSubstr("empty"));
    EXPECT_EQ(exported(), "email,status,language,confirmed,policy,place\r\n");
}

// Every row says in its own way of one reader that he has left; the other one has not.
TEST_P(ListsTest, SayInManyWaysWhoHasLeft)
{
    struct Case {
        char const* columns;
        char const* stays;
        char const* left;
    };
    int serial = 0;
    for (auto const& [columns, stays, left] : {
             Case{"status", "active", "unsubscribed"},
             Case{"Status", "Subscribed", "Unsubscribed"},
             Case{"Subscription status", "subscribed", "cleaned"},
             Case{"status", "enabled", "bounced"},
             Case{"status", "confirmed", "hard-bounced"},
             Case{"unsubscribed", "false", "true"},
             Case{"unsubscribed", "", "1"},
             Case{"UNSUB_TIME", "", "2024-05-31 10:00:00"},
             Case{"opted_out", "no", "yes"},
             Case{"bounced", "0", "2"},
             Case{"deleted_at", "", "2024-05-31"},
             Case{"email_disabled", "false", "true"},
             Case{"subscribed", "yes", "no"},
             Case{"Subscribed", "2024-05-31", "false"},
             Case{"subscribed_to_emails", "true", "false"},
             Case{"Статус", "Подписан", "Отписан"},
             Case{"отписался", "нет", "да"},
             Case{"do_not_email", "0", "1"},
             Case{"Don't mail", "", "x"},
             Case{"Newsletter", "yes", "no"},
             Case{"Email Marketing", "accepted", "declined"},
             Case{"Accepts Email Marketing", "yes", "no"},
             Case{"Newsletter", "ja", "nein"},
             Case{"Abgemeldet", "nein", "ja"},
             Case{"Abgemeldet am", "", "31.05.2024"},
             Case{"Keine E-Mails", "nein", "ja"},
             Case{"Status", "angemeldet", "Abgemeldet"},
             Case{"Status", "aktiv", "Gelöscht"},
             Case{"Désabonné", "", "oui"},
             Case{"Wypisany", "nie", "tak"},
             Case{"Nie wysyłać", "", "tak"},
             Case{"Status", "aktywny", "wypisany"},
             Case{"Не писать", "нет", "да"},
             Case{"Отказался", "", "2024-05-31"},
             Case{"Рассылка", "да", "нет"},
         }) {
        auto const name = std::to_string(++serial);
        auto const imported = import("email," + std::string(columns) + "\nstays" + name + "@example.org,"
            + stays + "\nleft" + name + "@example.org," + left + "\n");
        EXPECT_EQ(imported.added, 1) << columns << ": " << stays;
        EXPECT_EQ(imported.ended_there, 1) << columns << ": " << left;
        EXPECT_EQ(subscription("stays" + name + "@example.org").status, "active") << columns;
        EXPECT_EQ(subscription("left" + name + "@example.org").status, "ended") << columns;
    }
}

TEST_P(ListsTest, EndWhatIsSubscribedHereWhereTheReaderHasLeftThere)
{
    import("email\nana@example.org\n");
    EXPECT_EQ(import("email,status\nana@example.org,unsubscribed\n").ended_there, 1);
    EXPECT_EQ(subscription("ana@example.org").status, "ended");
}

TEST_P(ListsTest, PassOverWhoHasNeverConfirmed)
{
    import("email\nana@example.org\n");
    for (auto const* csv : {"email,status\nana@example.org,unconfirmed\nbo@example.org,pending\n",
             "email,confirmed\nana@example.org,no\nbo@example.org,false\n"}) {
        auto const imported = import(csv);
        EXPECT_EQ(imported.never_confirmed, 2);
        EXPECT_EQ(imported.added, 0);
    }
    EXPECT_EQ(subscription("ana@example.org").status, "active") << "has confirmed here";
}

TEST_P(ListsTest, AreRefusedWhereTheyMaySayWhoHasLeftInWaysNobodyKnows)
{
    EXPECT_THAT(why_not("email,status\nana@example.org,active\nbo@example.org,gold\n"),
        testing::AllOf(
            HasSubstr("line 3"), HasSubstr("\"status\" says \"gold\""), HasSubstr("write `active`")));
    EXPECT_EQ(count(weekly_), 1) << "what came before is taken in";
    EXPECT_THAT(why_not("email,status\nana@example.org,\n"), HasSubstr("says nothing here"));
    EXPECT_THAT(why_not("email,subscribed\nana@example.org,perhaps\n"), HasSubstr("\"perhaps\""));
    EXPECT_THAT(
        why_not("email,subscription\nana@example.org,x\n"), HasSubstr("the column \"subscription\" may say"));
    EXPECT_THAT(
        why_not("email,type\nana@example.org,unsubscribed\n"), HasSubstr("\"type\" says \"unsubscribed\""));
    for (auto const* column : {"Einwilligung", "Zgoda na e-maile", "Согласие", "Разрешение на рассылку",
             "GDPR", "Newsletter permission"})
        EXPECT_THAT(why_not("email," + std::string(column) + "\nana@example.org,x\n"),
            HasSubstr("may say who has left"))
            << column;
    for (auto const* value : {"declined", "Abgemeldet", "wypisana", "не писать"})
        EXPECT_THAT(why_not("email,type\nana@example.org," + std::string(value) + "\n"),
            HasSubstr("the column \"type\" says"))
            << value;
    EXPECT_EQ(import("email,name,plan,Subscription date,OPTIN_IP,active_subscription\n"
                     "cy@example.org,Unsubscribed,gold,2024-05-31,x,false\n")
                  .added,
        1);
}

TEST_P(ListsTest, NameTheColumnsThatNothingIsReadFrom)
{
    EXPECT_THAT(import("Email,Name,State,status,created_at,language,\nana@example.org,Ana,gone "
                       "fishing,active,2024-05-31,en,\n")
                    .passed_over,
        testing::ElementsAre("name", "state"));
    EXPECT_THAT(import("email,unsubscribed\nbo@example.org,0\n").passed_over, testing::IsEmpty());
}

TEST_P(ListsTest, SayWhatIsRecordedOfTheConsent)
{
    EXPECT_THAT(why_not("email\nana@example.org\n", ""), HasSubstr("--policy 2024-05"));
    EXPECT_EQ(count(weekly_), 0);
    must(import_list(
        connection_, keys_, clock_, random_, weekly_, {"none"}, in_pieces("email\nana@example.org\n")));
    EXPECT_EQ(subscription("ana@example.org").policy, "");
    auto const imported = import("email,created_at\nbo@example.org,2031-01-01\ncy@example.org,yesterday\n"
                                 "di@example.org,\ned@example.org,2021-03-04\n");
    ASSERT_EQ(imported.refused_lines.size(), 2u);
    EXPECT_EQ(imported.refused_lines[0].why, RefusedLine::Why::day_to_come);
    EXPECT_EQ(imported.refused_lines[1].why, RefusedLine::Why::day_unclear);
    EXPECT_EQ(imported.added, 2);
    EXPECT_EQ(imported.without_day, 1);
}

class OneReaderTest : public ListsTest {
protected:
    OneReader reader() { return {connection_, keys_, clock_, random_}; }
};
ON_BOTH_DATABASES(OneReaderTest);

TEST_P(OneReaderTest, IsFoundAlsoInTheInbox)
{
    EXPECT_THAT(must(reader().look_up("ana@example.org")), testing::IsEmpty());
    subscribe("Ana@Example.org", {weekly_});
    auto const found = must(reader().look_up(" Ana@example.org\n"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_TRUE(found.front().is_active());
    EXPECT_THAT(message_of(reader().look_up("nobody")), HasSubstr("an address has an @"));
}

TEST_P(OneReaderTest, IsUnsubscribedAndStaysSo)
{
    import("email\nana@example.org\nbo@example.org\n");
    EXPECT_EQ(must(reader().unsubscribe("ana@example.org")), 1);
    EXPECT_EQ(must(reader().unsubscribe("ana@example.org")), 0);
    EXPECT_EQ(must(reader().unsubscribe("cy@example.org")), 0);
    EXPECT_EQ(count(weekly_), 1);
    EXPECT_EQ(import("email\nana@example.org\n").ended_here, 1);
}

TEST_P(OneReaderTest, IsBlockedKnownOrNot)
{
    import("email\nana@example.org\n");
    must(reader().block("ana@example.org"));
    must(reader().block("bo@example.org"));
    EXPECT_EQ(import("email\nana@example.org\nbo@example.org\n").ended_here, 2);
    EXPECT_EQ(count(weekly_), 0);
    for (auto const* address : {"ana@example.org", "bo@example.org"})
        EXPECT_EQ(address_of(subscription(address)), "none") << "only the hash is kept";
}

TEST_P(OneReaderTest, IsErasedWithTheHash)
{
    import("email\nana@example.org\n");
    EXPECT_TRUE(must(reader().erase("ana@example.org")));
    EXPECT_FALSE(must(reader().erase("ana@example.org")));
    EXPECT_EQ(rows("subscriptions") + rows("subscription_links") + rows("vault_records"), 0);
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

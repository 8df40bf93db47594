#include "mail/message.h"

#include "mail/fields.h"
#include "mail/judges.h"
#include "mail/quoted_printable.h"
#include "support/database.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::mail {

namespace {

using test::must;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr UtcMillis friday = 1'795'770'000'000; // 2026-11-27 09:00 UTC

Sender lantern()
{
    return {"Фонарь, «The Lantern»", must(parse_address("letters@lantern.example"))};
}

std::string composed(Letter const& letter, std::vector<DkimKey> const& keys = {})
{
    SeededRandom random(1);
    auto const message = compose(letter, lantern(), keys, friday, random);
    return message.ok() ? message->bytes : "refused: " + message.error().message;
}

Letter letter()
{
    Letter letter;
    letter.to = "ana@почта.рф";
    letter.subject
        = "Подтвердите подписку на «Фонарь»: длинная тема, которой нужно несколько слов в кодировке";
    letter.text = "Здравствуйте!\n\nОткройте "
                  "ссылку:\nhttps://lantern.example/newsletter/confirm/?t=a=b\n\n.\nFrom here\n-- \nФонарь\n";
    letter.html = "<p>Здравствуйте!  \t Два   пробела.\t\n</p>\n<p>" + std::string(3000, 'x') + "</p>";
    letter.language = "ru";
    letter.key = "confirm/1";
    letter.headers
        = {{"List-Unsubscribe", "<https://lantern.example/newsletter/leave/" + std::string(300, 'a') + ">"},
            {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}};
    return letter;
}

TEST(MailMessage, IsReadAlikeByPythonAndGMime)
{
    auto const message = composed(letter());
    auto const parsed = parsed_by_others(message);
    ASSERT_EQ(parsed.fault, "");
    EXPECT_EQ(parsed.type, "multipart/alternative");
    auto const& headers = parsed.headers;
    EXPECT_EQ(headers.at("Subject"), letter().subject);
    EXPECT_THAT(headers.at("From"), HasSubstr("<letters@lantern.example>"));
    EXPECT_THAT(headers.at("From"), HasSubstr("Фонарь, «The Lantern»"));
    EXPECT_EQ(headers.at("To"), "ana@xn--80a1acny.xn--p1ai");
    EXPECT_EQ(headers.at("Date"), "Fri, 27 Nov 2026 09:00:00 +0000");
    EXPECT_EQ(headers.at("Auto-Submitted"), "auto-generated");
    EXPECT_EQ(headers.at("Content-Language"), "ru");
    EXPECT_EQ(headers.at("List-Unsubscribe"), letter().headers[0].second);
    EXPECT_EQ(parsed.parts.at("text/plain"), letter().text);
    EXPECT_EQ(parsed.parts.at("text/html"), letter().html);
}

// Wherever the words of an encoded subject or name come to end: GMime once lost all behind the first that was
// padded.
TEST(MailMessage, KeepsLongNamesAndSubjectsWhole)
{
    std::string const cyrillic = "«Паром», лёд и ещё очень много слов, которым мало одной строки";
    for (std::string const& subject :
        std::vector<std::string>{cyrillic, "1" + cyrillic, "12" + cyrillic, cyrillic + " «“1”»",
            "a漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 б",
            "ab字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 аб",
            "⛴🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊🧊",
            "=?UTF-8?B?=== _?= and more of what is not encoded", " " + std::string(200, 'x') + " é  "}) {
        auto sent = letter();
        sent.subject = subject;
        SeededRandom random(1);
        auto const message = must(compose(sent, {subject, lantern().address}, {}, friday, random)).bytes;
        auto const parsed = parsed_by_others(message);
        ASSERT_EQ(parsed.fault.substr(0, 400), "") << subject;
        EXPECT_EQ(parsed.headers.at("Subject"), subject);
        // Python 3.11 shows the spaces between the words of a name.
        auto const without_spaces = [](std::string text) {
            std::erase(text, ' ');
            return text;
        };
        EXPECT_THAT(without_spaces(parsed.headers.at("From")), HasSubstr(without_spaces(subject)));
        auto const head = message.substr(0, message.find("\r\n\r\n"));
        for (std::size_t begin = 0; begin < head.size();) {
            auto const end = std::min(head.find("\r\n", begin), head.size());
            if (head.substr(begin, end - begin).find("=?UTF-8") != std::string::npos) {
                EXPECT_LE(end - begin, 76u) << "RFC 2047, section 2";
            }
            begin = end + 2;
        }
    }
}

TEST(MailMessage, OfTextAloneHasOnePart)
{
    auto plain = letter();
    plain.html.clear();
    for (std::string text : {"", "x", "one line\n", "trailing space \n\n\n", "ends without a line end "}) {
        plain.text = text;
        auto const parsed = parsed_by_others(composed(plain));
        ASSERT_EQ(parsed.fault, "");
        EXPECT_EQ(parsed.type, "text/plain");
        if (!text.ends_with('\n'))
            text += '\n';
        EXPECT_EQ(parsed.parts.at("text/plain"), text);
    }
}

TEST(MailMessage, HasJudgesThatFindFault)
{
    auto message = composed(letter());
    message.resize(message.rfind("--part"));
    EXPECT_NE(parsed_by_others(message).fault, "") << "its end is missing";
    EXPECT_NE(parsed_by_others("Subject: x\r\n\r\n" + std::string(999, 'x') + "\r\n").fault, "");
}

TEST(MailMessage, WithTheSameKeyIsTheSame)
{
    SeededRandom one(1);
    SeededRandom other(2);
    auto const first = must(compose(letter(), lantern(), {}, friday, one)).bytes;
    EXPECT_EQ(first, must(compose(letter(), lantern(), {}, friday, other)).bytes);
    auto another = letter();
    another.key = "confirm/2";
    EXPECT_NE(first, must(compose(another, lantern(), {}, friday, one)).bytes);
    EXPECT_THAT(first, Not(HasSubstr("confirm/1"))) << "a key may tell something";
}

TEST(MailMessage, IsRefusedWhereAHeaderWouldBreakOut)
{
    for (std::string const& evil : std::vector<std::string>{"x\r\nBcc: all@example.org",
             "x\nBcc: b@c.example", "x\rBcc: b", std::string("x\0y", 3), "\xff"}) {
        auto bad = letter();
        bad.subject = evil;
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "subject";
        bad = letter();
        bad.to = "ana@example.org" + evil;
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "to";
        bad = letter();
        bad.language = evil;
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "language";
        bad = letter();
        bad.headers[0].second = evil;
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "header";
        bad = letter();
        bad.headers[0].first = evil;
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "header's name";
    }
    auto bad = letter();
    bad.headers[0] = {std::string(FieldLimits::name + 1, 'x'), "Фонарь"};
    EXPECT_THAT(composed(bad), StartsWith("refused: ")) << "a name that leaves no room on its line";
    bad.headers[0].first.pop_back();
    EXPECT_EQ(parsed_by_others(composed(bad)).fault, "");
}

TEST(MailMessage, IsRefusedWhereItsHeadWouldSayThingsTwice)
{
    for (char const* name : {"From", "to", "BCC", "Subject", "Date", "Message-Id", "Content-Type",
             "DKIM-Signature", "Auto-Submitted", "list-unsubscribe", "X Y", "X:", ""}) {
        auto bad = letter();
        bad.headers.emplace_back(name, "x");
        EXPECT_THAT(composed(bad), StartsWith("refused: ")) << name;
    }
}

TEST(MailMessage, IsRefusedWhereItIsTooLong)
{
    auto bad = letter();
    bad.subject = std::string(8'001, 'x');
    EXPECT_THAT(composed(bad), HasSubstr("8000 bytes"));
    bad = letter();
    bad.html = std::string((1 << 20) + 1, 'x');
    EXPECT_THAT(composed(bad), StartsWith("refused: "));
    bad = letter();
    bad.subject = std::string(8'000, 'x');
    EXPECT_EQ(parsed_by_others(composed(bad)).fault, "") << "a word that cannot be folded is encoded";
}

TEST(MailDkim, IsVerifiedByAnotherProgram)
{
    std::vector<DkimKey> const keys{must(DkimKey::make("lantern.example", "r2026", DkimAlgorithm::rsa)),
        must(DkimKey::make("lantern.example", "e2026", DkimAlgorithm::ed25519)),
        must(DkimKey::make("other.example", "r2026", DkimAlgorithm::rsa))};
    std::map<std::string, std::string> records;
    for (auto const& key : keys)
        records[key.record_name()] = key.record();
    constexpr auto fields = "from:to:subject:date:message-id:mime-version:content-type:content-language:"
                            "auto-submitted:list-unsubscribe:list-unsubscribe-post";
    auto const expected = fmt::format(
        "pass rsa-sha256 lantern.example {0}\npass ed25519-sha256 lantern.example {0}\n", fields);
    auto message = composed(letter(), keys);
    EXPECT_EQ(dkim_verified_by_others(message, records), expected);

    auto plain = letter();
    plain.html.clear();
    for (auto const* text : {"", "\n\n\n", "a  b\t c \n\n\n"}) {
        plain.text = text;
        EXPECT_THAT(dkim_verified_by_others(composed(plain, keys), records),
            testing::AllOf(HasSubstr("pass rsa"), HasSubstr("pass ed")))
            << text;
    }

    auto const twice = message.find("From: ");
    EXPECT_THAT(dkim_verified_by_others(
                    message.substr(0, twice) + "From: x@y.example\r\n" + message.substr(twice), records),
        Not(HasSubstr("pass")))
        << "nobody can add another sender";
    message.replace(message.find("xxxx"), 4, "xxyx");
    EXPECT_THAT(dkim_verified_by_others(message, records), Not(HasSubstr("pass")))
        << "the judge can find fault";
}

TEST(MailDkim, KeysAreReadBack)
{
    for (auto const algorithm : {DkimAlgorithm::rsa, DkimAlgorithm::ed25519}) {
        auto const key = must(DkimKey::make("Lantern.Example", "s1", algorithm));
        auto const again = must(DkimKey::from_pem("lantern.example", "s1", key.pem()));
        EXPECT_EQ(again.record(), key.record());
        EXPECT_EQ(again.record_name(), "s1._domainkey.lantern.example");
    }
    EXPECT_FALSE(DkimKey::from_pem(
        "lantern.example", "s1", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
                     .ok());
    EXPECT_FALSE(DkimKey::make("lantern.example", "s 1", DkimAlgorithm::rsa).ok());
    EXPECT_FALSE(DkimKey::make("lan tern", "s1", DkimAlgorithm::rsa).ok());
}

TEST(MailDkim, SignsForItsDomainAndThoseBelow)
{
    std::vector<DkimKey> const keys{must(DkimKey::make("lantern.example", "a", DkimAlgorithm::ed25519)),
        must(DkimKey::make("news.lantern.example", "b", DkimAlgorithm::ed25519))};
    EXPECT_EQ(keys_for(keys, "lantern.example").front()->selector(), "a");
    EXPECT_EQ(keys_for(keys, "news.lantern.example").front()->selector(), "b");
    EXPECT_EQ(keys_for(keys, "deep.news.lantern.example").front()->selector(), "b");
    EXPECT_TRUE(keys_for(keys, "slantern.example").empty());
    EXPECT_TRUE(keys_for(keys, "example").empty());
}

TEST(MailBody, IsPouredWithItsPlacesFilled)
{
    std::string_view const names[]{"{leave}", "{manage}"};
    BodyMould const mould({"Текст\nLeave: {leave}\nManage: {manage}",
                              "<a href=\"{leave}\">Leave</a> <a href='{manage}'>x</a>", "b1"},
        names);
    std::vector<std::string> const values{
        "https://lantern.example/leave/" + std::string(200, 'a') + "?x=1&y=2", "https://m.example/  two"};
    auto const body = mould.pour(values);
    auto const parsed = parsed_by_others("Subject: x\r\n" + mould.fields() + "\r\n" + body.bytes);
    ASSERT_EQ(parsed.fault, "");
    EXPECT_EQ(parsed.parts.at("text/plain"), "Текст\nLeave: " + values[0] + "\nManage: " + values[1]);
    EXPECT_THAT(parsed.parts.at("text/html"), HasSubstr("aa?x=1&amp;y=2\">Leave"));

    // What is hashed in pieces is what would be hashed as a whole.
    std::vector<DkimKey> const keys{must(DkimKey::make("lantern.example", "s", DkimAlgorithm::ed25519))};
    std::string const head = "From: a@lantern.example\r\nSubject: x\r\n" + mould.fields();
    auto const signature = must(dkim_signatures({&keys[0]}, head, body.hash, friday));
    EXPECT_THAT(dkim_verified_by_others(
                    signature + head + "\r\n" + body.bytes, {{keys[0].record_name(), keys[0].record()}}),
        StartsWith("pass ed25519"));
}

TEST(MailQuotedPrintable, KeepsToItsLines)
{
    for (std::string text : {std::string("."), std::string(".\n.\n..x"), std::string(75, 'x') + ".x",
             "From x\n" + std::string(75, 'y') + "From z", std::string(500, ' '), std::string("a\tb\t\nc"),
             std::string("x=3D\ny"), std::string("ы").append(400, 'z')}) {
        std::string encoded;
        append_quoted_printable(encoded, text);
        for (std::size_t begin = 0; begin < encoded.size();) {
            auto const end = encoded.find("\r\n", begin);
            ASSERT_NE(end, encoded.npos);
            EXPECT_LE(end - begin, 76u);
            auto const line = encoded.substr(begin, end - begin);
            EXPECT_FALSE(line.starts_with(".") || line.starts_with("From ") || line.ends_with(" ")
                || line.ends_with("\t"))
                << line;
            begin = end + 2;
        }
        std::string expected;
        for (char c : text)
            expected += c == '\n' ? "\r\n" : std::string(1, c);
        EXPECT_EQ(decode_quoted_printable(encoded), expected);
    }
}

} // namespace

} // namespace broadsheet::mail

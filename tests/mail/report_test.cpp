#include "mail/report.h"

#include "mail/intake_listener.h"
#include "mail/maildir.h"

#include "base/file.h"
#include "base/file_descriptor.h"
#include "support/database.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace broadsheet::mail {

namespace {

using test::must;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Kind = Report::Kind;

// Postfix's form.
std::string bounce(std::string const& action, std::string const& status)
{
    return "Return-Path: <>\r\nDelivered-To: bounces+1-2-abc@lantern.example\r\nFrom: "
           "MAILER-DAEMON@relay.example\r\n"
           "To: bounces+1-2-abc@lantern.example\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; "
           "report-type=delivery-status;\r\n\tboundary=\"A1B2.123/relay.example\"\r\n\r\n"
           "This is a MIME-encapsulated message.\r\n\r\n--A1B2.123/relay.example\r\nContent-Type: "
           "text/plain\r\n\r\nI'm sorry.\r\n\r\n"
           "--A1B2.123/relay.example\r\nContent-Description: Delivery report\r\nContent-Type: "
           "message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; relay.example\r\nArrival-Date: Fri, 27 Nov 2026 09:00:00 +0000\r\n\r\n"
           "Final-Recipient: rfc822; ana@example.org\r\nAction: "
        + action + "\r\nStatus: " + status
        + "\r\nDiagnostic-Code: smtp; 550 5.7.1 Status: 5.1.1\r\n    folded\r\n\r\n"
          "--A1B2.123/relay.example\r\nContent-Type: message/rfc822\r\n\r\nReturn-Path: "
          "<bounces+1-2-abc@lantern.example>\r\nSubject: x\r\n\r\nx\r\n"
          "--A1B2.123/relay.example--\r\n";
}

std::string complaint(std::string const& type)
{
    return "From: fbl@provider.example\r\nTo: abuse@lantern.example\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=feedback-report; boundary=xyz\r\n\r\n"
           "--xyz\r\nContent-Type: text/plain\r\n\r\nSomebody complains.\r\n--xyz\r\nContent-Type: "
           "message/feedback-report\r\n\r\n"
           "Feedback-Type: "
        + type
        + "\r\nUser-Agent: x/1\r\nVersion: 1\r\nOriginal-Mail-From: <bounces+1-2-abc@lantern.example>\r\n"
          "\r\n--xyz\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--xyz--\r\n";
}

TEST(MailReport, TellsDeadMailboxesFromOthers)
{
    EXPECT_EQ(read_report(bounce("failed", "5.1.1")).kind, Kind::hard);
    EXPECT_EQ(read_report(bounce("Failed", "5.1.10")).kind, Kind::hard);
    EXPECT_EQ(read_report(bounce("failed", "5.2.2")).kind, Kind::soft);
    EXPECT_EQ(read_report(bounce("failed", "4.4.7")).kind, Kind::soft);
    EXPECT_EQ(read_report(bounce("failed", "rubbish")).kind, Kind::soft);
    EXPECT_EQ(read_report(bounce("delayed", "4.4.1")).kind, Kind::none);
    EXPECT_EQ(read_report(bounce("delivered", "2.0.0")).kind, Kind::none);
    auto const report = read_report(bounce("failed", "5.1.1"));
    EXPECT_EQ(report.status, "5.1.1");
    EXPECT_EQ(report.delivered_to, "bounces+1-2-abc@lantern.example");
    EXPECT_EQ(report.original_from, "bounces+1-2-abc@lantern.example");
}

TEST(MailReport, KnowsComplaints)
{
    auto const report = read_report(complaint("abuse"));
    EXPECT_EQ(report.kind, Kind::complaint);
    EXPECT_EQ(report.original_from, "bounces+1-2-abc@lantern.example");
    EXPECT_EQ(read_report(complaint("not-spam")).kind, Kind::none);
    EXPECT_EQ(read_report(complaint("auth-failure")).kind, Kind::none);
}

TEST(MailReport, IsNoneWhateverElseComes)
{
    auto const whole = bounce("failed", "5.1.1");
    for (std::string const& text : std::vector<std::string>{"", "\n", "x",
             "Subject: I am away\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n",
             "Content-Type: multipart/report\r\n\r\n--x\r\n",
             "Content-Type: multipart/report; boundary=\"\"\r\n\r\n--\r\nAction: failed\r\n",
             "Content-Type: multipart/report; boundary=" + std::string(71, 'x') + "\r\n\r\n--"
                 + std::string(71, 'x')
                 + "\r\nContent-Type: message/delivery-status\r\n\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
             "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: "
             "message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"})
        EXPECT_EQ(read_report(text).kind, Kind::none) << text;
    for (std::size_t size = 0; size < whole.size(); ++size)
        (void)read_report(std::string_view(whole).substr(0, size));
    std::string bomb = "Content-Type: multipart/report; boundary=x\r\n\r\n";
    for (int count = 0; count < 100'000; ++count)
        bomb += "--x\r\n\r\n";
    EXPECT_EQ(read_report(bomb).kind, Kind::none);
}

struct Taken {
    std::vector<std::string> all;
    Result<void> answer;
    TakeIn take_in()
    {
        return [this](std::string_view to, std::string_view message) -> Result<void> {
            all.push_back(fmt::format("{}: {}", to, message));
            return answer;
        };
    }
};

TEST(SmtpIntake, TakesMessagesBySmtpAndLmtp)
{
    Taken taken;
    SmtpIntake smtp(taken.take_in());
    EXPECT_THAT(smtp.receive("EHLO mail.example\r\n"), EndsWith("250 SIZE 1048576\r\n"));
    EXPECT_EQ(
        smtp.receive("MAIL FROM:<> SIZE=5\r\nRCPT TO:<a@b.example>\r\nrcpt to:<c@d.example>\r\nDATA\r\n"),
        "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n354 End with a dot\r\n");
    EXPECT_EQ(smtp.receive("Subject: x\r\n\r\n..dot\r\n.\r"), "");
    EXPECT_EQ(smtp.receive("\nQUIT\r\n"), "250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n");
    EXPECT_TRUE(smtp.is_over());
    EXPECT_THAT(taken.all,
        ElementsAre("a@b.example: Subject: x\r\n\r\n.dot\r\n", "c@d.example: Subject: x\r\n\r\n.dot\r\n"));

    SmtpIntake lmtp(taken.take_in());
    lmtp.receive(
        "LHLO mail.example\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
    EXPECT_EQ(lmtp.receive("x\r\n.\r\n"), "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n") << "an answer a recipient";
    taken.answer = invalid("no such copy");
    lmtp.receive("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n");
    EXPECT_THAT(lmtp.receive("x\r\n.\r\n"), StartsWith("550 "));
    taken.answer = io_error("database");
    lmtp.receive("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n");
    EXPECT_THAT(lmtp.receive("x\r\n.\r\n"), StartsWith("451 ")) << "the server keeps it";
}

TEST(SmtpIntake, RefusesWhatIsOutOfPlaceOrTooMuch)
{
    Taken taken;
    auto answer = [&](std::string const& bytes) { return SmtpIntake(taken.take_in()).receive(bytes); };
    EXPECT_THAT(answer("RCPT TO:<a@b.example>\r\n"), StartsWith("503"));
    EXPECT_THAT(answer("DATA\r\n"), StartsWith("503"));
    EXPECT_THAT(answer("MAIL FROM:x\r\n"), StartsWith("501"));
    EXPECT_THAT(answer("MAIL FROM:<>\r\nRCPT TO:<a>\r\n"), HasSubstr("550"));
    EXPECT_THAT(answer("VRFY ana\r\n"), StartsWith("502"));
    EXPECT_THAT(answer(std::string(5'000, 'x')), StartsWith("500"));
    EXPECT_THAT(answer(std::string(5'000, 'x') + "\r\n"), StartsWith("500"));
    std::string errors;
    for (int count = 0; count < 30; ++count)
        errors += "WHAT\r\n";
    EXPECT_THAT(answer(errors), EndsWith("421 4.7.0 Too many errors\r\n"));
    std::string many = "MAIL FROM:<>\r\n";
    for (int count = 0; count < 101; ++count)
        many += "RCPT TO:<a@b.example>\r\n";
    EXPECT_THAT(answer(many), EndsWith("452 4.5.3 Too many recipients\r\n"));
    SmtpIntake intake(taken.take_in());
    intake.receive("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n");
    for (int count = 0; count < 20'000; ++count)
        intake.receive(std::string(100, 'x') + "\r\n");
    EXPECT_THAT(intake.receive(".\r\n"), StartsWith("552"));
    EXPECT_THAT(taken.all, IsEmpty());
    intake.receive("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n");
    EXPECT_EQ(intake.receive("x\r\n.\r\n"), "250 2.0.0 Ok\r\n") << "and goes on";
}

std::string converse(std::string const& address, std::string const& words)
{
    FileDescriptor const file(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
    if (connect(file.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
        return "no connection";
    (void)!send(file.get(), words.data(), words.size(), MSG_NOSIGNAL);
    std::string heard;
    char bytes[4096];
    for (auto size = recv(file.get(), bytes, sizeof bytes, 0); size > 0;
         size = recv(file.get(), bytes, sizeof bytes, 0))
        heard.append(bytes, static_cast<std::size_t>(size));
    return heard;
}

TEST(IntakeListener, TakesReportsOnThisMachineOnly)
{
    for (auto const* address :
        {"0.0.0.0:0", "192.0.2.1:25", "localhost:25", "127.0.0.1", "127.0.0.1:x", "", "::1:25"})
        EXPECT_FALSE(IntakeListener::start(address, {}).ok()) << address;
    Taken taken;
    auto const listener = must(IntakeListener::start("127.0.0.1:0", taken.take_in()));
    EXPECT_THAT(converse(listener->address(),
                    "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nhello\r\n.\r\nQUIT\r\n"),
        testing::AllOf(StartsWith("220 "), EndsWith("221 2.0.0 Bye\r\n")));
    EXPECT_THAT(taken.all, ElementsAre("a@b.example: hello\r\n"));
}

TEST(Maildir, IsTakenInAndEmptied)
{
    test::TemporaryFolder const folder;
    auto const& maildir = folder.path();
    for (auto const* name : {"1.a", "2.b", "3.c"})
        must(write_file_atomically(maildir / "new" / name, name));
    auto take_in = [](std::string_view, std::string_view message) -> Result<void> {
        if (message == "2.b")
            return invalid("from a person");
        if (message == "3.c")
            return io_error("the database is away");
        return {};
    };
    EXPECT_FALSE(take_from_maildir(maildir, take_in).ok());
    std::vector<std::string> left;
    must(for_each_file(maildir, [&](auto const& file) -> Result<void> {
        left.push_back(file.lexically_relative(maildir).string());
        return {};
    }));
    EXPECT_THAT(left, testing::IsSupersetOf({"new/3.c"}));
    auto const taken = must(take_from_maildir(maildir, [](auto, auto) { return Result<void>(); }));
    EXPECT_GE(taken.taken, 1u);
    EXPECT_FALSE(take_from_maildir(maildir / "nowhere", take_in).ok());
}

} // namespace

} // namespace broadsheet::mail

// `broadsheet mail`, as it is used.
#include "cli/program.h"
#include "support/smtp_server.h"

#include <fstream>
#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

using test::run;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class MailCommands : public testing::Test {
protected:
    MailCommands()
    {
        EXPECT_EQ(run({"--data", data_, "init"}).exit_code, 0);
        std::ofstream(password_) << "open sesame\n";
    }

    // Returns what the command says, having ended with the code.
    std::string say(std::vector<std::string> const& command, int code = 0) const
    {
        std::vector<std::string> all{"--data", data_, "mail"};
        all.insert(all.end(), command.begin(), command.end());
        auto const outcome = run(all);
        EXPECT_EQ(outcome.exit_code, code) << outcome.output;
        return outcome.output;
    }

    test::TemporaryFolder folder_;
    std::string data_ = folder_.path() / "paper";
    std::string password_ = folder_.path() / "password";
};

TEST_F(MailCommands, SetRelaysWithoutShowingPasswords)
{
    EXPECT_THAT(say({"status"}), HasSubstr("captured outbox"));
    say({"relay", "main", "smtps://letters@relay.example?weight=3&rate=14/s", "--password-file", password_});
    EXPECT_THAT(say({"status"}),
        AllOf(HasSubstr("main at smtps://relay.example:465, as letters, weight 3"), HasSubstr("14/s"),
            Not(HasSubstr("sesame"))));
    EXPECT_THAT(
        say({"status", "--json"}), AllOf(HasSubstr("\"has_password\":true"), Not(HasSubstr("sesame"))));
    EXPECT_THAT(
        say({"relay", "other", "smtp://letters:secret@relay.example"}, 2), HasSubstr("--password-file"));
    EXPECT_THAT(say({"relay", "other", "http://relay.example"}, 2), HasSubstr("a relay is written smtp://"));
    say({"relay", "main", "--remove"});
    EXPECT_THAT(say({"relay", "main", "--remove"}, 2), HasSubstr("there is no relay main"));
}

TEST_F(MailCommands, TryRelays)
{
    test::SmtpServer server({}, "AUTH PLAIN");
    say({"relay", "main", "smtp://letters@127.0.0.1:" + std::to_string(server.port()), "--password-file",
        password_});
    EXPECT_THAT(say({"try"}, 1),
        AllOf(HasSubstr("main answers and lets us in"), HasSubstr("no sender"),
            HasSubstr("broadsheet mail sender")));
    say({"sender", "letters@lantern.example", "--name", "The Lantern"});
    EXPECT_THAT(say({"try"}), Not(HasSubstr("no sender")));
    say({"relay", "dead", "smtp://127.0.0.1:1"});
    EXPECT_THAT(say({"try"}, 1), HasSubstr("the mail relay dead (smtp://127.0.0.1:1) is not reached"));
}

TEST_F(MailCommands, SetSenderAndRates)
{
    say({"sender", "letters@lantern.example", "--name", "The Lantern", "--return-path",
        "bounces@lantern.example"});
    say({"rate", "provider.example", "20/s 10000/h"});
    EXPECT_THAT(say({"status"}),
        AllOf(HasSubstr("The Lantern <letters@lantern.example>"), HasSubstr("bounces@lantern.example"),
            HasSubstr("To provider.example: 20/s 10000/h")));
    EXPECT_THAT(say({"sender", "nobody"}, 2), HasSubstr("an address has an @"));
    EXPECT_THAT(say({"rate", "provider.example", "fast"}, 2), HasSubstr("is no rate"));
}

TEST_F(MailCommands, MakeKeysThatSignOnceTheyAreActive)
{
    EXPECT_THAT(say({"dkim-key", "lantern.example", "--selector", "s1"}),
        AllOf(HasSubstr("s1._domainkey.lantern.example. IN TXT \"v=DKIM1; k=rsa; p="),
            Not(HasSubstr("PRIVATE"))));
    EXPECT_THAT(
        say({"dkim-key", "lantern.example", "--selector", "s1"}, 2), HasSubstr("choose another selector"));
    EXPECT_THAT(say({"status"}), HasSubstr("does not sign yet"));
    say({"dkim-key", "lantern.example", "--selector", "s1", "--activate"});
    EXPECT_THAT(say({"status"}), Not(HasSubstr("does not sign yet")));
    say({"dkim-key", "lantern.example", "--selector", "s1", "--remove"});
    EXPECT_THAT(say({"dkim-key", "lantern.example", "--selector", "s1", "--activate"}, 2),
        HasSubstr("no key with the selector"));
}

} // namespace

} // namespace broadsheet::cli

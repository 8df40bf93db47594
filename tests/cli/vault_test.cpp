// `broadsheet vault`, as it is used.
#include "cli/program.h"
#include "db/database.h"
#include "places.h"
#include "support/database.h"
#include "vault/ceremony.h"

#include <fstream>
#include <gmock/gmock.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::cli {

namespace {

using test::run;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto passphrase = "ferry granite moss lantern orbit velvet";
constexpr auto newer_passphrase = "walnut echo prism harbour quilt ember";

class VaultCommands : public testing::Test {
protected:
    VaultCommands()
    {
        EXPECT_EQ(run({"--data", data_, "init"}).exit_code, 0);
        auto const created = must({"create", "--passphrase-file", passphrase_});
        constexpr std::string_view label = "Recovery code: ";
        code_ = file("code", created.substr(created.find(label) + label.size(), 34));
    }

    std::string file(std::string const& name, std::string_view content) const
    {
        auto const path = folder_.path() / name;
        std::ofstream(path) << content;
        return path.string();
    }
    std::vector<std::string> of(std::vector<std::string> const& command) const
    {
        std::vector<std::string> all{"--data", data_, "vault"};
        all.insert(all.end(), command.begin(), command.end());
        return all;
    }
    std::string must(std::vector<std::string> const& command) const
    {
        auto outcome = run(of(command));
        EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
        return outcome.output;
    }
    // Returns what a command says that fails.
    std::string refused(std::vector<std::string> const& command) const
    {
        auto outcome = run(of(command));
        EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
        return outcome.output;
    }

    test::TemporaryFolder folder_;
    std::string data_ = folder_.path() / "paper";
    std::string passphrase_ = file("passphrase", passphrase);
    std::string newer_ = file("newer", newer_passphrase);
    std::string code_; // the file with the recovery code
};

TEST_F(VaultCommands, CreateMakesOneThatPassphraseAndCodeOpen)
{
    EXPECT_THAT(must({"try", "--passphrase-file", passphrase_}), HasSubstr("opens the vault, keys no. 1"));
    EXPECT_THAT(must({"try", "--recovery-code-file", code_}), HasSubstr("opens the vault"));
    EXPECT_THAT(refused({"try", "--passphrase-file", newer_}), HasSubstr("this passphrase does not open"));
    EXPECT_THAT(refused({"create", "--passphrase-file", newer_}), HasSubstr("there is a vault"));
    EXPECT_THAT(must({"status", "--json"}),
        AllOf(HasSubstr("\"opened_by\":[\"passphrase\",\"recovery-code\"]"), HasSubstr("\"records\":0")));
}

TEST_F(VaultCommands, CreateRefusesWhatWouldBeGuessed)
{
    must({"shred", "--yes"});
    EXPECT_THAT(refused({"create", "--passphrase-file", file("weak", "password password")}),
        AllOf(HasSubstr("could guess it"), Not(HasSubstr("Recovery code"))));
    EXPECT_THAT(must({"status"}), HasSubstr("There is no vault"));
}

TEST_F(VaultCommands, AKeyFileOpensUntilItIsReplacedOrRemoved)
{
    auto const key = (folder_.path() / "vault.key").string();
    EXPECT_THAT(
        must({"key-file", key, "--passphrase-file", passphrase_}), Not(HasSubstr("earlier key file")));
    must({"try", "--key-file", key});
    EXPECT_THAT(refused({"key-file", key, "--key-file", key}), HasSubstr("is there already"));
    must({"try", "--key-file", key}); // what was not written replaces nothing
    must({"remove-key-file"});
    EXPECT_THAT(refused({"try", "--key-file", key}), HasSubstr("not opened by a key-file"));
    EXPECT_THAT(refused({"remove-key-file"}), HasSubstr("no key file opens"));
}

TEST_F(VaultCommands, RotateChangesWhatOpensIt)
{
    EXPECT_THAT(must({"rotate", "--recovery-code-file", code_, "--new-passphrase-file", newer_}),
        AllOf(HasSubstr("Recovery code: "), HasSubstr("if none comes, cross it out.\nSaved: "),
            HasSubstr("All is sealed to the new keys")));
    EXPECT_THAT(must({"try", "--passphrase-file", newer_}), HasSubstr("keys no. 2"));
    EXPECT_THAT(refused({"try", "--passphrase-file", passphrase_}), HasSubstr("does not open"));
    EXPECT_THAT(refused({"try", "--recovery-code-file", code_}), HasSubstr("does not open"));
}

// A rotation that was cut off once its keys were saved.
TEST_F(VaultCommands, RotateGoesOnWithTheNewCode)
{
    auto const secret = [](std::string_view text) { return test::must(vault::Secret::copy_of(text)); };
    SystemRandom random;
    auto const database = test::must(db::Database::open(data_ + "/broadsheet.db"));
    auto const connection = test::must(database->connect());
    auto const keys = test::must(vault::unlock(*connection, vault::DoorKind::passphrase, secret(passphrase)));
    auto const ceremony = test::must(vault::Ceremony::after(keys, secret(newer_passphrase), random));
    ASSERT_TRUE(ceremony.save(*connection, SystemClock()).ok());
    EXPECT_THAT(must({"status"}), HasSubstr("A rotation has 0 records to go"));
    EXPECT_THAT(refused({"rotate", "--recovery-code-file", code_}), HasSubstr("does not open"));
    auto const newer_code = file("newer code", ceremony.recovery_code().view());
    EXPECT_THAT(must({"rotate", "--recovery-code-file", newer_code}), HasSubstr("All is sealed"));
    EXPECT_THAT(must({"status"}), Not(HasSubstr("A rotation")));
}

TEST_F(VaultCommands, OneReaderIsLookedUpBlockedAndErased)
{
    auto const paper = [&](std::vector<std::string> command) {
        command.insert(command.begin(), {"--data", data_});
        auto const outcome = run(command);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
        return outcome.output;
    };
    auto const address = file("address", "ana@example.org\n");
    auto const reader = [&](std::string const& act) {
        return paper(
            {"newsletter", "reader", act, "--address-file", address, "--passphrase-file", passphrase_});
    };
    paper({"newsletter", "create", "weekly", "--name", "Weekly"});
    auto const list = file("list.csv", "email,colour\nana@example.org,red\n");
    std::vector<std::string> const import{
        "newsletter", "import", "weekly", list, "--policy", "none", "--passphrase-file", passphrase_};
    EXPECT_THAT(reader("look"), HasSubstr("Nothing is known"));
    EXPECT_THAT(paper(import), AllOf(HasSubstr("Added: 1"), HasSubstr("Columns passed over: colour.")));
    EXPECT_THAT(reader("look"), HasSubstr("weekly\tactive"));
    EXPECT_THAT(reader("unsubscribe"), HasSubstr("weekly\tended"));
    EXPECT_THAT(reader("erase"), HasSubstr("Nothing is known"));
    EXPECT_THAT(reader("block"), HasSubstr("weekly\tended"));
    EXPECT_THAT(paper(import), HasSubstr("Have unsubscribed here, and stay so: 1"));
    EXPECT_THAT(
        paper({"newsletter", "export", "weekly", "-", "--format", "plain", "--passphrase-file", passphrase_}),
        HasSubstr("0 addresses are in standard output"));
}

TEST_F(VaultCommands, ShredAsksFirst)
{
    EXPECT_THAT(refused({"shred"}), HasSubstr("say --yes"));
    EXPECT_THAT(must({"shred", "--yes"}), HasSubstr("0 addresses are gone"));
    EXPECT_THAT(must({"status"}), HasSubstr("There is no vault"));
    EXPECT_THAT(refused({"shred", "--yes"}), HasSubstr("there is no vault"));
}

// Somebody at a terminal, who answers each prompt with a line; returns what they saw.
std::string typed(std::vector<std::string> const& arguments, std::vector<std::string> lines)
{
    int terminal = -1;
    auto const child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        std::vector<char*> words{const_cast<char*>(BROADSHEET_PROGRAM)};
        for (auto const& argument : arguments)
            words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        ::execv(words[0], words.data());
        ::_exit(127);
    }
    std::string seen;
    for (char c = 0; ::read(terminal, &c, 1) == 1;) {
        seen += c;
        if (seen.ends_with(": ") && !lines.empty()) {
            auto const line = lines.front() + "\r";
            lines.erase(lines.begin());
            EXPECT_EQ(::write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
        }
    }
    ::close(terminal);
    ::waitpid(child, nullptr, 0);
    return seen;
}

TEST_F(VaultCommands, WhatIsTypedIsNotSeen)
{
    auto const slip = std::string(passphrase) + "\u0431\x7f"; // taken back
    EXPECT_THAT(typed(of({"try"}), {slip}), AllOf(HasSubstr("It opens the vault"), Not(HasSubstr("ferry"))));
    EXPECT_THAT(typed(of({"try"}), {"\x03"}), HasSubstr("stopped: nothing was done"));
    must({"shred", "--yes"});
    EXPECT_THAT(typed(of({"create"}), {passphrase, newer_passphrase}), HasSubstr("are not the same"));
    EXPECT_THAT(typed(of({"create"}), {passphrase, passphrase}), HasSubstr("Recovery code: "));
}

} // namespace

} // namespace broadsheet::cli

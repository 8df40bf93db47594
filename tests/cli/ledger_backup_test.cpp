// A ledger that a backup brought back is told from one that somebody made shorter.
#include "base/file.h"
#include "cli/paper.h"
#include "db/transaction.h"
#include "http/client.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/ledger_heads.h"
#include "support/providers/demonstration/demonstration.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {

namespace {

namespace fs = std::filesystem;
using test::must;
using test::Paper;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LedgerBackup : public testing::TestWithParam<db::Dialect> {
protected:
    LedgerBackup()
    {
        must_run({"init", "--title", "The Lantern"});
        must_run({"support", "provider", "demonstration", "--on"});
    }

    std::string must_run(std::vector<std::string> const& command) const
    {
        auto const outcome = paper_.run(command);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
        return outcome.output;
    }

    // Gives something, and returns the ledger's end.
    std::string give()
    {
        auto const database = paper_.open();
        auto const connection = must(database->connect());
        support::Contributions contributions(*connection, {clock_, random_, client_});
        support::Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.currency = must(support::find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.form = random_.hex(8);
        auto const begun
            = must(contributions.begin(wish, [](support::Pledge const&) { return support::WayBack{}; }));
        must(db::transaction(*connection, db::Access::write, [&] {
            return support::demonstrate(*connection, clock_, begun.pledge, support::Demonstrated::paid, 0);
        }));
        must(contributions.look(begun.pledge));
        return must(support::ledger_head(*connection));
    }

    static void take_off_the_end(Paper const& paper)
    {
        auto const database = paper.open();
        auto const connection = must(database->connect());
        must(connection->execute("DELETE FROM receipts WHERE entry = (SELECT MAX(number) FROM ledger)"));
        must(connection->execute("DELETE FROM ledger WHERE number = (SELECT MAX(number) FROM ledger)"));
    }

    test::TemporaryFolder folder_;
    Paper paper_{GetParam(), folder_.path() / "paper"};
    Paper restored_{GetParam(), folder_.path() / "restored"};
    std::string backup_ = (folder_.path() / "paper.tar.zst").string();
    SystemClock clock_;
    SystemRandom random_;
    http::CurlClient client_;
};

TEST_P(LedgerBackup, WhatWasNotedAfterItIsGoneForAReason)
{
    auto const before = give();
    must_run({"backup", backup_});
    auto const after = give();
    auto const brought_back = restored_.run({"restore", backup_});
    EXPECT_EQ(brought_back.exit_code, 0) << brought_back.output;
    EXPECT_THAT(brought_back.output, HasSubstr("ends with " + before));
    EXPECT_THAT(must(read_file(restored_.data / "ledger-heads")), HasSubstr(" restored 20"));

    EXPECT_THAT(
        restored_.run({"check"}).output, HasSubstr("the ledger of contributions is as it was written"));
    EXPECT_EQ(restored_.run({"support", "status", "--since", before}).exit_code, 0);
    auto const later = restored_.run({"support", "status", "--since", after});
    EXPECT_EQ(later.exit_code, 1);
    EXPECT_THAT(later.output, AllOf(HasSubstr("a backup was restored"), HasSubstr("ended with entry 2")));
    EXPECT_THAT(paper_.run({"support", "status", "--since", after}).output, HasSubstr("is whole"));

    // What is taken out after that has no such reason, though its end was noted after the backup, too.
    take_off_the_end(restored_);
    auto const shortened = restored_.run({"support", "status"});
    EXPECT_EQ(shortened.exit_code, 1);
    EXPECT_THAT(shortened.output, AllOf(HasSubstr("taken out"), Not(HasSubstr("restored"))));
}

TEST_P(LedgerBackup, OneThatWasShortenedBeforeStaysSo)
{
    give();
    must_run({"support", "status"});
    must_run({"support", "reconcile"}); // notes the end
    take_off_the_end(paper_);
    must_run({"backup", backup_});
    auto const brought_back = restored_.run({"restore", backup_});
    EXPECT_EQ(brought_back.exit_code, 1);
    EXPECT_THAT(brought_back.output,
        AllOf(HasSubstr("Restored"), HasSubstr("is not as the backup itself says"), HasSubstr("taken out")));
    EXPECT_THAT(restored_.run({"check"}).output, HasSubstr("taken out"));
}

ON_BOTH_DATABASES(LedgerBackup);

} // namespace

} // namespace broadsheet::cli

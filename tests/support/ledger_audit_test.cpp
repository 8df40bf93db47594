// What was changed behind the program's back shows.
#include "support/ledger_audit.h"

#include "base/file.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/fake_client.h"
#include "support/providers/demonstration/demonstration.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::HasSubstr;

class LedgerAuditTest : public test::DatabaseTest {
protected:
    LedgerAuditTest()
    {
        must(db::transaction(connection_, db::Access::write, [&] {
            return save_provider_setup(connection_, *find_provider_kind("demonstration"), {true, {}});
        }));
        pay(begin());
        pay(begin());
        must(heads_.note(connection_));
        head_ = must(ledger_head(connection_));
    }

    Pledge begin()
    {
        Contributions::Wish wish;
        wish.pledge.provider = "demonstration";
        wish.pledge.frequency = Frequency::monthly;
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 500;
        wish.pledge.language = "en";
        wish.form = random_.hex(8);
        wish.wording = "I agree.";
        return must(contributions_.begin(wish, [](Pledge const&) { return WayBack{}; })).pledge;
    }
    void pay(Pledge const& pledge)
    {
        must(db::transaction(connection_, db::Access::write,
            [&] { return demonstrate(connection_, clock_, pledge, Demonstrated::paid, 0); }));
        must(contributions_.look(pledge));
    }
    std::string trouble() { return must(first_trouble(connection_, heads_)); }
    void as_an_intruder(std::string_view sql)
    {
        // Whoever has the file is bound by no foreign key.
        if (GetParam() == db::Dialect::sqlite)
            must(connection_.execute("PRAGMA foreign_keys = OFF"));
        must(connection_.execute(sql));
    }

    test::FakeClient client_;
    Contributions contributions_{connection_, {clock_, random_, client_}};
    test::TemporaryFolder folder_;
    LedgerHeads heads_{folder_.path()};
    std::string head_;
};

TEST_P(LedgerAuditTest, FindsNothingWhereAllIsAsWritten)
{
    EXPECT_EQ(trouble(), "");
    must(heads_.note(connection_));
    auto const changed
        = must(contributions_.change_amount(must(contributions_.pledges().find_number(1)), 700));
    must(contributions_.cancel(changed));
    EXPECT_EQ(trouble(), "");
    EXPECT_TRUE(heads_.check_since(connection_, head_).ok());
    EXPECT_TRUE(heads_.check_since(connection_, "0:").ok());
    EXPECT_FALSE(heads_.check_since(connection_, "4").ok());
    must(heads_.note(connection_));
    auto const noted = must(read_file(folder_.path() / "ledger-heads"));
    EXPECT_EQ(std::ranges::count(noted, '\n'), 2) << noted;
}

TEST_P(LedgerAuditTest, FindsWhatWasTakenOffItsEnd)
{
    as_an_intruder("DELETE FROM receipts WHERE entry > 2");
    as_an_intruder("DELETE FROM ledger WHERE number > 2");
    EXPECT_TRUE(Ledger(connection_).verify().ok()) << "its hashes tell nothing";
    EXPECT_THAT(trouble(), HasSubstr("taken out"));
    EXPECT_THAT(heads_.check_since(connection_, head_).error().message, HasSubstr("taken out"));
    // What is added then hides it no better, and is not written down.
    auto const noted = must(read_file(folder_.path() / "ledger-heads"));
    for (int more = 0; more < 3; ++more)
        begin();
    EXPECT_NE(trouble(), "");
    EXPECT_FALSE(heads_.note(connection_).ok());
    EXPECT_EQ(must(read_file(folder_.path() / "ledger-heads")), noted);
}

TEST_P(LedgerAuditTest, FindsThatItWasEmptied)
{
    as_an_intruder("DELETE FROM receipts");
    as_an_intruder("DELETE FROM ledger");
    EXPECT_THAT(trouble(), HasSubstr("taken out"));
    EXPECT_THAT(must(audit_ledger(connection_)).troubles.front(), HasSubstr("no entry"));
}

TEST_P(LedgerAuditTest, FindsContributionsThatWereChanged)
{
    for (auto const& [change, said] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"amount = 9999900", "500 was agreed"}, {"currency = 'USD'", "currency"},
             {"is_live = 1", "counts as real"}}) {
        as_an_intruder(fmt::format("UPDATE pledges SET {} WHERE number = 1", change));
        EXPECT_THAT(trouble(), HasSubstr(said));
        as_an_intruder("UPDATE pledges SET amount = 500, currency = 'EUR', is_live = 0");
        EXPECT_EQ(trouble(), "");
    }
    begin();
    as_an_intruder("UPDATE pledges SET status = 'active'");
    EXPECT_THAT(trouble(), HasSubstr("nothing was paid"));
}

TEST_P(LedgerAuditTest, TellsWhereNoMoneyMoved)
{
    must(connection_.execute("UPDATE pledges SET is_live = 1 WHERE number = 2"));
    auto const last = must(Ledger(connection_).before(0, 1)).front();
    EXPECT_EQ(last.pledge, 2);
    Ledger const ledger(connection_);
    EXPECT_EQ(must(ledger.not_live(1, last.number)), std::set<std::int64_t>{1});
    EXPECT_TRUE(must(ledger.not_live(last.number, last.number)).empty());
}

TEST_P(LedgerAuditTest, PassesOverALineThatWasCutOff)
{
    auto const file = folder_.path() / "ledger-heads";
    auto const whole = must(read_file(file));
    auto const hash = whole.substr(whole.find(' ') + 1, 64);
    for (std::string const cut_off :
        {"9", "99 ", "99 ab", "99 ab\n", "99 ab\n\n98", "99 ab restored 2026-11-28\n"}) {
        must(write_file_atomically(file, whole + cut_off));
        EXPECT_EQ(trouble(), "") << cut_off;
        begin();
        must(heads_.note(connection_));
        EXPECT_EQ(trouble(), "") << cut_off;
        auto present = must(ledger_head(connection_));
        std::ranges::replace(present, ':', ' ');
        EXPECT_THAT(must(read_file(file)), testing::EndsWith(fmt::format("\n{}\n", present)));
    }
    // What follows a line that was cut off is not hidden by it, nor is the end that was whole before it.
    must(write_file_atomically(file, whole + "99 ab\n99 " + hash + "\n98 a"));
    EXPECT_THAT(trouble(), HasSubstr("taken out"));
    must(write_file_atomically(file, whole + std::string(5000, 'x')));
    EXPECT_THAT(trouble(), HasSubstr("does not end with heads"));
}

ON_BOTH_DATABASES(LedgerAuditTest);

} // namespace

} // namespace broadsheet::support

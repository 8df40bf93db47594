#include "admin/browser.h"
#include "db/transaction.h"
#include "http/client.h"
#include "support/contributions.h"
#include "support/ledger_audit.h"
#include "support/providers/demonstration/demonstration.h"
#include "support/receipts.h"

#include <gmock/gmock.h>

namespace broadsheet::admin {

namespace {

using test::must;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto page_path = "/admin/contributions/";

class ContributionPages : public testing::Test {
protected:
    ContributionPages()
    {
        newsroom_.add(staff::Role::administrator);
        browser_.sign_in("administrator");
        must_write([&]() -> Result<void> {
            TRY(support::save_provider_setup(
                *connection_, *support::find_provider_kind("demonstration"), {true, {}}));
            return support::save_provider_setup(*connection_, *support::find_provider_kind("bank"),
                {true,
                    {{"holder", "The Lantern"}, {"iban", "DE89370400440532013000"}, {"bic", ""}, {"bank", ""},
                        {"currency", "EUR"}}});
        });
    }

    void must_write(std::function<Result<void>()> const& body)
    {
        auto const written = db::transaction(*connection_, db::Access::write, body);
        ASSERT_TRUE(written.ok()) << written.error().message;
    }
    support::Pledge begin(std::string const& provider, std::string const& form = "")
    {
        support::Contributions::Wish wish;
        wish.pledge.provider = provider;
        wish.pledge.frequency = support::Frequency::monthly;
        wish.pledge.currency = must(support::find_currency("EUR"));
        wish.pledge.amount = 1'250;
        wish.form = provider + form;
        return must(contributions_.begin(wish, [](auto const&) { return support::WayBack(); })).pledge;
    }

    Newsroom newsroom_;
    db::Database::Lease connection_ = must((*newsroom_.database).connect());
    http::CurlClient client_;
    support::Contributions contributions_{*connection_, {newsroom_.clock, newsroom_.random, client_}};
    Browser browser_{newsroom_};
};

TEST_F(ContributionPages, ShowFiguresPlotsAndTheLedger)
{
    EXPECT_THAT(body_of(browser_.get(page_path)), HasSubstr("Nothing yet."));
    auto const pledge = begin("demonstration");
    must_write([&] {
        return support::demonstrate(*connection_, newsroom_.clock, pledge, support::Demonstrated::paid, 0);
    });
    must(contributions_.look(pledge));
    auto const page = body_of(browser_.get(std::string(page_path) + "?by=provider"));
    EXPECT_THAT(page,
        AllOf(HasSubstr("<svg"), HasSubstr("€12.50"), HasSubstr("€150"), HasSubstr("demo_1"),
            HasSubstr("<details>")));
    auto const csv = body_of(browser_.get("/admin/contributions/ledger/csv/"));
    EXPECT_THAT(csv, HasSubstr(",payment,EUR,12.50,"));
    EXPECT_EQ(browser_.get("/admin/contributions/other/csv/").status, 404);
    must(connection_->execute("UPDATE ledger SET moved = 1 WHERE moved <> 0"));
    // As the server does every hour.
    auto const trouble
        = must(support::first_trouble(*connection_, support::LedgerHeads(newsroom_.folder.path())));
    must_write([&] { return support::save_ledger_trouble(*connection_, trouble); });
    EXPECT_THAT(body_of(browser_.get(page_path)), HasSubstr("is not as it was written"));
}

TEST_F(ContributionPages, SayOfEachEntryWhetherMoneyMoved)
{
    begin("demonstration");
    begin("bank");
    EXPECT_THAT(body_of(browser_.get(page_path)),
        AllOf(HasSubstr("\">bank</td>"), HasSubstr("\">demonstration (no real money)</td>"),
            Not(HasSubstr("\">bank (no real money)"))));
}

TEST_F(ContributionPages, GiveTheirFiguresToTheDashboardOfThoseWhoMaySeeThem)
{
    EXPECT_THAT(body_of(browser_.get("/admin/")), HasSubstr("id=\"contributions\""));
    auto const pledge = begin("demonstration");
    must_write([&] {
        return support::demonstrate(*connection_, newsroom_.clock, pledge, support::Demonstrated::paid, 0);
    });
    must(contributions_.look(pledge));
    EXPECT_THAT(body_of(browser_.get("/admin/")),
        AllOf(HasSubstr("<th scope=\"row\">monthly <small>EUR</small></th><td data-label=\"Payments\">1</td>"
                        "<td data-label=\"Sum\">€12.50</td>"),
            HasSubstr("<th scope=\"row\">€12.50 <small>EUR</small></th><td data-label=\"Supporters\">1</td>"),
            HasSubstr("<svg class=\"plot\"")));
    newsroom_.clock.advance(40LL * 24 * 60 * 60 * 1000); // another month: what came stays in the plot alone
    EXPECT_THAT(body_of(browser_.get("/admin/")), Not(HasSubstr("data-label=\"Sum\">€12.50")));
    newsroom_.add(staff::Role::editor);
    Browser editor(newsroom_);
    editor.sign_in("editor");
    EXPECT_THAT(body_of(editor.get("/admin/")),
        AllOf(
            HasSubstr("id=\"readership\""), Not(HasSubstr("12.50")), Not(HasSubstr("id=\"contributions\""))));
}

TEST_F(ContributionPages, TakeABanksStatement)
{
    auto const pledge = begin("bank");
    auto const statement
        = "date;amount;text;id\n2023-11-14;12,50;" + pledge.reference + ";B1\n2023-11-14;3;rent;B2\n";
    EXPECT_THAT(body_of(browser_.upload("/admin/contributions/statement/", "a.csv", statement)),
        HasSubstr("1 new, 0 known before"));
    EXPECT_THAT(body_of(browser_.upload("/admin/contributions/statement/", "a.csv", statement)),
        HasSubstr("0 new, 1 known before"));
    auto const without_ids = "date;amount;text\n2023-11-14;12,50;" + pledge.reference + "\n";
    EXPECT_THAT(body_of(browser_.upload("/admin/contributions/statement/", "b.csv", without_ids)),
        AllOf(HasSubstr("0 new"), HasSubstr("Not taken: 1"), HasSubstr("name=\"doubtful\"")));
    EXPECT_THAT(body_of(browser_.upload(
                    "/admin/contributions/statement/", "b.csv", without_ids, {{"doubtful", "1"}})),
        AllOf(HasSubstr("1 new"), HasSubstr("Not taken: 0")));
    auto const same_id = "date;amount;text;id\n2023-11-14;50;" + pledge.reference + ";B3\n2023-11-13;3;"
        + pledge.reference + ";B3\n";
    EXPECT_THAT(body_of(browser_.upload("/admin/contributions/statement/", "c.csv", same_id)),
        AllOf(HasSubstr("1 new, 0 known before"), HasSubstr("Not taken: 1"),
            HasSubstr("another booking has this id")));
    auto const refused = browser_.upload("/admin/contributions/statement/", "a.csv", "nonsense");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(body_of(refused), HasSubstr("line 1"));
}

TEST_F(ContributionPages, TakeARefundThatNoProviderTells)
{
    EXPECT_THAT(body_of(browser_.get(page_path)), Not(HasSubstr("Write down a refund")));
    must_write([&] {
        return support::save_provider_setup(*connection_, *support::find_provider_kind("btcpay"),
            {true,
                {{"address", "https://btc.example"}, {"store", "S"}, {"api_key", "K"},
                    {"webhook_secret", "W"}}});
    });
    std::vector<std::string> codes;
    for (auto const* provider : {"bank", "btcpay"}) {
        auto pledge = begin("bank", provider);
        pledge.provider = provider;
        must_write([&]() -> Result<void> {
            support::Fact fact{support::Kind::payment, "P", pledge.currency, 1'250};
            auto const entry = TRY(support::Ledger(*connection_).add(pledge, fact));
            codes.push_back(TRY(support::receipt_code(*connection_, newsroom_.random, *entry)));
            return {};
        });
    }
    auto const refund = [&](std::string const& code, std::string const& amount, std::string const& form) {
        return browser_.post(
            "/admin/contributions/refund/", {{"receipt", code}, {"refund", amount}, {"form", form}});
    };
    EXPECT_THAT(body_of(refund("0000", "5", "a")), HasSubstr("no receipt with this code"));
    EXPECT_THAT(body_of(refund(codes[0], "5", "a")), HasSubstr("tells by itself"));
    for (auto const* refused : {"12,51", "0", "-5"})
        EXPECT_EQ(refund(codes[1], refused, "a").status, 422) << refused;
    EXPECT_EQ(refund(codes[1], "10", "a").status, 303);
    EXPECT_EQ(refund(codes[1], "10", "a").status, 303) << "pressed twice";
    EXPECT_EQ(refund(codes[1], "2,51", "b").status, 422);
    EXPECT_EQ(refund(codes[1], "2,50", "b").status, 303);
    std::int64_t returned = 0;
    for (auto const& entry : must(support::Ledger(*connection_).before(0, 100)))
        returned -= entry.kind == support::Kind::refund ? entry.moved : 0;
    EXPECT_EQ(returned, 1'250);
    EXPECT_THAT(body_of(browser_.get(page_path)), HasSubstr("Write down a refund"));
}

TEST_F(ContributionPages, AreClosedToEditors)
{
    newsroom_.add(staff::Role::editor);
    Browser editor(newsroom_);
    editor.sign_in("editor");
    EXPECT_EQ(editor.get(page_path).status, 403);
}

} // namespace

} // namespace broadsheet::admin

// Money that comes without Stripe: bank statements, and BTCPay's invoices.
#include "base/encoding.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/database.h"
#include "support/exports.h"
#include "support/fake_client.h"
#include "support/figures.h"
#include "support/providers/bank/reference.h"
#include "support/providers/bank/statement_import.h"
#include "support/providers/demonstration/demonstration.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::support {

namespace {

using test::must;
using testing::HasSubstr;

class OtherProvidersTest : public test::DatabaseTest {
protected:
    OtherProvidersTest()
    {
        set_up("bank",
            {{"holder", "The Lantern"}, {"iban", "DE89370400440532013000"}, {"bic", ""}, {"bank", ""},
                {"currency", "EUR"}});
        set_up("btcpay",
            {{"address", "https://btc.example"}, {"store", "S"}, {"api_key", "K"}, {"webhook_secret", "W"}});
        client_.answer_with([this](http::ClientRequest const& request) -> Result<http::ClientResponse> {
            auto const path = request.url.substr(request.url.find("/invoices") + 9);
            if (request.method == http::Method::post)
                return http::ClientResponse{200, {}, invoice()};
            if (path.starts_with("?orderId="))
                return http::ClientResponse{200, {}, is_made_ ? "[" + invoice() + "]" : "[]"};
            if (path.ends_with("/payment-methods"))
                return http::ClientResponse{200, {}, methods_};
            return http::ClientResponse{200, {}, invoice()};
        });
    }

    void set_up(std::string_view name, ProviderValues values)
    {
        auto const saved = db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
            TRY(save_provider_setup(connection_, *find_provider_kind(name), {true, std::move(values)}));
            return true;
        });
        must(Result<bool>(saved));
    }

    std::string invoice() const
    {
        return fmt::format(
            R"({{"id":"I1","status":"{}","additionalStatus":"{}","amount":"12.50","currency":"EUR",)"
            R"("checkoutLink":"https://btc.example/i/I1","createdTime":1700000000,)"
            R"("metadata":{{"orderId":"{}"}}}})",
            status_, more_, order_);
    }

    Pledge begin(std::string provider, Frequency frequency = Frequency::once)
    {
        Contributions::Wish wish;
        wish.pledge.provider = std::move(provider);
        wish.pledge.frequency = frequency;
        wish.pledge.currency = must(find_currency("EUR"));
        wish.pledge.amount = 1'250;
        wish.pledge.language = "en";
        wish.form = random_.hex(8);
        wish.wording = "I agree.";
        return must(contributions_.begin(wish, [&](Pledge const& pledge) {
            order_ = pledge.id;
            return WayBack{"https://paper.example/thanks/", ""};
        })).pledge;
    }
    // What BTCPay tells of an invoice's payments, by their ids.
    struct Paid {
        std::string_view id;
        std::string_view value;
        std::string_view status = "Settled";
    };
    static std::string methods(std::initializer_list<Paid> payments)
    {
        std::string list;
        for (auto const& [id, value, status] : payments)
            list += fmt::format(R"({}{{"id":"{}","value":"{}","status":"{}","receivedDate":1700000000}})",
                list.empty() ? "" : ",", id, value, status);
        return fmt::format(R"([{{"rate":"30000.0","payments":[{}]}},{{"rate":"1","payments":[]}}])", list);
    }
    std::int64_t money(Pledge const& pledge)
    {
        std::int64_t sum = 0;
        for (auto const& entry : must(Ledger(connection_).of(pledge)))
            sum += entry.moved;
        return sum;
    }
    Imported import(std::string const& lines)
    {
        return must(import_statement(connection_, contributions_, clock_, "date;amount;text;id\n" + lines));
    }
    // Why each line was not taken: "2 slip".
    static std::vector<std::string> unbooked(Imported const& imported)
    {
        std::vector<std::string> lines;
        for (auto const& [booking, why, entry] : imported.unbooked)
            lines.push_back(fmt::format("{} {}", booking.line, name_of(why)));
        return lines;
    }
    std::vector<std::string> kinds(Pledge const& pledge)
    {
        std::vector<std::string> names;
        for (auto const& entry : must(Ledger(connection_).of(pledge)))
            names.emplace_back(name_of(entry.kind));
        return names;
    }
    Status status(Pledge const& pledge) { return must(contributions_.pledges().find(pledge.id)).status; }
    void advance(int days) { clock_.advance(days * milliseconds_a_day); }

    test::FakeClient client_;
    Contributions contributions_{connection_, {clock_, random_, client_}};
    std::string status_ = "New";
    std::string more_ = "None";
    std::string order_;
    std::string methods_ = "[]";
    bool is_made_ = false;
};

TEST_P(OtherProvidersTest, TakesTransfersByTheirReferenceOnce)
{
    auto const pledge = begin("bank", Frequency::monthly);
    auto const other = begin("bank");
    auto const lines = fmt::format(
        "2023-11-14;12,50;{};B1\n2023-11-14;3;rent;B2\n2023-11-15;-1;fee;B3\n", pledge.reference);
    auto const first = import(lines);
    EXPECT_EQ(first.contributions, 1);
    EXPECT_THAT(unbooked(first), testing::ElementsAre("3 no-reference"))
        << "money without a reference of ours";
    advance(40);
    auto const again = import(lines
        + fmt::format(
            "2023-12-14;12,50;x {};B4\n2023-12-15;-2,50;{} back;B5\n", pledge.reference, pledge.reference));
    EXPECT_EQ(again.known, 1);
    EXPECT_EQ(again.contributions, 1);
    EXPECT_EQ(again.returned, 1);
    EXPECT_EQ(money(pledge), 1'250 + 1'250 - 250);
    EXPECT_EQ(money(other), 0);
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::active);
    EXPECT_FALSE(import_statement(connection_, contributions_, clock_,
        fmt::format("date;amount;text;id\n2023-11-14;5;{};B9\nx;5;y;z\n", other.reference))
                     .ok());
    EXPECT_EQ(money(other), 0) << "of a statement that cannot be read nothing is taken";
}

TEST_P(OtherProvidersTest, SeesAStandingOrderStop)
{
    auto const pledge = begin("bank", Frequency::monthly);
    import(fmt::format("2023-11-14;12,50;{};B1\n", pledge.reference));
    auto const status_after = [&](int days) {
        clock_.advance(days * milliseconds_a_day);
        import(fmt::format("{};3;rent;R{}\n", iso_date(day_of(clock_.now())), day_of(clock_.now())));
        must(contributions_.reconcile());
        return must(contributions_.pledges().find(pledge.id)).status;
    };
    EXPECT_EQ(status_after(35), Status::active) << "a few days late";
    EXPECT_EQ(status_after(15), Status::failing);
    EXPECT_EQ(status_after(90), Status::cancelled);
    advance(30);
    import(fmt::format("2024-05-01;12,50;{};B2\n", pledge.reference));
    EXPECT_EQ(money(pledge), 2'500) << "what comes all the same is counted";
}

TEST_P(OtherProvidersTest, MissesNoPaymentThatAStatementMayStillTell)
{
    auto const pledge = begin("bank", Frequency::monthly);
    import(fmt::format("2023-11-14;12,50;{};B1\n", pledge.reference));
    clock_.advance(160 * milliseconds_a_day);
    must(contributions_.reconcile());
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::active);
    // Five months in one file, the newest first, as banks give them.
    std::string lines;
    for (auto const* day : {"2024-04-14", "2024-03-14", "2024-02-14", "2024-01-14", "2023-12-14"})
        lines += fmt::format("{};12,50;{};{}\n", day, pledge.reference, day);
    EXPECT_EQ(import(lines).contributions, 5);
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::active);
    std::vector<std::string> kinds;
    for (auto const& entry : must(Ledger(connection_).of(pledge)))
        kinds.emplace_back(name_of(entry.kind));
    EXPECT_THAT(kinds,
        testing::ElementsAre("pledge", "payment", "renewal", "renewal", "renewal", "renewal", "renewal"));
}

TEST_P(OtherProvidersTest, HoldsBackWhatIsKnownUnderAnotherId)
{
    auto const pledge = begin("bank");
    auto const line
        = [&](std::string_view id) { return fmt::format("2023-11-14;5;{};{}\n", pledge.reference, id); };
    EXPECT_EQ(import(line("B1") + line("B2")).contributions, 2) << "two of a day may well be two";
    EXPECT_EQ(import(line("B1") + line("B2") + line("B3")).contributions, 1);
    auto const other = import(line("") + line("") + line("") + line(""));
    EXPECT_EQ(other.count(HeldBack::maybe_known), 3U);
    EXPECT_EQ(other.unbooked[0].entry, must(Ledger(connection_).of(pledge))[1].number);
    EXPECT_EQ(other.contributions, 1) << "one more than is known";
    EXPECT_EQ(money(pledge), 2'000);
    auto const taken = must(import_statement(
        connection_, contributions_, clock_, "date;amount;text;id\n" + line("C1"), Doubtful::take));
    EXPECT_EQ(taken.contributions, 1);
    EXPECT_EQ(money(pledge), 2'500);
}

TEST_P(OtherProvidersTest, NamesThePaymentThatWasSentBack)
{
    auto const pledge = begin("bank", Frequency::monthly);
    advance(80);
    import(fmt::format(
        "2023-11-14;12,50;{0};B1\n2023-12-14;20;{0};B2\n2024-01-14;12,50;{0};B3\n", pledge.reference));
    import(fmt::format(
        "2024-01-20;-20;{0};B4\n2024-01-21;-12,50;{0};B5\n2024-01-22;-2;{0};B6\n2024-01-23;-50;{0};B7\n",
        pledge.reference));
    std::vector<std::string> names;
    for (auto const& entry : must(Ledger(connection_).of(pledge)))
        if (entry.kind == Kind::refund)
            names.push_back(entry.payment);
    EXPECT_THAT(names, testing::ElementsAre("booking:B2", "booking:B3", "booking:B1", ""));
}

TEST_P(OtherProvidersTest, BelievesNoDayToCome)
{
    auto const once = begin("bank");
    auto const monthly = begin("bank", Frequency::monthly);
    import(fmt::format("2023-11-14;12,50;{};B1\n", monthly.reference));
    auto const slip = import(fmt::format(
        "2033-11-14;3;{};B2\n2033-11-14;3;rent;B3\n2023-11-16;1;{};B4\n", once.reference, once.reference));
    EXPECT_THAT(unbooked(slip), testing::ElementsAre("2 day-to-come", "3 day-to-come"));
    EXPECT_EQ(slip.contributions, 1) << "a bank may date a day or two ahead";
    advance(35);
    import("2023-12-19;3;rent;B5\n");
    EXPECT_EQ(status(monthly), Status::active);
    EXPECT_THAT(kinds(monthly), testing::ElementsAre("pledge", "payment"));
}

// As a version that believed it has left it.
TEST_P(OtherProvidersTest, RecoversFromADayToComeOnceBelieved)
{
    must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
        TRY(save_support_value(connection_, "bank.booked_until", "30000"));
        return true;
    }));
    auto const pledge = begin("bank", Frequency::monthly);
    import(fmt::format("2023-11-14;12,50;{};B1\n", pledge.reference));
    EXPECT_EQ(status(pledge), Status::active);
    advance(60);
    must(contributions_.reconcile());
    EXPECT_EQ(status(pledge), Status::active) << "the statements reach to November";
}

TEST_P(OtherProvidersTest, TakesBackAWrongBooking)
{
    auto const pledge = begin("bank", Frequency::monthly);
    auto const other = begin("bank");
    import(fmt::format("2023-11-14;12,50;{};B1\n2023-11-13;7;{};B2\n", pledge.reference, pledge.reference));
    auto const wrong = must(Ledger(connection_).of(pledge))[1];
    EXPECT_EQ(wrong.moved, 700);
    EXPECT_EQ(must(contributions_.take_back(wrong.number)).status, Status::active);
    EXPECT_EQ(money(pledge), 1'250);
    EXPECT_EQ(must(sums_since(connection_, 0))[0].moved, 1'250);
    EXPECT_EQ(must(sums_since(connection_, 0))[0].payments, 1);
    EXPECT_EQ(contributions_.take_back(wrong.number).error().code, ErrorCode::conflict);
    EXPECT_TRUE(Ledger(connection_).verify().ok());
    auto const line = fmt::format("2023-11-13;7;{};B2\n", pledge.reference);
    EXPECT_EQ(import(line).known, 1) << "told as it was it stays undone";
    auto const right = fmt::format("2023-11-13;7;{};B2\n", other.reference);
    EXPECT_EQ(import(right).contributions, 1) << "told rightly it is taken";
    EXPECT_EQ(import(right).known, 1);
    EXPECT_EQ(money(other), 700);
    auto const last = must(Ledger(connection_).of(pledge)).back();
    EXPECT_EQ(must(contributions_.take_back(last.number)).status, Status::open) << "nothing was paid";
    EXPECT_EQ(contributions_.take_back(1).error().code, ErrorCode::invalid) << "a promise";
}

TEST_P(OtherProvidersTest, TakesBackNothingThatAProviderTells)
{
    auto const pledge = begin("btcpay");
    status_ = "Settled";
    methods_ = methods({{"P1", "0.00041667"}});
    must(contributions_.look(pledge));
    auto const payment = must(Ledger(connection_).of(pledge)).back();
    EXPECT_EQ(contributions_.take_back(payment.number).error().code, ErrorCode::invalid);
    must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
        TRY(contributions_.write_down_refund(payment, 100, "F"));
        return true;
    }));
    auto const refund = must(Ledger(connection_).of(pledge)).back();
    EXPECT_EQ(money(pledge), 1'150);
    must(contributions_.take_back(refund.number));
    EXPECT_EQ(money(pledge), 1'250) << "but what was written down by hand";
}

TEST_P(OtherProvidersTest, NamesWhatItDoesNotTake)
{
    auto const one = begin("bank").reference;
    auto const two = begin("bank").reference;
    auto slip = one;
    slip[6] = 'O';
    auto const imported = must(import_statement(connection_, contributions_, clock_,
        fmt::format("date;amount;text;currency;Auftragskonto\n2023-11-14;5;{};USD;\n2023-11-14;1,000;{};;\n"
                    "2023-11-14;5;{} {};;\n2023-11-14;5;{};;\n2023-11-14;5;{};;DE02120300000000202051\n"
                    "2023-11-14;1.234.567;{};;\n2023-11-14;5;{};;DE89 3704 0044 0532 0130 00\n"
                    "2023-11-14;-5;fee;;\n2023-11-14;5;{};;\n",
            one, one, one, two, slip, one, one, one, make_reference(99'999))));
    EXPECT_THAT(unbooked(imported),
        testing::ElementsAre("2 other-currency", "3 ambiguous-amount", "4 two-references", "5 slip",
            "6 other-account", "7 large-amount", "10 unknown-reference"));
    EXPECT_EQ(imported.contributions, 1);
}

TEST_P(OtherProvidersTest, NamesBookingsThatShareAnIdAndDiffer)
{
    auto const pledge = begin("bank");
    auto const other = begin("bank");
    auto const line = [](std::string_view day, std::string_view amount, Pledge const& of) {
        return fmt::format("2023-11-{};{};{};Z1\n", day, amount, of.reference);
    };
    auto const lines = line("14", "50", pledge) + line("13", "3", pledge) + line("14", "50", other)
        + line("14", "50", pledge);
    auto const first = import(lines);
    EXPECT_EQ(first.contributions, 1);
    EXPECT_EQ(first.known, 1) << "the same line again";
    EXPECT_THAT(unbooked(first), testing::ElementsAre("3 repeated-id", "4 repeated-id"));
    EXPECT_EQ(money(pledge), 5'000);
    auto const again = import(lines);
    EXPECT_EQ(again.contributions, 0);
    EXPECT_EQ(again.known, 2);
    EXPECT_THAT(unbooked(again), testing::ElementsAre("3 repeated-id", "4 repeated-id"));

    auto const booked = must(Ledger(connection_).of(pledge)).back().number;
    for (auto const& told : {line("14", "5", pledge), line("13", "50", pledge), line("14", "50", other)}) {
        auto const alone = import(told);
        EXPECT_THAT(unbooked(alone), testing::ElementsAre("2 repeated-id")) << told;
        EXPECT_EQ(alone.unbooked[0].entry, booked) << told;
    }
    EXPECT_EQ(money(pledge), 5'000);
    EXPECT_EQ(money(other), 0);
}

TEST_P(OtherProvidersTest, TakesNoBookingOfNothing)
{
    auto const pledge = begin("bank");
    auto const imported = import(fmt::format("2023-11-14;0.00;{};B1\n", pledge.reference));
    EXPECT_THAT(unbooked(imported), testing::ElementsAre("2 no-money"));
    EXPECT_EQ(imported.contributions, 0);
    EXPECT_THAT(kinds(pledge), testing::ElementsAre("pledge"));
}

TEST_P(OtherProvidersTest, CountsAnInvoiceByWhatWasPaid)
{
    auto const pledge = begin("btcpay");
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::open);
    status_ = "Processing";
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::open);
    status_ = "Settled";
    EXPECT_FALSE(contributions_.look(pledge).ok()) << "paid by nothing";
    methods_ = methods({{"P1", "0.00041667"}});
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::paid);
    must(contributions_.look(pledge));
    EXPECT_EQ(money(pledge), 1'250);
    more_ = "PaidOver";
    methods_ = methods({{"P2", "0.0001", "Processing"}, {"P1", "0.00041667"}});
    must(contributions_.look(pledge));
    EXPECT_EQ(money(pledge), 1'250) << "not for good yet";
    methods_ = methods({{"P2", "0.0001"}, {"P1", "0.00041667"}});
    must(contributions_.look(pledge));
    must(contributions_.look(pledge));
    EXPECT_EQ(money(pledge), 1'550) << "more came";
}

TEST_P(OtherProvidersTest, CountsEachPaymentOnceWhoeverLooksFirst)
{
    auto const pledge = begin("btcpay");
    status_ = "Expired";
    more_ = "PaidPartial";
    // Another process looks, and writes, while the answer to this one is on its way.
    bool has_other_looked = false;
    auto const usual = [this](http::ClientRequest const& request) {
        auto const is_of_payments = request.url.ends_with("/payment-methods");
        return http::ClientResponse{200, {}, is_of_payments ? methods_ : invoice()};
    };
    client_.answer_with(
        [&](http::ClientRequest const& request) -> Result<http::ClientResponse> { return usual(request); });
    auto const before = methods({{"P1", "0.0001"}});
    methods_ = methods({{"P1", "0.0001"}, {"P2", "0.0002"}});
    test::FakeClient slow;
    slow.answer_with([&](http::ClientRequest const& request) -> Result<http::ClientResponse> {
        if (!request.url.ends_with("/payment-methods"))
            return usual(request);
        if (!std::exchange(has_other_looked, true))
            must(contributions_.look(pledge));
        return http::ClientResponse{200, {}, before};
    });
    must(Contributions(connection_, {clock_, random_, slow}).look(pledge));
    EXPECT_TRUE(has_other_looked);
    EXPECT_EQ(money(pledge), 900);
}

TEST_P(OtherProvidersTest, FindsWhatIsPaidAfterTheInvoiceHasExpired)
{
    auto const pledge = begin("btcpay");
    status_ = "Expired";
    must(contributions_.reconcile());
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::expired);
    clock_.advance(2 * milliseconds_a_day);
    more_ = "PaidLate";
    methods_ = methods({{"P1", "0.0001"}});
    must(contributions_.reconcile()); // the webhook got lost
    EXPECT_EQ(must(contributions_.pledges().find(pledge.id)).status, Status::paid);
    clock_.advance(milliseconds_a_day);
    methods_ = methods({{"P1", "0.0001"}, {"P2", "0.0002"}});
    must(contributions_.reconcile());
    EXPECT_EQ(money(pledge), 900);
    clock_.advance(20 * milliseconds_a_day);
    EXPECT_EQ(must(contributions_.reconcile()).looked, 0) << "not for ever";
}

TEST_P(OtherProvidersTest, TakesAnInvoiceThatWasMarkedByHandByItsAmount)
{
    auto const pledge = begin("btcpay");
    status_ = "Settled";
    more_ = "Marked";
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::paid);
    must(contributions_.look(pledge));
    EXPECT_EQ(money(pledge), 1'250);
}

TEST_P(OtherProvidersTest, CountsTooLittleAndTooLate)
{
    auto const pledge = begin("btcpay");
    status_ = "Expired";
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::expired);
    more_ = "PaidPartial";
    methods_ = methods({{"P1", "0.0001"}, {"P2", "1", "Invalid"}});
    EXPECT_EQ(must(contributions_.look(pledge)).status, Status::paid);
    EXPECT_EQ(money(pledge), 300);
    status_ = "Invalid";
    must(contributions_.look(pledge));
    EXPECT_EQ(money(pledge), 300);
}

TEST_P(OtherProvidersTest, FindsTheInvoiceItMadeBeforeItDied)
{
    is_made_ = true;
    auto const pledge = begin("btcpay");
    EXPECT_EQ(pledge.reference, "I1");
    for (auto const& request : client_.requests())
        EXPECT_NE(request.method, http::Method::post);
}

TEST_P(OtherProvidersTest, TakesBtcPaysWebhookOnceAndOnlyIfSigned)
{
    auto const pledge = begin("btcpay");
    auto const webhook = [&](std::string const& body, std::string const& secret) {
        auto request = must(http::make_request(http::Method::post, "/support/webhook/btcpay/", body));
        request.headers.push_back({"BTCPay-Sig", "sha256=" + to_hex(hmac_sha256(secret, body))});
        return contributions_.take_event("btcpay", request);
    };
    std::string const body
        = R"({"deliveryId":"D2","originalDeliveryId":"D1","storeId":"S","invoiceId":"I1","type":"InvoiceSettled",)"
          R"("timestamp":1700000000,"metadata":{"orderId":"x","buyerEmail":"donor@example.org"}})";
    EXPECT_EQ(webhook(body, "other").error().code, ErrorCode::forbidden);
    EXPECT_TRUE(must(webhook(body, "W")));
    EXPECT_FALSE(must(webhook(body, "W"))) << "delivered again";
    status_ = "Settled";
    methods_ = methods({{"P1", "0.00041667"}});
    must(contributions_.reconcile());
    EXPECT_EQ(money(pledge), 1'250);
    auto rows = must(connection_.query("SELECT content FROM provider_events"));
    while (must(rows.next()))
        EXPECT_EQ(rows.text(0).find("donor"), std::string_view::npos);
}

TEST_P(OtherProvidersTest, CountsDemonstrationsUntilMoneyHasCome)
{
    set_up("demonstration", {});
    auto const shown = begin("demonstration", Frequency::monthly);
    must(db::transaction(connection_, db::Access::write, [&]() -> Result<bool> {
        TRY(demonstrate(connection_, clock_, shown, Demonstrated::paid, 0));
        return true;
    }));
    must(contributions_.look(shown));
    auto const pledged = begin("bank", Frequency::monthly);
    auto const sum = [&] {
        std::int64_t total = 0;
        for (auto const& each : must(sums_by(connection_, GroupBy::provider, 0, 100'000)))
            total += each.moved;
        EXPECT_EQ(must(sums_since(connection_, 0))[0].moved, total);
        return total;
    };
    EXPECT_EQ(sum(), 1'250) << "a demo newspaper shows what it is like";
    EXPECT_EQ(must(recurring_figures(connection_))[0].running, 1);
    import(fmt::format("2023-11-14;5;{};B1\n", pledged.reference));
    EXPECT_EQ(sum(), 500);
    auto const recurring = must(recurring_figures(connection_));
    ASSERT_EQ(recurring.size(), 1U);
    EXPECT_EQ(recurring[0].running, 1);
    EXPECT_EQ(must(renewals(connection_, day_of(clock_.now()) + 30)).due_this_week, 1);
    std::string csv;
    auto const add = [&](std::string_view line) -> Result<void> {
        csv += line;
        return {};
    };
    ASSERT_TRUE(export_for_accountant(connection_, 0, 100'000, add).ok());
    EXPECT_THAT(csv, testing::Not(HasSubstr("demonstration")));
    csv.clear();
    ASSERT_TRUE(export_ledger(connection_, 0, 100'000, add).ok());
    EXPECT_THAT(csv, testing::ContainsRegex(",monthly,demonstration,[^\r]*,no,\r"));
    EXPECT_THAT(csv, testing::ContainsRegex(",monthly,bank,[^\r]*,yes,\r"));
}

TEST_P(OtherProvidersTest, AddsUpAndExports)
{
    auto const once = begin("bank");
    auto const monthly = begin("bank", Frequency::monthly);
    auto const annual = begin("bank", Frequency::annual);
    import(fmt::format(
        "2023-11-13;12,50;{};B1\n2023-11-13;12,50;{};=B2\n2023-11-14;12,50;{};B3\n2023-11-14;-2,50;{};B4\n",
        once.reference, monthly.reference, annual.reference, once.reference));
    auto const recurring = must(recurring_figures(connection_));
    ASSERT_EQ(recurring.size(), 1U);
    EXPECT_EQ(recurring[0].annual, 12 * 1'250 + 1'250);
    EXPECT_EQ(recurring[0].monthly, (13 * 1'250 + 6) / 12);
    EXPECT_EQ(recurring[0].running, 2);
    auto const days = must(sums_by(connection_, GroupBy::day, 0, 100'000));
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0].label, "2023-11-13");
    EXPECT_EQ(days[0].moved, 2'500);
    EXPECT_EQ(days[1].moved, 1'000);
    auto const months = must(sums_by(connection_, GroupBy::month, 0, 100'000));
    ASSERT_EQ(months.size(), 1U);
    EXPECT_EQ(months[0].moved, 3'500);
    EXPECT_EQ(must(sums_by(connection_, GroupBy::frequency, 0, 100'000)).size(), 3U);
    std::string csv;
    auto const add = [&](std::string_view line) -> Result<void> {
        csv += line;
        return {};
    };
    ASSERT_TRUE(export_ledger(connection_, 0, 100'000, add).ok());
    EXPECT_THAT(csv, HasSubstr("2023-11-13,payment,EUR,12.50,0,once,bank,\"booking:B1\""));
    csv.clear();
    ASSERT_TRUE(export_for_accountant(connection_, 0, 100'000, add).ok());
    EXPECT_EQ(csv,
        "day,provider,currency,kind,entries,amount\r\n2023-11-13,bank,EUR,payment,2,25\r\n"
        "2023-11-14,bank,EUR,payment,1,12.50\r\n2023-11-14,bank,EUR,refund,1,-2.50\r\n");
}

ON_BOTH_DATABASES(OtherProvidersTest);

} // namespace

} // namespace broadsheet::support

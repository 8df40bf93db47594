#include "support/providers/bank/bank.h"

#include "base/ascii.h"
#include "db/transaction.h"
#include "support/ledger.h"
#include "support/links.h"
#include "support/providers/bank/booked_until.h"
#include "support/providers/bank/reference.h"
#include "support/settings.h"

#include <algorithm>
#include <fmt/format.h>

namespace broadsheet::support {

namespace {

constexpr std::string_view own_name = "bank";
constexpr Day days_of_grace = 10; // that a standing order may be late
constexpr int most_missed = 3; // periods without a payment, and it has ended

// ISO 13616: the whole is 1 modulo 97.
bool is_iban(std::string_view iban)
{
    if (iban.size() < 15 || iban.size() > 34 || !std::ranges::all_of(iban, is_alphanumeric))
        return false;
    int rest = 0;
    for (char const c : std::string(iban.substr(4)) + std::string(iban.substr(0, 4))) {
        if (!is_digit(c) && !is_upper(c))
            return false;
        rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    }
    return rest == 1;
}

class Bank final : public Provider {
public:
    Bank(Clock const& clock, Currency currency)
        : clock_(clock)
        , currency_(currency)
    {
    }

    std::string_view name() const override { return own_name; }
    bool takes(Frequency, Currency const& currency) const override { return currency == currency_; }
    Day open_days() const override { return 60; }
    bool is_told_by_people() const override { return true; }

    Result<Start> start(db::Connection& connection, Pledge const& pledge, WayBack const&) override
    {
        auto const secret = TRY(load_link_secret(connection));
        return Start{make_reference(pledge.number),
            fmt::format("/support/transfer/{}/", signed_link(LinkPurpose::thanks, pledge.id, secret))};
    }

    // What came is in the ledger already: statements put it there.
    Result<Account> look(db::Connection& connection, Pledge const& pledge) override
    {
        Account account;
        std::optional<Day> last;
        bool is_ended = false;
        for (auto const& entry : TRY(Ledger(connection).of(pledge))) {
            if (entry.is_income())
                last = std::max(last.value_or(entry.day), entry.day);
            is_ended = entry.kind == Kind::cancellation || (is_ended && !entry.is_income());
        }
        if (is_ended)
            account.status = Status::cancelled;
        else if (last)
            account.status = Status::paid;
        if (last && !is_ended && pledge.is_recurring())
            wait_for_next(account, pledge, *last, TRY(load_booked_until(connection, day_of(clock_.now()))));
        return account;
    }

    // What the reader's own bank is told to send, only the reader can change.
    bool can_change() const override { return false; }
    Result<void> change(db::Connection&, Pledge const&, std::int64_t) override
    {
        return invalid("Change the standing order with your bank: we see what comes.");
    }
    Result<void> cancel(db::Connection& connection, Pledge const& pledge) override
    {
        return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
            auto const today = day_of(clock_.now());
            Fact fact{Kind::cancellation, fmt::format("{}:ended:{}", pledge.reference, iso_date(today)),
                pledge.currency};
            fact.day = today;
            TRY(Ledger(connection).add(pledge, fact));
            return {};
        });
    }

private:
    // A payment is missing only if the statements reach beyond its day.
    static void wait_for_next(Account& account, Pledge const& pledge, Day last, Day booked_until)
    {
        account.status = Status::active;
        account.due = add_months(last, pledge.months());
        for (int missed = 1; missed <= most_missed; ++missed) {
            auto const due = add_months(last, pledge.months() * missed);
            if (due + days_of_grace >= booked_until)
                return;
            account.status = missed == most_missed ? Status::cancelled : Status::failing;
            Fact fact{missed == most_missed ? Kind::cancellation : Kind::failure,
                fmt::format("{}:missed:{}", pledge.reference, iso_date(due)), pledge.currency};
            fact.day = due + days_of_grace;
            account.facts.push_back(std::move(fact));
        }
        account.due.reset();
    }

    Clock const& clock_;
    Currency currency_;
};

constexpr ProviderField fields[]
    = {{"holder", "Account holder"}, {"iban", "IBAN"}, {"bic", "BIC (may be empty)"},
        {"bank", "Name of the bank (may be empty)"}, {"currency", "Currency of the account", false, "EUR"}};

Result<std::unique_ptr<Provider>> make(ProviderTools const& tools, ProviderValues const& values)
{
    if (trimmed(values.find("holder")->second).empty())
        return invalid("holder: it is missing");
    if (!is_iban(without_spaces(values.find("iban")->second)))
        return invalid("iban: its check digits are wrong");
    auto const currency = find_currency(values.find("currency")->second);
    if (!currency.ok())
        return invalid("currency: a code of ISO 4217, such as EUR");
    return std::unique_ptr<Provider>(std::make_unique<Bank>(tools.clock, *currency));
}

} // namespace

Result<BankAccount> load_bank_account(db::Connection& connection)
{
    auto const setup = TRY(load_provider_setup(connection, bank_kind));
    auto const value = [&](std::string_view name) { return setup.values.find(name)->second; };
    return BankAccount{value("holder"), spaced_reference(without_spaces(value("iban"))), value("bic"),
        value("bank"), TRY(find_currency(value("currency")))};
}

ProviderKind const bank_kind{own_name, "Bank transfer", "Bank transfer", fields, make};

} // namespace broadsheet::support

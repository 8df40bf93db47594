#include "support/providers/bank/bank.h"

#include "base/ascii.h"
#include "base/whole_number.h"
#include "db/transaction.h"
#include "support/contributions.h"
#include "support/providers/bank/reference.h"
#include "support/statement.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace broadsheet::support {

extern ProviderKind const bank_kind;

namespace {

constexpr std::string_view own_name = "bank";
constexpr std::string_view booked_until_key = "bank.booked_until";
constexpr Day days_of_grace = 10; // that a standing order may be late
constexpr int most_missed = 3; // periods without a payment, and it has ended

std::string without_spaces(std::string_view text)
{
    std::string plain;
    for (char const c : text)
        if (c != ' ')
            plain += c;
    return plain;
}

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

// The newest day of which a statement was imported; 0: none.
Result<Day> load_booked_until(db::Connection& connection)
{
    return whole_number(TRY(load_support_value(connection, booked_until_key))).value_or(0);
}

Result<void> save_booked_until(db::Connection& connection, Day day)
{
    return db::transaction(connection, db::Access::write, [&]() -> Result<void> {
        auto const newest = std::max(day, TRY(load_booked_until(connection)));
        return save_support_value(connection, booked_until_key, fmt::format("{}", newest));
    });
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
            wait_for_next(account, pledge, *last, TRY(load_booked_until(connection)));
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
    return BankAccount{
        value("holder"), spaced_reference(without_spaces(value("iban"))), value("bic"), value("bank")};
}

namespace {

// What a booking says of a pledge. The same booking may be told with other words, so its id alone names it.
Fact fact_of(Booking const& booking)
{
    Fact fact{booking.minor < 0 ? Kind::refund : Kind::payment, "booking:" + booking.id, booking.currency};
    fact.moved = booking.minor;
    fact.day = booking.day;
    return fact;
}

struct Statement {
    std::map<std::string, std::vector<Fact>> facts; // by reference, oldest first
    Day booked_until = 0;
};

Result<Statement> read(std::string_view text, Currency const& currency, Imported& imported)
{
    Statement statement;
    TRY(read_statement(text, currency, [&](Booking const& booking) -> Result<void> {
        ++imported.bookings;
        statement.booked_until = std::max(statement.booked_until, booking.day);
        if (auto const reference = find_reference(booking.text))
            statement.facts[*reference].push_back(fact_of(booking));
        else if (booking.minor > 0)
            ++imported.unmatched;
        return {};
    }));
    for (auto& [reference, facts] : statement.facts)
        std::ranges::stable_sort(facts, {}, &Fact::day);
    return statement;
}

// Takes from `facts` what is known already, under this id or, most likely, another. Each entry makes one
// booking doubtful: two of a day and amount may well be two.
void set_known_apart(
    std::vector<Fact>& facts, std::vector<Entry> const& entries, Doubtful doubtful, Imported& imported)
{
    std::vector<Entry const*> elsewhere; // what this statement does not tell
    for (auto const& entry : entries)
        if (entry.moved != 0 && std::ranges::find(facts, entry.key, &Fact::key) == facts.end())
            elsewhere.push_back(&entry);
    std::erase_if(facts, [&](Fact const& fact) {
        if (std::ranges::find(entries, fact.key, &Entry::key) != entries.end()) {
            ++imported.known;
            return true;
        }
        auto const same = std::ranges::find_if(elsewhere,
            [&](Entry const* entry) { return entry->day == fact.day && entry->moved == fact.moved; });
        if (doubtful == Doubtful::take || same == elsewhere.end())
            return false;
        elsewhere.erase(same);
        ++imported.doubtful;
        return true;
    });
}

// A bank does not say which payment it sends back: the newest of the same sum, or one of which enough is
// left.
void name_payments(std::vector<Fact>& facts, std::vector<Entry> const& entries)
{
    std::vector<Fact> told(entries.begin(), entries.end());
    auto const left_of = [&](Fact const& payment) {
        auto left = payment.moved;
        for (auto const& other : told)
            if (!other.is_income() && other.payment_name() == payment.payment_name())
                left += other.moved;
        return left;
    };
    for (auto& fact : facts) {
        if (fact.is_income()) {
            fact.payment = fact.key;
        } else {
            bool is_exact = false;
            for (auto const& payment : told) {
                auto const left = payment.is_income() ? left_of(payment) : 0;
                if (left < -fact.moved || (is_exact && left != -fact.moved))
                    continue;
                fact.payment = payment.payment_name();
                is_exact = left == -fact.moved;
            }
        }
        told.push_back(fact);
    }
}

} // namespace

Result<Imported> import_statement(
    db::Connection& connection, Contributions& contributions, std::string_view text, Doubtful doubtful)
{
    auto const setup = TRY(load_provider_setup(connection, bank_kind));
    auto const currency = TRY(find_currency(setup.values.find("currency")->second));
    Imported imported;
    auto statement = TRY(read(text, currency, imported));
    std::vector<Pledge> touched;
    for (auto& [reference, facts] : statement.facts) {
        auto const pledge = contributions.pledges().find_reference(own_name, reference);
        if (!pledge.ok() && pledge.error().code != ErrorCode::not_found)
            return pledge.error();
        if (!pledge.ok()) {
            imported.unmatched += static_cast<std::int64_t>(facts.size());
            continue;
        }
        auto const entries = TRY(Ledger(connection).of(*pledge));
        set_known_apart(facts, entries, doubtful, imported);
        name_payments(facts, entries);
        for (auto const& fact : TRY(contributions.take_facts(*pledge, std::move(facts))))
            ++(fact.moved < 0 ? imported.returned : imported.contributions);
        touched.push_back(*pledge);
    }
    // Only once all of it is in the ledger is what it does not tell of missing.
    TRY(save_booked_until(connection, statement.booked_until));
    for (auto const& pledge : touched)
        TRY(contributions.look(pledge));
    return imported;
}

ProviderKind const bank_kind{own_name, "Bank transfer", "Bank transfer", fields, make};

} // namespace broadsheet::support

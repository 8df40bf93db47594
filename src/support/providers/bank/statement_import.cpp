#include "support/providers/bank/statement_import.h"

#include "db/transaction.h"
#include "support/providers/bank/bank.h"
#include "support/providers/bank/booked_until.h"
#include "support/providers/bank/reference.h"
#include "support/settings.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace broadsheet::support {

namespace {

constexpr Day days_ahead = 2; // that a booking may be dated after today
constexpr std::int64_t many_times = 10; // the most that can be given

// What a booking says of a pledge. The same booking may be told with other words, so its id alone names it.
Fact fact_of(Booking const& booking)
{
    Fact fact{booking.minor < 0 ? Kind::refund : Kind::payment, "booking:" + booking.id, booking.currency};
    fact.moved = booking.minor;
    fact.day = booking.day;
    return fact;
}

class Statement {
public:
    Statement(BankAccount const& account, Day today, Imported& imported)
        : currency_(account.currency)
        , iban_(without_spaces(account.iban))
        , today_(today)
        , imported_(imported)
    {
    }

    Result<void> read(std::string_view text)
    {
        TRY(read_statement(text, currency_, [&](Booking const& booking) -> Result<void> {
            ++imported_.bookings;
            sort(booking);
            return {};
        }));
        for (auto& [reference, bookings] : by_reference_)
            std::ranges::stable_sort(bookings, {}, &Booking::day);
        return {};
    }

    // Oldest first.
    std::map<std::string, std::vector<Booking>>& by_reference() { return by_reference_; }
    Day booked_until() const { return booked_until_; }

private:
    void sort(Booking booking)
    {
        auto const references = find_references(booking.text);
        auto const why = why_not(booking, references);
        if (!why || (*why != HeldBack::other_account && *why != HeldBack::day_to_come))
            booked_until_ = std::max(booked_until_, std::min(booking.day, today_));
        booking.text.clear();
        if (!why)
            keep(std::move(booking), references.front());
        else if (booking.minor > 0 || !references.empty())
            imported_.unbooked.push_back({std::move(booking), *why});
    }

    // The ledger knows bookings by their ids: of two that differ under one, the first in the statement
    // counts.
    void keep(Booking booking, std::string const& reference)
    {
        auto const [first, is_new] = by_id_.try_emplace(booking.id, reference, booking.day, booking.minor);
        if (is_new)
            by_reference_[reference].push_back(std::move(booking));
        else if (first->second == std::tuple(reference, booking.day, booking.minor))
            ++imported_.known;
        else
            imported_.unbooked.push_back({std::move(booking), HeldBack::repeated_id});
    }

    std::optional<HeldBack> why_not(Booking const& booking, std::vector<std::string> const& references) const
    {
        if (!booking.account.empty() && without_spaces(booking.account) != iban_)
            return HeldBack::other_account;
        if (booking.day > today_ + days_ahead)
            return HeldBack::day_to_come;
        if (references.empty())
            return has_slip_of_reference(booking.text) ? HeldBack::slip : HeldBack::no_reference;
        if (references.size() > 1)
            return HeldBack::two_references;
        if (booking.currency != currency_)
            return HeldBack::other_currency;
        if (booking.is_ambiguous)
            return HeldBack::ambiguous_amount;
        if (booking.minor == 0)
            return HeldBack::no_money;
        return std::nullopt;
    }

    Currency currency_;
    std::string iban_;
    Day today_;
    Imported& imported_;
    std::map<std::string, std::vector<Booking>> by_reference_;
    std::map<std::string, std::tuple<std::string, Day, std::int64_t>> by_id_; // reference, day, amount
    Day booked_until_ = 0;
};

// A booking that may go into the ledger, and as what.
struct Line {
    Booking booking;
    Fact fact;
};

// Takes from a pledge's lines what is known under this id, and holds back what is another booking than the
// one known. What was taken back may be told again otherwise, with the right day; told as it was, it stays
// taken back.
Result<void> leave_out_known(
    Ledger const& ledger, Pledge const& pledge, std::vector<Line>& lines, Imported& imported)
{
    std::vector<Line> left;
    for (auto& line : lines) {
        auto const is_told_by = [&](Entry const& entry) {
            return entry.pledge == pledge.number && entry.day == line.fact.day
                && entry.moved == line.fact.moved;
        };
        auto entry = TRY(ledger.find_key(bank_kind.name, line.fact.key));
        auto const counter = entry ? TRY(ledger.counter_entry(*entry)) : std::nullopt;
        if (counter && !is_told_by(*entry)) {
            line.fact.key += fmt::format("+{}", *counter);
            entry = TRY(ledger.find_key(bank_kind.name, line.fact.key));
        }
        if (!entry)
            left.push_back(std::move(line));
        else if (is_told_by(*entry))
            ++imported.known;
        else
            imported.unbooked.push_back({std::move(line.booking), HeldBack::repeated_id, entry->number});
    }
    lines = std::move(left);
    return {};
}

// Returns the bookings in the ledger that none of the lines is.
std::vector<Entry> not_told(std::vector<Entry> const& entries, std::vector<Line> const& lines)
{
    std::vector<Entry> others;
    for (auto const& entry : entries) {
        bool const is_told = std::ranges::any_of(lines, [&](Line const& line) {
            return entry.key.starts_with(line.fact.key)
                && (entry.key.size() == line.fact.key.size() || entry.key[line.fact.key.size()] == '+');
        });
        if (entry.moved != 0 && !is_told)
            others.push_back(entry);
    }
    return others;
}

// Holds back what is known under another id, most likely, and what is far more than can be given. Each entry
// makes one line doubtful: two of a day and amount may well be two. `elsewhere` are the entries that this
// statement does not tell.
void hold_back_doubtful(
    std::vector<Line>& lines, std::vector<Entry> elsewhere, std::int64_t most, Imported& imported)
{
    std::erase_if(lines, [&](Line const& line) {
        auto const same = std::ranges::find_if(elsewhere,
            [&](Entry const& entry) { return entry.day == line.fact.day && entry.moved == line.fact.moved; });
        if (same != elsewhere.end()) {
            imported.unbooked.push_back({line.booking, HeldBack::maybe_known, same->number});
            elsewhere.erase(same);
            return true;
        }
        if (line.booking.minor > most)
            imported.unbooked.push_back({line.booking, HeldBack::large_amount});
        return line.booking.minor > most;
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

class Import {
public:
    Import(db::Connection& connection, Contributions& contributions, Doubtful doubtful)
        : connection_(connection)
        , contributions_(contributions)
        , doubtful_(doubtful)
    {
    }

    Result<Imported> take(std::string_view text, Day today)
    {
        offer_ = TRY(load_support_settings(connection_)).offer;
        Statement statement(TRY(load_bank_account(connection_)), today, imported_);
        TRY(statement.read(text));
        for (auto& [reference, bookings] : statement.by_reference())
            TRY(take_bookings(reference, std::move(bookings)));
        // Only once all of it is in the ledger is what it does not tell of missing.
        TRY(db::transaction(connection_, db::Access::write,
            [&] { return save_booked_until(connection_, statement.booked_until(), today); }));
        for (auto const& pledge : touched_)
            TRY(contributions_.look(pledge));
        std::ranges::stable_sort(
            imported_.unbooked, {}, [](Unbooked const& unbooked) { return unbooked.booking.line; });
        return std::move(imported_);
    }

private:
    Result<void> take_bookings(std::string_view reference, std::vector<Booking> bookings)
    {
        auto const pledge = contributions_.pledges().find_reference(bank_kind.name, reference);
        if (!pledge.ok() && pledge.error().code != ErrorCode::not_found)
            return pledge.error();
        if (!pledge.ok()) {
            for (auto& booking : bookings)
                imported_.unbooked.push_back({std::move(booking), HeldBack::unknown_reference});
            return {};
        }
        std::vector<Line> lines;
        for (auto& booking : bookings)
            lines.push_back({booking, fact_of(booking)});
        Ledger const ledger(connection_);
        auto const entries = TRY(ledger.of(*pledge));
        auto const elsewhere = not_told(entries, lines);
        TRY(leave_out_known(ledger, *pledge, lines, imported_));
        if (doubtful_ == Doubtful::hold_back)
            hold_back_doubtful(lines, elsewhere, most_of(*pledge), imported_);
        std::vector<Fact> facts;
        std::ranges::transform(lines, std::back_inserter(facts), &Line::fact);
        name_payments(facts, entries);
        for (auto const& fact : TRY(contributions_.take_facts(*pledge, std::move(facts))))
            ++(fact.moved < 0 ? imported_.returned : imported_.contributions);
        touched_.push_back(*pledge);
        return {};
    }

    std::int64_t most_of(Pledge const& pledge) const
    {
        bool const is_offered
            = std::ranges::find(offer_.currencies(), pledge.currency) != offer_.currencies().end();
        return is_offered ? offer_.amounts(pledge.frequency, pledge.currency).maximum * many_times
                          : most_minor_units;
    }

    db::Connection& connection_;
    Contributions& contributions_;
    Doubtful doubtful_;
    Offer offer_;
    Imported imported_;
    std::vector<Pledge> touched_;
};

} // namespace

std::string_view name_of(HeldBack why)
{
    constexpr std::string_view names[]
        = {"no-reference", "slip", "unknown-reference", "two-references", "other-account", "other-currency",
            "day-to-come", "ambiguous-amount", "large-amount", "maybe-known", "repeated-id", "no-money"};
    return names[static_cast<int>(why)];
}

std::string_view explain(HeldBack why)
{
    switch (why) {
    case HeldBack::no_reference:
        return "no reference of ours";
    case HeldBack::slip:
        return "a slip in the reference: ask whom it is from, or look for the contribution it may be";
    case HeldBack::unknown_reference:
        return "a reference of no contribution of this newspaper";
    case HeldBack::two_references:
        return "two references: leave the right one in the file, and import it again";
    case HeldBack::other_account:
        return "booked on another account than the one set up";
    case HeldBack::other_currency:
        return "in another currency than the account's";
    case HeldBack::day_to_come:
        return "dated after today: look for a slip in the day";
    case HeldBack::ambiguous_amount:
        return "the amount may be a thousand or one: write it with two digits behind the point";
    case HeldBack::large_amount:
        return "many times the most that can be given: look for a slip in the amount";
    case HeldBack::maybe_known:
        return "of the same reference, day and amount as an entry known under another id, as in a file of "
               "another format";
    case HeldBack::repeated_id:
        return "another booking has this id, with another reference, day or amount: if both came, give this "
               "one "
               "another id in the file, and import it again";
    case HeldBack::no_money:
        return "an amount of 0: look for a slip in the amount";
    }
    return "";
}

std::size_t Imported::count(HeldBack why) const
{
    return static_cast<std::size_t>(std::ranges::count(unbooked, why, &Unbooked::why));
}

Result<Imported> import_statement(db::Connection& connection, Contributions& contributions,
    Clock const& clock, std::string_view text, Doubtful doubtful)
{
    return Import(connection, contributions, doubtful).take(text, day_of(clock.now()));
}

} // namespace broadsheet::support

#pragma once

#include "db/connection.h"
#include "support/pledge.h"

#include <functional>
#include <set>
#include <vector>

namespace broadsheet::support {

enum class Kind { pledge, payment, renewal, failure, refund, dispute, change, cancellation };

std::string_view name_of(Kind);

// Something that happened to a pledge, as its provider tells it.
struct Fact {
    Kind kind = Kind::payment;
    std::string key = {}; // the provider's own name for it: whoever tells it, it is counted once
    Currency currency = {};
    std::int64_t moved = 0; // money that came, or below zero went, in minor units
    std::int64_t agreed = 0; // what a pledge or a change promises
    std::string payment = {}; // the provider's name for the payment it is or is about
    Day day = 0;

    bool is_income() const { return (kind == Kind::payment || kind == Kind::renewal) && moved > 0; }
    // What a refund names the payment by that it is about; "" if it is about none that is known.
    std::string const& payment_name() const { return payment.empty() && is_income() ? key : payment; }
};

struct Entry : Fact {
    std::int64_t number = 0;
    std::int64_t pledge = 0;
    std::string provider = {};
    std::int64_t takes_back = 0; // the number of the entry that this one undoes; 0: none
};

// What happened, in the order it was learned. Entries are added and never changed; each carries the hash of
// the one before, so that a change from outside shows. One thread at a time, as the connection.
class Ledger {
public:
    explicit Ledger(db::Connection& connection)
        : connection_(connection)
    {
    }

    // Adds what a pledge's provider tells and returns the entry, or nothing if it is there already. To be
    // called within the caller's write transaction.
    Result<std::optional<Entry>> add(Pledge const&, Fact const&);

    // Adds the entry that undoes another: of the same kind, with what it moved the other way. `conflict` if
    // that was done before. Within the caller's write transaction.
    Result<Entry> take_back(Entry const&, Day);

    // Returns a pledge's entries, oldest first, without those that were taken back.
    Result<std::vector<Entry>> of(Pledge const&) const;
    Result<Entry> find(std::int64_t number) const;
    // Returns the entry that its provider names so, if there is one, taken back or not.
    Result<std::optional<Entry>> find_key(std::string_view provider, std::string_view key) const;
    // Returns the number of the entry that takes it back, if one does.
    Result<std::optional<std::int64_t>> counter_entry(Entry const&) const;
    // Returns the number of the pledge whose payment the provider calls so; nothing if it is not known.
    Result<std::optional<std::int64_t>> pledge_of_payment(
        std::string_view provider, std::string_view payment) const;
    // Returns the last `most` entries before a number (0: all), newest first.
    Result<std::vector<Entry>> before(std::int64_t number, std::size_t most) const;

    // Returns the numbers of the pledges that entries from `first` to `last` are of and that moved no real
    // money.
    Result<std::set<std::int64_t>> not_live(std::int64_t first, std::int64_t last) const;

    // Returns how many entries there are; `invalid`, naming the first, if one was changed or taken out. Calls
    // `visit`, if there is one, with each, oldest first.
    Result<std::int64_t> verify(std::function<void(Entry const&)> const& visit = {}) const;

private:
    Result<Entry> append(Entry);

    db::Connection& connection_;
};

} // namespace broadsheet::support

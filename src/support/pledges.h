#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "support/pledge.h"

#include <vector>

namespace broadsheet::support {

// The pledges there are. One thread at a time, as the connection; what writes is called within the caller's
// write transaction.
class Pledges {
public:
    Pledges(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Saves a new one, whose number, id, day and status are set here. A form that was sent already gives the
    // pledge it made then, whatever else it says now; `is_new` tells which. `wording` is what the reader
    // agreed to.
    struct Made {
        Pledge pledge;
        bool is_new = false;
    };
    Result<Made> make(Pledge, std::string_view form, std::string_view wording);

    // Each returns `not_found` if there is none.
    Result<Pledge> find(std::string_view id) const;
    Result<Pledge> find_reference(std::string_view provider, std::string_view reference) const;
    Result<Pledge> find_number(std::int64_t number) const;
    // Returns that of a form already sent.
    Result<std::optional<Pledge>> find_form(std::string_view form) const;

    // Returns those of a provider to ask about, those asked about longest ago first: the open ones, and, once
    // a day, recurring ones that run and those not older than `late_days` that are over but may get money
    // still.
    struct Due {
        Day today = 0;
        Day late_days = 0;
        std::size_t most = 0;
    };
    Result<std::vector<Pledge>> to_look_at(std::string_view provider, Due const&) const;

    // Whether a provider was ever given a contribution, so that it may tell of one.
    Result<bool> has_any(std::string_view provider) const;

    // Saves reference, status, amount, due and looked_on, the only fields that change.
    Result<void> save(Pledge const&);

private:
    Result<Pledge> find_where(std::string_view condition, db::Parameters) const;

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::support

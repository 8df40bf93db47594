#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "support/links.h"
#include "support/pledges.h"
#include "support/provider_kind.h"
#include "support/settings.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace broadsheet::support {

// Contributions, from the reader's wish to the ledger. Everything that may be told twice, late or not at all
// (the browser that comes back, a webhook, reconciliation) ends in look(), which asks the provider and adds
// to the ledger what it lacks. One thread at a time, as the connection; made for one piece of work. No call
// is made within a transaction.
class Contributions {
public:
    static constexpr std::string_view event_job = "support.event"; // payload: the event's number
    static constexpr std::string_view letter_job = "support.letter"; // payload: the ledger entry's number

    Contributions(db::Connection&, ProviderTools const&);

    // The providers that are set up and on, in the order readers see them. One that cannot be made is left
    // out and logged.
    Result<std::vector<std::shared_ptr<Provider>>> providers() const;
    // `not_found` if it is none, or off and `even_if_off` is not said: what was begun there goes on.
    Result<std::shared_ptr<Provider>> provider(std::string_view name, bool even_if_off = false) const;

    struct Wish {
        Pledge pledge; // provider, frequency, currency, amount, language, appeal, variant
        std::string name; // for the page of thanks; "": none
        bool may_be_named = false; // there, or the name is not kept
        std::string address; // for receipts; "": none
        std::string form; // names the form sent
        std::string wording; // what the reader agreed to
    };
    // Saves the pledge, then asks the provider for the payment. Returns where the browser goes. `invalid`:
    // the amount or the currency is not offered, or the provider does not take it; `unavailable`: the
    // provider does not answer, and the same form may be sent again.
    struct Begun {
        Pledge pledge;
        std::string address; // empty: there is nothing to pay any more, or it is not known whether there is
    };
    Result<Begun> begin(Wish, std::function<WayBack(Pledge const&)> const&);

    // Asks the provider how the pledge stands, adds to the ledger what is new, and returns the pledge.
    Result<Pledge> look(Pledge const&);

    // Adds what a bank statement says of a pledge, in its order, and returns what is new. The first money is
    // a payment, what follows renewals where it recurs. How the pledge stands then, look() finds.
    Result<std::vector<Fact>> take_facts(Pledge const&, std::vector<Fact>);

    // Adds that `minor` units of a payment were sent back, where the provider does not tell it
    // (tells_refunds()); once for a form, which `form` names. Within the caller's write transaction.
    // `invalid`: no more than what is left.
    Result<void> write_down_refund(Entry const& payment, std::int64_t minor, std::string_view form);

    // Takes back an entry that somebody told wrongly: a booking, what followed from one, or a refund written
    // down. `invalid`: the provider tells by itself; `conflict`: it was taken back before.
    Result<Pledge> take_back(std::int64_t entry);

    // Saves what a provider's webhook was sent, before it is answered. Returns false for what was genuine but
    // of no interest, or known. Errors as Provider::read_event().
    Result<bool> take_event(std::string_view provider, http::Request const&);
    // Looks where an event says. `not_found` if it is none.
    Result<void> work_off_event(std::int64_t number);

    struct Reconciled {
        std::int64_t events = 0; // that had got lost
        std::int64_t looked = 0; // pledges asked about
        std::int64_t entries = 0; // added to the ledger
        std::int64_t forgotten = 0; // contributions whose address or name was of no use any more
        std::vector<std::string> troubles; // providers that did not answer
    };
    // Finds what no event told. Safe at any time, and by several processes at once.
    Result<Reconciled> reconcile();

    // What the supporter behind a signed link asks for; both are looked at again at once. `conflict` if it
    // does not run (any more).
    Result<Pledge> change_amount(Pledge const&, std::int64_t amount);
    // Ends it if it runs, or if money is awaited that only people tell of, at the provider first: whether it
    // has ended, the returned pledge says.
    Result<Pledge> cancel(Pledge const&);
    // Returns where the supporter changes the card, on the provider's side.
    Result<std::string> card_page(Pledge const&, std::string_view way_back);

    Pledges pledges() const { return {connection_, tools_.clock, tools_.random}; }
    // Returns the pledge of a signed link.
    Result<Pledge> pledge_of_link(LinkPurpose, std::string_view link) const;

private:
    Result<void> check(Wish const&, Provider const&) const;
    Result<Pledges::Made> make(Wish const&);
    Result<void> stop(Pledge const&);
    // Changes the pledge as it is now, in one transaction.
    Result<Pledge> save_change(Pledge const&, std::function<Result<void>(Pledge&)> const&);
    Result<void> write_down_amount(Pledge&, std::int64_t amount);
    Result<Pledge> record(Pledge const&, Account const&);
    Result<void> follow_up(Pledge const&, Entry const&);
    Result<bool> save_event(Provider const&, Event const&);
    Result<void> find_lost_events(Provider&, Reconciled&);
    Result<void> work_off_waiting(Reconciled&);
    Result<void> look_at_due(Provider&, Reconciled&);
    Result<void> put_off(Pledge const&);

    db::Connection& connection_;
    ProviderTools tools_;
    std::int64_t entries_added_ = 0;
};

} // namespace broadsheet::support

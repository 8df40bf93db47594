#pragma once

#include "http/request.h"
#include "support/ledger.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::support {

// Where the provider sends the browser back to: absolute addresses of ours.
struct WayBack {
    std::string thanks;
    std::string again; // the reader turned back without paying
};

struct Start {
    std::string reference; // the provider's name for the pledge
    std::string
        address; // where the browser goes to pay: absolute, or a path of the desk; "": it is under way
};

// What a provider says of a pledge at this moment.
struct Account {
    Status status = Status::open;
    std::optional<Day> due;
    std::int64_t amount = 0; // as agreed now; 0: as it was
    std::vector<Fact> facts; // what the ledger has already is passed over
};

// What a provider tells by itself. It only says where to look: what is true is asked of the provider, so that
// events may come twice, in any order, late or never.
struct Event {
    std::string key; // the provider's name for it
    std::string content; // JSON, without what names a person
    UtcMillis at = 0; // by the provider's clock; 0: not told
};

// One way to pay. Thread-safe as far as the connection it is given; calls may block on the network, so they
// are made outside transactions.
class Provider {
public:
    virtual ~Provider() = default;

    virtual std::string_view name() const = 0; // "stripe"
    // Whether money moves: not in a demonstration, nor with a test key.
    virtual bool is_live() const { return true; }
    virtual bool takes(Frequency, Currency const&) const = 0;
    // How many days after the pledge a first payment may still come.
    virtual Day open_days() const { return 3; }
    // How many days after the pledge money may come for one that is paid already, or that has expired; 0:
    // none.
    virtual Day late_days() const { return 0; }

    // The origins its pages are at, for the policy of the page that leads there.
    virtual std::vector<std::string> origins() const { return {}; }

    // Asks for the payment. Called again for the same pledge it gives the same, so that a reader who presses
    // twice, or a program that dies in between, makes no second one.
    virtual Result<Start> start(db::Connection&, Pledge const&, WayBack const&) = 0;
    // Asks how things stand.
    virtual Result<Account> look(db::Connection&, Pledge const&) = 0;

    // Asks whether the provider knows us, where there is something to ask. Errors as ask_provider().
    virtual Result<void> check() { return {}; }

    // Reads what was sent to the provider's webhook: `forbidden` if the provider did not sign it, or not
    // lately; `invalid` if it cannot be read; nothing if it is genuine but of no interest.
    virtual Result<std::optional<Event>> read_event(http::Request const&) const;
    // Returns what was told since a moment, and before another if one is given, so that what got lost on the
    // way is found. `limit`: there are too many.
    virtual Result<std::vector<Event>> events_between(UtcMillis, std::optional<UtcMillis>)
    {
        return std::vector<Event>();
    }
    // Whether money that is sent back is told of, so that nobody has to write it down.
    virtual bool tells_refunds() const { return true; }
    // Whether people tell what came, so that they may also take back what was told wrongly.
    virtual bool is_told_by_people() const { return false; }
    // Returns which pledge an event is about; nothing if it is none of ours, or not known yet.
    virtual Result<std::optional<Pledge>> pledge_of(db::Connection&, Event const&);

    // What a supporter asks for on the page behind their link; only of a running pledge.
    virtual bool can_change() const { return true; }
    virtual Result<void> change(db::Connection&, Pledge const&, std::int64_t amount) = 0;
    virtual Result<void> cancel(db::Connection&, Pledge const&) = 0;

    // Where the supporter changes the card of a running pledge: an address of the provider, which leads back
    // to ours.
    virtual bool has_card_page() const { return false; }
    virtual Result<std::string> card_page(Pledge const&, std::string_view way_back);
};

} // namespace broadsheet::support

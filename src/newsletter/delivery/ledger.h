#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "newsletter/delivery/sends.h"

#include <string>
#include <vector>

namespace broadsheet::newsletter {

struct LedgerLimits {
    static constexpr std::size_t rows_at_once = 1'000; // that are made for recipients
    static constexpr int attempts = 16; // over about a day; then what is deferred counts as refused
    static constexpr int refused_in_a_row = 25; // then the send is paused, as it may be us who are refused
};

// Somebody whose copy this worker is to send, and nobody else.
struct Claimed {
    std::int64_t subscription = 0;
    std::string subscription_id;
    std::string record; // in the vault; "": unsubscribed meanwhile
    int attempts = 0; // this one included
};

// What came of it.
struct Finished {
    enum class How {
        accepted,
        deferred, // the relay said: later
        refused,
        unknown,
        gone, // unsubscribed meanwhile
        not_tried, // no relay was there for it, or its provider's limit was reached: it waits until
                   // `not_before`
    };
    std::int64_t subscription = 0;
    How how = How::accepted;
    int code = 0;
    std::string reason;
    UtcMillis not_before = 0;
    int attempts = 0;
};

// One worker's side of the ledger (docs/mail.md, "The ledger"). Nothing is sent before the claim is
// committed, so that whatever is attempted when a program dies is known; nobody is skipped, because the row
// of each recipient is made with the mark of how far that has come. All calls are made within the caller's
// write transaction, many of them in one. Used by one thread at a time.
class Ledger {
public:
    // `worker` is this process's own name; `lease` is how long it counts as alive without a sign, in
    // milliseconds.
    Ledger(Clock const& clock, Random& random, std::string worker, std::int64_t lease)
        : clock_(clock)
        , random_(random)
        , worker_(std::move(worker))
        , lease_(lease)
    {
    }

    // Says that this worker lives. To be called before claim(), and at least once in a third of the lease.
    Result<void> renew(db::Connection&);
    // Says that it ends, having recorded all it claimed.
    Result<void> leave(db::Connection&);
    // What workers that are dead were attempting is unknown from now on. Returns how many those are.
    Result<std::int64_t> reap(db::Connection&, std::int64_t send);

    // A mailbox that the relay calls dead ends its reader's subscriptions, too
    // (newsletter/delivery/reports.h). Too many refusals in a row pause the send.
    Result<void> record(db::Connection&, std::int64_t send, std::vector<Finished> const&);
    // Claims up to so many of those who are due. None, where nobody is, or the send does not run.
    Result<std::vector<Claimed>> claim(db::Connection&, std::int64_t send, std::size_t most);

    // Marks the send as finished if nobody is left to send to. Returns when the next one is due: 0, nobody
    // waits.
    Result<UtcMillis> look_ahead(db::Connection&, std::int64_t send);

private:
    Result<void> record_accepted(db::Connection&, std::int64_t send, std::vector<Finished> const&);
    Result<void> record_other(db::Connection&, std::int64_t send, Finished const&);
    Result<void> count_refusals(db::Connection&, std::int64_t send, std::vector<Finished> const&);
    Result<std::vector<Claimed>> claim_queued(db::Connection&, std::int64_t send, std::size_t most);
    Result<bool> queue_more(db::Connection&, Send const&);
    Result<void> look_up(db::Connection&, std::vector<Claimed>&);

    Clock const& clock_;
    Random& random_;
    std::string worker_;
    std::int64_t lease_;
};

} // namespace broadsheet::newsletter

#pragma once

#include "mail/address.h"
#include "mail/relay_pool.h"
#include "newsletter/delivery/ledger.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace broadsheet::newsletter {

// A copy to be sent.
struct SendJob {
    Claimed claimed;
    mail::Address to;
    std::string token; // of the reader's links
    bool was_put_back = false;
};

// Between the one who keeps the ledger and those who send: what is claimed and not sent yet, and what came of
// the rest. Shares work among relays by their weights, as far as they have permits and do not rest.
// Thread-safe.
class SendQueue {
public:
    SendQueue(std::vector<mail::Relay> relays, mail::RelayHealth const& health);

    // For senders. Waits for a job that this relay is to take; nothing once the queue is closed, or after
    // `patience` milliseconds.
    std::optional<SendJob> take(mail::Relay const&, int patience);
    bool is_closed() const;
    // Puts a job back that the relay did not take, for another one or the same, behind all others.
    void put_back(mail::Relay const&, SendJob);
    void finish(Finished);

    // For the keeper.
    void add(std::vector<SendJob>);
    // Lets a relay with rates send so many more.
    void permit(std::string const& relay, std::int64_t count);
    // How many more permits a relay should have to be at work until the next turn; 0 for one without rates.
    std::int64_t wanted_permits(mail::Relay const&) const;
    // How many may be claimed in all: so many a connection, of the relays that can send now.
    std::size_t capacity(std::size_t for_each_connection) const;
    // Waits until something is finished and fewer than `low` wait, or so many milliseconds.
    void wait(std::size_t low, int milliseconds);
    std::vector<Finished> take_finished();
    // Takes back all that nobody has begun with, as not tried.
    void withdraw();
    // Senders end behind what they are at. What waits stays.
    void close();
    std::size_t at_work() const; // jobs that senders hold

private:
    struct Outlet {
        mail::Relay relay;
        std::int64_t permits = 0;
        std::int64_t sent = 0;
        int idle = 0; // senders that wait
    };
    bool can_send(Outlet const&) const;
    bool is_turn_of(Outlet const&) const;

    mail::RelayHealth const& health_;
    mutable std::mutex mutex_; // guards all below
    std::condition_variable changed_;
    std::condition_variable finished_changed_;
    std::map<std::string, Outlet> outlets_;
    std::deque<SendJob> waiting_;
    std::vector<Finished> finished_;
    std::size_t at_work_ = 0;
    bool is_closed_ = false;
};

} // namespace broadsheet::newsletter

#pragma once

#include "newsletter/delivery/delivery.h"
#include "newsletter/delivery/issue_copies.h"
#include "newsletter/delivery/send_queue.h"
#include "newsletter/delivery/vain_tries.h"

#include <atomic>
#include <thread>

namespace broadsheet::newsletter {

// One send, for as long as there is somebody to send to right now: claims, hands on to senders, and records
// what came of it. Used by the thread that keeps the ledger.
class Round {
public:
    // `is_ending` says that the program ends.
    Round(DeliveryServices const&, DeliverySettings const&, VainTries&, std::string worker, Send,
        std::atomic<bool> const& is_ending);
    ~Round();

    // Returns once nobody is due, another send's turn has come, the relays take no more for some time, the
    // send does not run any more, or the program ends; an error is what keeps it from going on.
    Result<void> run();
    // Whether it ended because every relay has sent what it may for some time.
    bool is_out_of_permits() const { return is_out_of_permits_; }
    // The send as it was in the last turn.
    Send const& send() const { return send_; }

private:
    Result<void> prepare();
    Result<void> find_relays();
    void start_senders();
    Result<void> expect_a_relay() const;
    Result<void> expect_keys();
    Result<bool> do_others_wait(db::Connection&);
    Result<void> go_on();
    Result<void> forget_trouble(db::Connection&);
    Result<void> turn(std::size_t room);
    struct Granted {
        std::string relay;
        std::int64_t count = 0;
    };
    Result<std::vector<Granted>> take_permits(db::Connection&);
    Result<void> settle_held(
        db::Connection&, std::vector<SendJob>& permitted, std::vector<Finished>& put_off);
    Result<void> open(db::Connection&, std::vector<Claimed> const&);
    Result<void> wind_up();

    DeliveryServices const& services_;
    DeliverySettings const& settings_;
    VainTries& vain_tries_;
    Send send_;
    std::atomic<bool> const& is_ending_;
    Ledger ledger_;

    std::optional<mail::Configuration> configuration_;
    std::optional<vault::Keys> keys_;
    std::optional<IssueCopies> copies_;
    std::optional<SendQueue> queue_;

    std::vector<Finished> unrecorded_; // of a turn whose transaction failed
    std::vector<SendJob> held_; // until their provider's limit is looked at
    std::size_t claimed_ = 0; // and not recorded
    std::int64_t next_claim_at_ = 0; // of Clock::monotonic()
    std::int64_t turned_at_ = 0;
    std::int64_t reaped_at_ = 0;
    std::int64_t began_at_ = 0;
    bool has_claimed_ = false; // or tried to
    std::optional<UtcMillis> permits_at_; // no relay may send before; nothing: one may
    bool is_out_of_permits_ = false;
    bool is_over_ = false;
    std::atomic<std::int64_t> sure_until_ = 0; // of Clock::monotonic(): the lease holds
    std::atomic<bool> must_stop_ = false;
    std::vector<std::jthread> senders_; // last: they use all the others
};

} // namespace broadsheet::newsletter

#pragma once

#include "base/clock.h"
#include "mail/smtp_connection.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace broadsheet::mail {

// How relays have fared: shares among them, and which of them rest after a failure. Thread-safe.
class RelayHealth {
public:
    explicit RelayHealth(Clock const& clock)
        : clock_(clock)
    {
    }

    // Returns the relays in the order in which to try them: first the one that is furthest behind its share,
    // those of weight 0 last, those that rest not at all.
    std::vector<Relay const*> in_order(std::vector<Relay> const&) const;
    bool is_resting(std::string const& name) const;

    void note_sent(Relay const&);
    // It rests for a second, twice as long each time in a row, half an hour at most. One that rests already
    // has failed with the same.
    void note_failure(Relay const&, std::string message);
    // What was wrong when a relay failed last; "" while it works.
    std::string trouble(std::string const& name) const;
    // How many messages it has answered for, whatever it answered.
    std::int64_t sent(std::string const& name) const { return of(name).sent; }

private:
    struct State {
        std::int64_t sent = 0;
        int failures = 0; // in a row
        std::int64_t rests_until = 0; // of Clock::monotonic()
        std::string trouble;
    };
    State of(std::string const& name) const;

    Clock const& clock_;
    mutable std::mutex mutex_;
    std::map<std::string, State> states_;
};

// Returns what note_failure() is told of a Fate::not_sent; no reply (code 0): the connection was lost.
std::string takes_no_mail(Relay const&, Reply const&);

// Sends one message at a time over connections that are kept open for a while. Thread-safe.
class RelayPool {
public:
    RelayPool(Clock const& clock, RelayHealth& health, std::function<bool()> should_stop)
        : clock_(clock)
        , health_(health)
        , should_stop_(std::move(should_stop))
    {
    }

    // A connection that was closed while it lay idle is opened anew; Fate::not_sent means that the relay
    // cannot have taken it, and another may be tried. An error is that of SmtpConnection::open().
    Result<Outcome> send(Relay const&, std::string const& own_name, MailOut const&);

private:
    struct Idle {
        std::string relay;
        std::int64_t since = 0;
        std::unique_ptr<SmtpConnection> connection;
    };
    std::unique_ptr<SmtpConnection> take(std::string const& relay);
    void give_back(std::string relay, std::unique_ptr<SmtpConnection>);

    Clock const& clock_;
    RelayHealth& health_;
    std::function<bool()> should_stop_;
    std::mutex mutex_;
    std::vector<Idle> idle_;
};

} // namespace broadsheet::mail

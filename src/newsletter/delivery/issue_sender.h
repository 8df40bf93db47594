#pragma once

#include "mail/outbox.h"
#include "newsletter/delivery/delivery.h"
#include "newsletter/delivery/issue_copies.h"
#include "newsletter/delivery/send_queue.h"
#include "newsletter/delivery/vain_tries.h"

namespace broadsheet::newsletter {

// What the senders of a round share.
struct SenderParts {
    SendQueue& queue;
    IssueCopies const& copies;
    mail::Configuration const& configuration;
    std::int64_t send;
    mail::RelayHealth& health;
    VainTries& vain_tries;
    mail::Outbox& outbox;
    Clock const& clock;
    mail::SmtpTimeouts const& timeouts;
    std::function<bool()> must_stop; // breaks off whatever is being waited for
    std::function<bool()> may_send; // whether what was claimed is ours still
};

// Sends jobs over one connection to one relay, one after the other, until the queue is closed. A relay
// without a host stands for the outbox.
class IssueSender {
public:
    IssueSender(SenderParts const& parts, mail::Relay const& relay)
        : parts_(parts)
        , relay_(relay)
    {
    }

    void run();

private:
    void deliver(SendJob);
    mail::Outcome send(SendJob const&, IssueCopy const&);
    mail::Outcome send_once(SendJob const&, IssueCopy const&);
    void capture(SendJob const&, IssueCopy const&);

    SenderParts const& parts_;
    mail::Relay const& relay_;
    std::unique_ptr<mail::SmtpConnection> connection_;
};

} // namespace broadsheet::newsletter

#pragma once

#include "mail/smtp_intake.h"

#include <memory>

namespace broadsheet::mail {

struct ListenerLimits {
    static constexpr std::size_t connections = 32;
    static constexpr int idle = 60'000; // milliseconds without a byte
    static constexpr int longest = 600'000; // milliseconds of a connection
};

// Takes mail in by SMTP or LMTP from this machine's mail server, in a thread of its own, until it is
// destroyed. `take_in` is called by that thread, one message at a time.
class IntakeListener {
public:
    // Listens at "127.0.0.1:2525", or another address of the loopback interface: whoever reaches it can
    // report. `invalid` for any other.
    static Result<std::unique_ptr<IntakeListener>> start(std::string const& address, TakeIn take_in);
    ~IntakeListener();

    // Where it listens, with the port that was chosen for port 0.
    std::string address() const;

private:
    class Implementation;
    explicit IntakeListener(std::unique_ptr<Implementation>);
    std::unique_ptr<Implementation> implementation_;
};

} // namespace broadsheet::mail

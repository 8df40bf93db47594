#pragma once

#include "base/result.h"
#include "mail/relay.h"
#include "mail/smtp_reply.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::mail {

// What has become of a message.
enum class Fate {
    accepted, // the relay has it
    deferred, // the relay said: later
    refused, // the relay said: never
    not_sent, // the relay does not have it, which says nothing of the recipient: the connection was lost
              // before the message's end, or the relay refuses us, or serves nobody now
    unknown, // the connection was lost between the message's end and the answer: nobody can say
};

struct Outcome {
    Fate fate = Fate::not_sent;
    Reply reply; // what the fate rests on; its code is 0 where there was no answer

    // Whether the address itself is refused for good: no such mailbox or domain.
    bool is_dead_address() const;
};

struct SmtpTimeouts {
    int connect = 30; // seconds
    int reply = 120; // to a command
    int end_of_data = 600; // RFC 5321, section 4.5.3.2.6: not less, or a message is sent twice
};

struct MailOut {
    std::string_view from; // the return path: "" or an address as SMTP takes it
    std::string_view to;
    std::span<std::string_view const> pieces; // the message: ends with CR LF, no line begins with a dot
};

// A connection to a relay, kept open for one message after another. libcurl connects, speaks TLS and
// authenticates; the rest of the dialogue is ours, because only so it is known how far it had come when a
// connection is lost (https://www.rfc-editor.org/rfc/rfc5321, RFC 2920). Used by one thread at a time.
class SmtpConnection {
public:
    // `unavailable` for what may go away, `invalid` where user or password are refused. Errors name the
    // relay. `should_stop` is asked every now and then while waiting; where it says so, waiting ends like a
    // lost connection.
    static Result<std::unique_ptr<SmtpConnection>> open(Relay const&, std::string_view own_name,
        SmtpTimeouts const& = {}, std::function<bool()> should_stop = {});
    ~SmtpConnection();

    Outcome send(MailOut const&);
    // Whether another message can be sent through it.
    bool is_open() const { return is_open_; }

private:
    class Wire;
    SmtpConnection(std::unique_ptr<Wire>, SmtpTimeouts const&);

    Result<Reply> read(int seconds);
    Outcome lost(Fate);
    enum class Step { mail, recipient, data, text };
    Outcome judged(Reply const&, Step);
    Outcome send_data(MailOut const&);
    void abandon_data();

    std::unique_ptr<Wire> wire_;
    SmtpTimeouts timeouts_;
    bool is_open_ = true;
};

} // namespace broadsheet::mail

#pragma once

#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::mail {

// Mail that comes in: reports about what was sent, from the mail server of this machine.

struct IntakeLimits {
    static constexpr std::size_t line = 2'048; // bytes of a command
    static constexpr std::size_t message = 1U << 20; // bytes
    static constexpr std::size_t recipients = 100; // of a message
    static constexpr std::size_t messages = 1'000; // of a connection
    static constexpr std::size_t errors = 20; // of a connection
};

// Called with the address a message came to and the message. An error of the code `invalid` is told to the
// server as "no such mailbox", any other as "later", and the server keeps the message.
using TakeIn = std::function<Result<void>(std::string_view recipient, std::string_view message)>;

// The receiving side of one connection's dialogue, SMTP or LMTP (https://www.rfc-editor.org/rfc/rfc5321, RFC
// 2033): what arrives goes in, what to answer comes out. Knows of no network.
class SmtpIntake {
public:
    explicit SmtpIntake(TakeIn take_in)
        : take_in_(std::move(take_in))
    {
    }

    std::string greeting() const { return "220 broadsheet takes reports\r\n"; }
    // Returns the answers to what has arrived.
    std::string receive(std::string_view bytes);
    // Whether the connection is to be closed once the answers are sent.
    bool is_over() const { return is_over_; }

private:
    std::string answer(std::string_view line);
    std::string hello(std::string_view verb);
    std::string take_recipient(std::string_view argument);
    void take_line_of_message(std::string_view line);
    std::string end_message();
    std::string refuse(std::string_view reply);
    void reset();

    TakeIn take_in_;
    std::string bytes_; // not read yet
    std::string message_;
    std::vector<std::string> recipients_;
    std::size_t messages_ = 0;
    std::size_t errors_ = 0;
    bool is_lmtp_ = false;
    bool has_sender_ = false;
    bool in_message_ = false;
    bool is_too_long_ = false;
    bool is_over_ = false;
};

} // namespace broadsheet::mail

#pragma once

#include <string>
#include <string_view>

namespace broadsheet::mail {

struct ReportLimits {
    static constexpr std::size_t message = 1U << 20; // bytes that are taken in
    static constexpr std::size_t read = 256U
        << 10; // of those that are looked at: reports come first, the returned message last
    static constexpr std::size_t parts = 20;
    static constexpr std::size_t boundary = 70; // RFC 2046, section 5.1.1
};

// What comes back about a message that was sent.
struct Report {
    enum class Kind {
        none, // no report that asks for anything: a delay, an answering machine, a letter from a person
        soft, // it was not delivered, and another time it may be
        hard, // there is no such mailbox
        complaint, // the reader calls it spam
    };
    Kind kind = Kind::none;
    std::string status; // RFC 3463: 5.1.1
    // To whom the report came, and who the message was from as its bearer knew: one of them is the copy's own
    // return path. Without angle brackets; "" where it is not said.
    std::string delivered_to;
    std::string original_from;
};

// Reads a delivery status notification (https://www.rfc-editor.org/rfc/rfc3464) or a complaint in the abuse
// reporting format (https://www.rfc-editor.org/rfc/rfc5965). Anything else, however malformed, is Kind::none.
Report read_report(std::string_view message);

// Returns whether a status says that the address itself is at fault, for good (RFC 3463, section 3.2).
bool is_dead_status(std::string_view status);

} // namespace broadsheet::mail

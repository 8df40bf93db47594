#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::mail {

struct AddressLimits {
    static constexpr std::size_t bytes = 254; // RFC 5321, section 4.5.3.1.3, without the angle brackets
    static constexpr std::size_t local_part = 64; // section 4.5.3.1.1
    static constexpr std::size_t domain = 253; // RFC 1035, section 2.3.4
    static constexpr std::size_t label = 63;
};

// A mailbox as SMTP takes it: ASCII, without line ends or other control characters, so that it can be written
// into a command or a header as it is.
struct Address {
    std::string local_part; // quoted where it has to be
    std::string domain; // lower case, internationalised labels as "xn--…"

    std::string text() const { return local_part + '@' + domain; }
    bool operator==(Address const&) const = default;
};

// Reads `name@domain`, with a quoted or plain local part and an internationalised domain
// (https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2). `invalid`, saying why, for anything else: display
// names, comments, address literals, domains of one label, and local parts beyond ASCII, which many relays do
// not take.
Result<Address> parse_address(std::string_view);

// Returns the domain as DNS knows it (UTS #46, not transitional): lower case, "xn--…". `invalid` if it is
// none.
Result<std::string> ascii_domain(std::string_view);

} // namespace broadsheet::mail

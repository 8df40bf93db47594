#pragma once

#include "mail/address.h"

#include <string>
#include <string_view>

namespace broadsheet::mail {

struct FieldLimits {
    static constexpr std::size_t name = 40; // leaves room for an encoded word on its line
    static constexpr std::size_t value = 8'000; // bytes of UTF-8, of one field
    static constexpr std::size_t line = 998; // RFC 5322, section 2.1.1
};

// Refuses a field that would break out of its line: a name that is none (RFC 5322, section 3.6.8), a value
// with control characters, not UTF-8 or too long.
Result<void> check_field(std::string_view name, std::string_view value);

// The three append one line of a message's head, folded at spaces after 76 characters where there are any,
// and ended by CR LF. What they are given has passed check_field(). Text beyond ASCII becomes encoded words
// (https://www.rfc-editor.org/rfc/rfc2047).
void append_text_field(std::string& head, std::string_view name, std::string_view value);
// For values that are structured and in ASCII, such as a list of addresses in angle brackets.
void append_structured_field(std::string& head, std::string_view name, std::string_view value);
// "From: The Lantern <letters@lantern.example>"; the display name may be empty.
void append_address_field(
    std::string& head, std::string_view name, std::string_view display_name, Address const&);

} // namespace broadsheet::mail

#pragma once

#include <string>
#include <string_view>

namespace broadsheet::mail {

// Appends UTF-8 text in quoted-printable (https://www.rfc-editor.org/rfc/rfc2045#section-6.7): lines of at
// most 76 characters ended by CR LF, whatever line ends the text has. No line begins with a dot or with
// "From ", so that SMTP and mailboxes leave it alone, and a character of several bytes is not parted. Text
// that does not end with a line end gets a soft one ("=\r\n"), so that more can follow.
void append_quoted_printable(std::string& out, std::string_view text);

// Returns the decoded bytes; malformed escapes stay as they are, as section 6.7 advises.
std::string decode_quoted_printable(std::string_view text);

} // namespace broadsheet::mail

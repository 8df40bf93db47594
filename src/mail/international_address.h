#pragma once

#include <string>
#include <string_view>

namespace broadsheet::mail {

// Whether it would be an address that mail can be sent to, were it not for letters beyond ASCII before the @
// (https://www.rfc-editor.org/rfc/rfc6531): so that people can be told.
bool has_international_local_part(std::string_view);

// Returns the domain of an address, or the whole address, for people to read: «почта.рф» instead of
// "xn--80a1acny.xn--p1ai". What is none stays as it is.
std::string readable_domain(std::string_view ascii);
std::string readable_address(std::string_view address);

} // namespace broadsheet::mail

#pragma once

#include <string>
#include <string_view>

namespace broadsheet::html {

// Returns a decoded address as it may stand in href, src, cite or poster: http, https, mailto, tel or
// relative, without the white space and controls that browsers ignore
// (https://url.spec.whatwg.org/#url-parsing), spaces and backslashes percent-encoded. "" for any other.
std::string safe_url(std::string_view url);

// Returns the decoded value of srcset with its unsafe or malformed candidates left out
// (https://html.spec.whatwg.org/multipage/images.html#srcset-attributes).
std::string safe_srcset(std::string_view srcset);

// Returns whether the address names a host of its own.
bool is_outside(std::string_view url);

// Returns the address a reader would open instead of a player's frame: the film's page instead of
// youtube.com/embed/…; other addresses unchanged. "" when it names no host over http or https.
std::string page_behind_frame(std::string_view frame_url);

// Returns the host of an absolute address without "www.".
std::string_view host_of(std::string_view url);

} // namespace broadsheet::html

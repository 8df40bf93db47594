#pragma once

#include "http/request.h"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

// A request target taken apart. The views point into the target, or for a path that had to be decoded into
// the buffer.
struct Target {
    std::string_view authority; // only of the absolute form
    std::string_view path; // see Request::path; "*" for the asterisk form
    std::string_view query;
};

// Reads origin-form, absolute-form (http and https) and, for OPTIONS, asterisk-form
// (https://www.rfc-editor.org/rfc/rfc9112#section-3.2). Returns nothing for what is not one of them and for
// paths that two programs could understand differently: a fragment, a backslash, control characters, invalid
// UTF-8, an escaped slash, backslash or NUL, dot segments. Runs of slashes count as one.
std::optional<Target> parse_target(std::string_view, Method, std::string& buffer);

// Returns whether the text can be a Host field or authority: host name, IPv4 or [IPv6], and an optional port.
bool is_authority(std::string_view);

} // namespace broadsheet::http

#pragma once

#include "http/request.h"

#include <string>

namespace broadsheet::http {

// Returns where a request comes from, for limits held in memory: the peer, or whom our reverse proxy names
// last in X-Forwarded-For. "" where nobody says.
std::string client_address(Request const&);

// Returns whether the client's connection is encrypted, to us or to our reverse proxy.
bool came_securely(Request const&);

} // namespace broadsheet::http

#pragma once

#include "http/request.h"

#include <string>

namespace broadsheet::http {

// Returns where a request comes from, for limits held in memory: the peer, or whom a reverse proxy on this
// machine names last in X-Forwarded-For. "" where nobody says.
std::string client_address(Request const&);

// Returns whether the client's connection is encrypted, to us or to a reverse proxy on this machine.
bool came_securely(Request const&);

} // namespace broadsheet::http

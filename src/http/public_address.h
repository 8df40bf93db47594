#pragma once

struct sockaddr;

namespace broadsheet::http {

// Whether the address is one of the public Internet: not of this host, a private network, a link, a test or
// documentation range, multicast, nor one that another kind of address hides in (mapped, 6to4, NAT64,
// Teredo). https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
bool is_public_address(sockaddr const&);

} // namespace broadsheet::http

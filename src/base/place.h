#pragma once

#include <string>
#include <string_view>

namespace broadsheet {

// Returns what limits count as one place of the network: an IPv4 address, or the /64 of an IPv6 address, which
// one subscriber commonly holds as a whole. Any other text is returned as it is.
std::string place_of(std::string_view address);

} // namespace broadsheet

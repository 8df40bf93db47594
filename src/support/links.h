#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::support {

// Signed links to one pledge: "ID-MAC", the MAC being 128 bits of HMAC-SHA-256 under the newspaper's secret
// over the purpose and the id. Whoever has the link may do what its purpose says, for as long as the secret
// stays.

enum class LinkPurpose {
    thanks, // what the browser comes back to: see, and have a receipt sent
    manage, // change and cancel
    demonstration, // pay on the demonstration provider's page
};

std::string signed_link(LinkPurpose, std::string_view pledge_id, std::string_view secret);
// Returns the pledge's id; `not_found` for what was not signed for this purpose.
Result<std::string> read_signed_link(LinkPurpose, std::string_view link, std::string_view secret);

} // namespace broadsheet::support

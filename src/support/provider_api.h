#pragma once

#include "http/client.h"
#include "support/json.h"

namespace broadsheet::support {

// Asks a provider's API and returns its JSON. Errors, each naming the provider: `not_found` (404),
// `forbidden` (401, 403: the key is wrong), `unavailable` (no answer, 409, 429, 5xx: may work later),
// `invalid` (other refusals, with the provider's own words).
Result<boost::json::value> ask_provider(http::Client&, std::string_view provider, http::ClientRequest const&);

// Returns a JSON number of the currency's minor units as the provider wrote it in major ones ("5.00", 5.00).
Result<std::int64_t> minor_from_decimal(std::string_view, int exponent);

// Returns an amount of one currency times its rate in another ("0.00041667", "29999.5"), in the latter's
// minor units, rounded half up. Exact to 18 digits of each.
Result<std::int64_t> minor_of_product(std::string_view amount, std::string_view rate, int exponent);

} // namespace broadsheet::support

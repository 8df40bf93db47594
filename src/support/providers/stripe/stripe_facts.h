#pragma once

#include "support/provider.h"
#include "support/providers/stripe/stripe_api.h"

#include <set>

namespace broadsheet::support::stripe {

// What Stripe's objects say of a pledge, as of now. https://docs.stripe.com/api

// Stripe's own amounts: some currencies have fewer or more digits there than in ISO 4217.
// https://docs.stripe.com/currencies#zero-decimal
Result<std::int64_t> to_stripe(std::int64_t minor, Currency const&);
Result<std::int64_t> from_stripe(std::int64_t amount, Currency const&);

// Payment intents that the ledger has refunds of: a refund that fails later is no longer seen on its charge.
using Refunded = std::set<std::string, std::less<>>;

// Reads a Checkout session and all that followed from it: payments, renewals, failures, refunds, disputes.
Result<Account> read_account(Api const&, Pledge const&, boost::json::value const& session, Refunded const&);

} // namespace broadsheet::support::stripe

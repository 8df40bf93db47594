#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace broadsheet::support::stripe {

struct SignatureLimits {
    static constexpr std::size_t bytes = 2'000; // of the header
    static constexpr int signatures = 10;
    static constexpr std::int64_t tolerance = 300'000; // milliseconds, to either side
};

// Checks a Stripe-Signature header ("t=…,v1=…") over the raw body with the webhook's secret, or any of
// several, parted by spaces, while one is replaced by the next. `forbidden` says whether it is forged, too
// old or from the future. https://docs.stripe.com/webhooks#verify-manually
Result<void> check_signature(
    std::string_view header, std::string_view body, std::string_view secrets, UtcMillis now);

} // namespace broadsheet::support::stripe

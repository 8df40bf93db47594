#pragma once

#include "support/provider.h"

#include <boost/json/fwd.hpp>
#include <span>

namespace broadsheet::support::stripe {

// The kinds of events that can tell of a contribution; Stripe is asked for these alone.
std::span<std::string_view const> event_types();

// Returns what is kept of an event: its id, kind and time, and which objects and pledge it is about. Nothing
// that names a person. Nothing if it cannot be about a pledge, or is of the other mode (test or live).
std::optional<Event> gist_of(boost::json::value const& event, bool is_live);

// What an event is about, read back from its gist.
struct About {
    std::string pledge; // its id; "": not told
    std::string session;
    std::string payment_intent;
};
Result<About> read_gist(std::string_view content);

} // namespace broadsheet::support::stripe

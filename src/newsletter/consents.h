#pragma once

#include "base/clock.h"
#include "db/connection.h"
#include "newsroom/newsletters.h"

#include <string>

namespace broadsheet::newsletter {

// What a reader agrees to by signing up: which newsletter, promised in which words, under which version of
// the privacy policy. Kept word for word, once for all who agreed to the same.
struct Consent {
    std::string id; // derived from the rest
    std::string newsletter;
    std::string language;
    std::string policy;
    std::string wording;
    bool operator==(Consent const&) const = default;
};

// Returns what its box asks for now.
Consent consent_to(newsroom::Newsletter const&);

// Keeps it, if it is not there yet. Within the caller's write transaction.
Result<void> keep(db::Connection&, Clock const&, Consent const&);
// Returns whether it is kept.
Result<bool> is_kept(db::Connection&, std::string_view id);
// Returns it, or not_found.
Result<Consent> find_consent(db::Connection&, std::string_view id);

} // namespace broadsheet::newsletter

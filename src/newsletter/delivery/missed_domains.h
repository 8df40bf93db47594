#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "vault/keys.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsletter {

struct MissedDomainLimits {
    static constexpr std::size_t readers = 10'000; // whose addresses are opened for one answer
};

// How many readers of one domain did not get an issue for the same reason.
struct MissedDomain {
    std::string domain; // for people to read; "": no longer in the vault
    std::int64_t code = 0; // of the relay; 0: it said nothing
    std::string reason; // RFC 3463
    std::int64_t count = 0;
};

struct MissedDomains {
    std::vector<MissedDomain> rows; // the most frequent first
    bool is_cut = false; // there are more readers than were looked at
};

// Returns where those live who did not get a send, for a status as Sends::undelivered() takes it. Of each
// address only the domain leaves this call. `unavailable` where an address is sealed to other keys than
// these.
Result<MissedDomains> missed_domains(db::Connection&, Clock const&, Random&, vault::Keys const&,
    std::int64_t send, std::string_view status, std::size_t most = MissedDomainLimits::readers);

} // namespace broadsheet::newsletter

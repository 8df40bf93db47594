#pragma once

#include "mail/configuration.h"
#include "mail/resolver.h"

#include <string>
#include <vector>

namespace broadsheet::mail {

struct DomainFinding {
    enum class Health { good, note, bad };
    Health health = Health::good;
    std::string what;
    std::string advice; // what to do, to the letter of the record to publish; "": nothing
};

// Looks at what receivers look at before they take a newspaper's mail: SPF
// (https://www.rfc-editor.org/rfc/rfc7208), the DKIM keys that are `keys`, be they active yet, DMARC
// (https://www.rfc-editor.org/rfc/rfc7489), where reports go, and whether the relays' addresses have names
// that lead back to them. `invalid` if the domain is none.
Result<std::vector<DomainFinding>> check_domain(
    Resolver&, std::string_view domain, Configuration const&, std::vector<StoredKey> const& keys);

} // namespace broadsheet::mail

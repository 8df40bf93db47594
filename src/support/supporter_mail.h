#pragma once

#include "support/letters.h"
#include "support/provider_kind.h"
#include "vault/keys.h"

namespace broadsheet::support {

// Writes to the supporter what a ledger entry tells, if there is a sealed address, and nothing that is no
// longer so: of a payment that failed and has been made since. Who has given is reminded of it no more
// (reminders.h). Errors as mail::Post::send().
Result<void> write_to_supporter(db::Connection&, ProviderTools const&, vault::Keys const&, Letters const&,
    mail::Post&, std::int64_t entry);

} // namespace broadsheet::support

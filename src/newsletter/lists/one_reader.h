#pragma once

#include "newsletter/subscriptions.h"

namespace broadsheet::newsletter {

// What a newspaper does about one address because its reader, or a court, wrote to it. All of it needs the
// vault's keys, because only they tell whose record is whose, and is done in a transaction of its own.
struct OneReader {
    db::Connection& connection;
    vault::Keys const& keys;
    Clock const& clock;
    Random& random;

    // Returns all that is known of the address: its subscriptions, those that ended among them; none where it
    // is not known. `invalid` for what is no address.
    Result<std::vector<Subscription>> look_up(std::string_view address) const;
    // Ends what is active and returns how many those were; the vault deletes the address and keeps its hash.
    Result<std::int64_t> unsubscribe(std::string_view address) const;
    // Makes it known to every newsletter as one not to write to, whether it was on a list or not: no import
    // brings it back. Only its reader can, by signing up and confirming.
    Result<void> block(std::string_view address) const;
    // Deletes all that is kept of it, the hash too; false where it was not known.
    Result<bool> erase(std::string_view address) const;
};

} // namespace broadsheet::newsletter

#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "mail/address.h"
#include "mail/dkim.h"
#include "mail/relay.h"

#include <map>
#include <optional>

namespace broadsheet::mail {

struct Sender {
    std::string name;
    Address address;
};

// How mail leaves, as the newsroom has set it.
struct Configuration {
    std::optional<Sender> sender; // of letters; nothing: not set
    std::string own_name; // what we call ourselves to relays; "": the sender's domain
    std::optional<Address> return_path; // where reports of failed deliveries come in; nothing: the sender
    std::vector<Relay> relays; // none: mail is captured
    std::vector<DkimKey> keys; // those that sign
    std::map<std::string, std::vector<Rate>, std::less<>> domain_rates;
    std::string bounce_secret; // what return paths are signed with
};

// Whether a relay is set, and nobody whom mail comes from.
bool lacks_sender(Configuration const&);
constexpr std::string_view no_sender = "a mail relay is set, and no sender: letters from an address that "
                                       "nobody has are refused or not believed";
constexpr std::string_view how_to_set_a_sender = "broadsheet mail sender ADDRESS --name NAME";

// The calls below are made within the caller's transaction, those that change in a write transaction. Used
// like the connection.

// Reads all of it.
Result<Configuration> load_configuration(db::Connection&);
// Makes the secret that return paths are signed with, where there is none yet.
Result<void> ensure_bounce_secret(db::Connection&, Random&);

// Each checks what it is given, and an empty text unsets.
Result<void> set_sender(db::Connection&, std::string_view name, std::string_view address);
Result<void> set_own_name(db::Connection&, std::string_view domain);
Result<void> set_return_path(db::Connection&, std::string_view address);
Result<void> set_domain_rate(db::Connection&, std::string_view domain, std::string_view rates);

// Adds a relay, or replaces the one of that name; an empty password keeps the one there was, if the user is
// the same.
Result<void> save_relay(db::Connection&, Relay const&);
// False if there was none.
Result<bool> remove_relay(db::Connection&, std::string_view name);

struct StoredKey {
    DkimKey key;
    bool is_active = true;
};
Result<std::vector<StoredKey>> load_dkim_keys(db::Connection&);
// `conflict` if domain and selector have a key.
Result<void> add_dkim_key(db::Connection&, DkimKey const&, UtcMillis now);
Result<bool> remove_dkim_key(db::Connection&, std::string_view domain, std::string_view selector);
// Lets a key sign, or not; false if there is none.
Result<bool> activate_dkim_key(
    db::Connection&, std::string_view domain, std::string_view selector, bool is_active);

} // namespace broadsheet::mail

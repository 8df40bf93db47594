#pragma once

#include "base/random.h"
#include "newsletter/sign_up.h"
#include "newsroom/article.h"
#include "vault/records.h"

#include <optional>
#include <string>
#include <vector>

namespace broadsheet::newsletter {

// The vault's purpose for our records.
inline constexpr std::string_view vault_purpose = "newsletter";

// One reader's subscription to one newsletter. The address is the vault's.
struct Subscription {
    newsroom::Number number = 0;
    std::string id; // random
    std::string newsletter; // its id
    std::string record; // in the vault
    std::string status; // active; ended: known as one not to write to; undeliverable
    std::string language;
    std::int64_t confirmed_day = 0; // days since 1970
    std::string policy;
    std::string consent; // empty: imported
    std::string place;

    bool is_active() const { return status == "active"; }
};

// Returns the token of the links that a subscription's mails carry: it opens the reader's own page and
// unsubscribes. Derived from the vault's secret, so that whoever has the database cannot make one; the same
// also after a rotation.
std::string mail_token(vault::Keys const&, std::string_view subscription_id);

// Who gets which newsletter. Everything is called within the caller's transaction, a write transaction for
// what writes. Used like its connection.
class Subscriptions {
public:
    Subscriptions(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
        , records_(connection, random)
    {
    }

    // Keeps what the reader has confirmed and returns a token for the reader's own page. Works while the
    // vault is locked. `conflict`: this link was used already; `not_found`: what it asks for is no more. A
    // change of address moves all that the reader has, those of a send that is under way among it.
    Result<std::string> confirm(SignUp const&, std::string_view link);

    // Returns the subscription that a link's token belongs to, or `not_found`. Works while the vault is
    // locked.
    Result<Subscription> find(std::string_view token);
    // Returns all of a reader, those that ended among them.
    Result<std::vector<Subscription>> of_record(std::string_view record);

    // Ends one. The vault erases the address of a reader who has no other; what is still in its inbox goes
    // with all that belongs to it. Ending twice is no error. Works while the vault is locked.
    Result<void> end(Subscription const&);
    // Deletes all that is kept of the reader, the vault's hash too. Works while the vault is locked.
    Result<void> erase(std::string_view record);

    // What can be done only while the vault is unlocked.

    // Lets a reader get one more newsletter, or one again that ended.
    Result<void> add(vault::Keys const&, std::string_view record, std::string_view consent);

    // One that another system, or an editor, brings.
    struct Brought {
        std::string address;
        std::string newsletter;
        std::string language;
        std::int64_t confirmed_day = 0;
        std::string policy;
        std::string place;
        bool has_ended = false; // known there as one not to write to
    };
    enum class Taken { added, there_already, ended_here, ended_there };
    // Takes it in, unless its reader has unsubscribed here. `invalid` for what is no address.
    Result<Taken> bring(vault::Keys const&, Brought const&);

    // Takes in what waits in the vault's inbox, at most so many records, and returns how many those were: 0,
    // the inbox is empty. Only what was taken in can be written to.
    Result<std::int64_t> take_in(vault::Keys const&, std::size_t most = 500);

    // Returns how many are active.
    Result<std::int64_t> count(std::string_view newsletter);
    // Forgets confirmation links that have expired.
    Result<void> forget_old_links();

private:
    Result<newsroom::Number> insert(Subscription const&);
    Result<newsroom::Number> move(std::string_view id, std::string const& record);
    Result<void> add_link(std::string_view token, newsroom::Number subscription);
    Result<void> renew(vault::Keys const&, Subscription const& former, Subscription const& as);
    Result<std::optional<Subscription>> of_record(std::string_view record, std::string_view newsletter);
    Result<void> link_inbox(vault::Keys const&, std::size_t most);
    Result<void> merge(vault::Keys const&, std::string const& earlier, std::string const& arrived);

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
    vault::Records records_;
};

// Takes in all that waits, in transactions of their own.
Result<std::int64_t> take_in_all(db::Connection&, vault::Keys const&, Clock const&, Random&);

// Deletes every subscription, as the vault is shredded.
Result<void> forget_everybody(db::Connection&);

} // namespace broadsheet::newsletter

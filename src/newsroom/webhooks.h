#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/connection.h"
#include "newsroom/article.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::newsroom {

// A program outside that wants to be told when something happens, in the way of Ghost
// (https://docs.ghost.org/webhooks).
struct Webhook {
    std::string id = {};
    Number integration = 0; // whose it is
    std::string event = {}; // one of webhook_events()
    std::string target_url = {};
    std::string name = {};
    std::string secret = {}; // "": what is sent is not signed
    UtcMillis created_at = 0;
    UtcMillis updated_at = 0;
    UtcMillis last_sent_at = 0; // 0: never
    std::string last_status = {}; // of the answer, "200"; "": there was none
    std::string last_error = {}; // "": it was taken
};

// Returns the events there are: "post.published", "tag.edited", "site.changed", …
std::span<std::string_view const> webhook_events();

// One thread at a time, as the connection. Writes are to be made inside a write transaction.
class Webhooks {
public:
    static constexpr std::size_t longest_url = 2'000; // bytes
    static constexpr std::size_t longest_text = 191; // of a name or secret, as Ghost's
    static constexpr std::int64_t most = 100; // of one integration

    Webhooks(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Each saves and returns the webhook; event, target_url, name and secret are what a caller says. Refused,
    // naming the field: an unknown event, an address that is not http(s) or names a host of this machine, one
    // that has the event already, overlong texts, too many.
    Result<Webhook> add(Webhook const&);
    Result<Webhook> change(Webhook const&);
    Result<void> remove(std::string_view id);

    Result<Webhook> by_id(std::string_view id) const;
    Result<std::vector<Webhook>> of(Number integration) const; // by event and address

    // Notes what became of a delivery; of one that is gone, nothing.
    Result<void> note_sent(std::string_view id, std::string_view status, std::string_view error);

private:
    Result<void> check(Webhook const&) const;

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::newsroom

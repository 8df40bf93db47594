#pragma once

#include "base/random.h"
#include "db/connection.h"
#include "staff/account.h"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::staff {

// A program that may use the APIs, with the two keys that Ghost's clients are given.
struct Integration {
    Number number = 0;
    std::string id;
    std::string name;
    std::string content_key; // 26 hexadecimal digits
    std::string admin_key_id; // 24 hexadecimal digits
    std::string admin_secret; // 64 hexadecimal digits
    UtcMillis created_at = 0;
    UtcMillis used_at = 0; // to the hour; 0: never

    // The form in which clients take it: "id:secret".
    std::string admin_key() const { return admin_key_id + ":" + admin_secret; }
};

// One thread at a time, as the connection. Writes are to be made inside a write transaction.
class Integrations {
public:
    static constexpr std::size_t longest_name = 200; // bytes

    Integrations(db::Connection& connection, Clock const& clock, Random& random)
        : connection_(connection)
        , clock_(clock)
        , random_(random)
    {
    }

    // Adds one with fresh keys; refused: an empty or overlong name, one that there is.
    Result<Integration> add(std::string_view name);
    // Gives it other keys in place of its own, which open nothing from then on.
    Result<Integration> renew_keys(std::string_view id);
    Result<void> remove(std::string_view id);

    Result<std::vector<Integration>> all() const;
    // Each returns the integration, or not_found.
    Result<Integration> by_id(std::string_view id) const;
    Result<Integration> by_content_key(std::string_view key) const;
    Result<Integration> by_admin_key_id(std::string_view id) const;
    // Notes that it was used, at most once an hour.
    static bool is_use_to_be_noted(Integration const&, UtcMillis now);
    Result<void> note_use(Integration const&);

private:
    Result<Integration> one(std::string_view where, std::string_view value) const;

    db::Connection& connection_;
    Clock const& clock_;
    Random& random_;
};

} // namespace broadsheet::staff

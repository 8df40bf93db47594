#pragma once

#include "base/clock.h"
#include "staff/role.h"

#include <cstdint>
#include <optional>
#include <string>

namespace broadsheet::staff {

// A record's number inside one database. 0 means not saved yet.
using Number = std::int64_t;

// Somebody who works at the newspaper. The name is for colleagues: what readers see is a byline.
struct Account {
    Number number = 0;
    std::string id; // 24 hexadecimal digits
    std::string login; // lower case; an e-mail address or any name
    std::string name;
    Role role = Role::contributor;
    std::optional<Number> byline;
    std::string language = "en"; // of the admin pages
    bool is_suspended = false;
    bool has_password = false;
    bool has_totp = false;
    std::int64_t passkeys = 0;
    UtcMillis created_at = 0;

    bool has_second_factor() const { return has_totp || passkeys > 0; }
    bool may(Act act) const { return !is_suspended && staff::may(role, act); }
    // Whether the account can let somebody in with that role, which is to say give it away.
    bool may_invite(Role other) const { return may(Act::manage_staff) && other <= role; }
};

} // namespace broadsheet::staff

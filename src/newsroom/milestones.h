#pragma once

#include "base/clock.h"
#include "db/connection.h"

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::newsroom {

// When something that happens seldom last happened.
struct Milestone {
    UtcMillis at = 0;
    std::string detail;
};

inline constexpr std::string_view backup_made = "backup"; // detail: the file's name
// How long after it a newsroom is told to look why there is no newer one.
inline constexpr std::int64_t backup_is_old = 7LL * 24 * 60 * 60 * 1000; // milliseconds
inline constexpr std::string_view mirror_failed
    = "mirror"; // detail: why it could not be built; empty: it could again
inline constexpr std::string_view log_keys
    = "log-keys"; // detail: the fingerprint of the keys that sign mirrors, in hexadecimal
inline constexpr std::string_view theme_changed = "theme"; // detail: the theme before it

Result<std::optional<Milestone>> find_milestone(db::Connection&, std::string_view name);
Result<void> set_milestone(db::Connection&, std::string_view name, Milestone const&);

} // namespace broadsheet::newsroom

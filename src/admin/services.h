#pragma once

#include "db/database.h"
#include "staff/door.h"

namespace broadsheet::admin {

class Views;

// What the newsroom's pages work with. All of it is thread-safe and lives longer than they do.
struct Services {
    db::Database& database;
    Clock const& clock;
    Random& random;
    staff::Door& door;
    Views const& views;
};

} // namespace broadsheet::admin

#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "db/database.h"
#include "media/store.h"
#include "site/site.h"

namespace broadsheet::api {

// What the API works with. All of it is thread-safe and lives longer than it does.
struct Services {
    db::Database& database;
    site::Site const& site;
    media::MediaStore const& media;
    Clock const& clock;
    Random& random;
};

} // namespace broadsheet::api

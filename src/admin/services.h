#pragma once

#include "db/database.h"
#include "mail/outbox.h"
#include "mail/post.h"
#include "mail/relay_pool.h"
#include "media/store.h"
#include "newsletter/issue_renderer.h"
#include "site/site.h"
#include "site/theme_folder.h"
#include "staff/door.h"
#include "vault/custody.h"

#include <filesystem>

namespace broadsheet::mirror {
class HealthBoard;
}

namespace broadsheet::admin {

class Views;

// What the newsroom's pages stand on. All of it is thread-safe and lives longer than they do.
struct Foundation {
    db::Database& database;
    Clock const& clock;
    Random& random;
    media::MediaStore const& media;
    site::Site const& site;
    vault::Custody& custody;
    mail::Post& post;
    mail::Outbox& outbox;
    mail::RelayHealth const& relay_health;
    std::filesystem::path data; // the newspaper's folder
    site::ThemeFolder themes;
    mirror::HealthBoard const* mirrors = nullptr; // nullptr: nobody looks at them
};

// What a visit works with.
struct Services : Foundation {
    staff::Door& door;
    Views const& views;
    newsletter::IssueRenderer const& issues;
};

} // namespace broadsheet::admin

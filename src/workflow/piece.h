#pragma once

#include "newsroom/article.h"
#include "staff/sessions.h"
#include "workflow/edit_locks.h"
#include "workflow/progress.h"
#include "workflow/rights.h"
#include "workflow/working_copies.h"

namespace broadsheet::workflow {

// An article in the hands of somebody who may read it.
struct Piece {
    newsroom::Article article;
    Progress progress;
    bool is_assigned = false;
    Rights rights;
};

// Returns the article of an id, or not_found, also for what the account may not read.
Result<Piece> open_piece(db::Connection&, staff::Account const&, std::string_view id);

// What became of a save: either it has a new version, or nothing was written because of somebody else.
struct Collision {
    bool is_locked = false; // somebody holds the lock; otherwise somebody has saved a newer version
    WorkingCopies::Version version = 0; // the newest
    std::string by; // name of an account; "": a program
    UtcMillis at = 0;
};
struct Outcome {
    WorkingCopies::Version version = 0;
    std::optional<Collision> collision;
    SetAside set_aside = {};
};

// Returns why what was made from a version must not be saved, if so. `newest` is the state of what is typed.
Result<std::optional<Collision>> collision_of(db::Connection&, Clock const&, staff::Session const&,
    newsroom::Article const&, WorkingCopies::State const& newest, WorkingCopies::Version from);

} // namespace broadsheet::workflow

#pragma once

#include "newsroom/article.h"
#include "staff/account.h"

namespace broadsheet::workflow {

// What an account may do with one article (docs/roles.md).
struct Rights {
    bool read = false; // it, its history and its notes, in the newsroom; write notes
    bool edit = false;
    bool publish = false; // also schedule, correct, retract, withdraw; call it ready
    bool direct = false; // send it back, assign it, set when it is due, delete it
    bool operator==(Rights const&) const = default;
};

// The one place where this is decided, for the newsroom's pages and the APIs.
Rights rights_of(staff::Account const&, newsroom::Article const&, bool is_assigned);

} // namespace broadsheet::workflow

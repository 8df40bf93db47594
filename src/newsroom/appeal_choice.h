#pragma once

#include "newsroom/appeal.h"

#include <functional>
#include <span>

namespace broadsheet::newsroom {

// What of a page decides which appeal it carries.
struct AppealPage {
    std::string_view language;
    PageKind kind = PageKind::list;
    std::function<bool(Number)> has_tag; // empty: it has none
    bool asks_nothing = false; // an article that is marked so
};

// Whether the appeal is meant for such a page, its times aside.
bool is_for(Appeal const&, Placement, AppealPage const&);

// Returns the first that is for the page, or nullptr.
Appeal const* choose_appeal(std::span<Appeal const>, Placement, AppealPage const&);

} // namespace broadsheet::newsroom

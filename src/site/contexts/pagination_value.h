#pragma once

#include "site/rendering.h"
#include "templates/value.h"

namespace broadsheet::site {

// Returns `pagination` as templates see it (docs/themes.md, "Data"). Where a list's pages keep their numbers,
// the rendering is told if its page is made to depend on how many there are; nullptr: nobody has to know.
templates::Value pagination_value(Pagination const&, Rendering*);

} // namespace broadsheet::site

#pragma once

#include "site/edition/archive.h"
#include "site/rendering.h"
#include "templates/value.h"

namespace broadsheet::site {

// An archive page's `archive` (docs/themes.md, "Data").
templates::Value archive_value(Rendering const&, Period const&);

} // namespace broadsheet::site

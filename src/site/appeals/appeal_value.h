#pragma once

#include "newsroom/appeal.h"
#include "templates/value.h"

namespace broadsheet::site {

struct Rendering;

// An appeal as templates see it (docs/themes.md, "An appeal"), in the page's language.
templates::Value appeal_value(Rendering const&, newsroom::Appeal const&);

} // namespace broadsheet::site
